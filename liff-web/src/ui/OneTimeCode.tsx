import { second } from '../clock.ts';
import { clockTime } from '../format.ts';
import { t } from '../i18n/index.ts';
import { Qr, Ring } from './codes.tsx';
import { useWakeLock } from './wake-lock.ts';

interface Props {
  /** Null while the server makes it. */
  text: string | null;
  label: string;
  owner: string;
  left: number;
  life: number;
  /** What the clerk types when the scanner fails. */
  digits?: string;
  onAgain: () => void;
}

/** A code that is good once: with its owner's name and a mark that moves, so that a screenshot does not pass for it. */
export function OneTimeCode({ text, label, owner, left, life, digits, onAgain }: Props) {
  useWakeLock();
  const dead = text !== null && left <= 0;
  return (
    <div class={dead ? 'once once-dead' : 'once'}>
      <div class="once-owner">
        <span class="once-mark" aria-hidden="true" />
        <b>{owner}</b>
        <span class="alive">{clockTime(second.value)}</span>
      </div>
      <div class="once-code">
        {text && !dead && <Qr text={text} size={268} label={label} />}
        {!text && <div class="bone bone-qr" role="status" aria-label={t('app.loading')} />}
        {dead && (
          <div class="once-over">
            <p class="note-title">{t('spend.expired')}</p>
            <button type="button" class="button" onClick={onAgain}>
              {t('spend.again')}
            </button>
          </div>
        )}
      </div>
      {digits && !dead && <p class="digits digits-small">{digits}</p>}
      {text && !dead && (
        <p class="once-left">
          <Ring left={left} of={life} label={t('spend.left', { n: Math.ceil(left) })} />
          {t('spend.left', { n: Math.ceil(left) })}
        </p>
      )}
    </div>
  );
}
