import '../i18n/earn.ts';
import './earn.css';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { WayToEarn } from '../api/types.ts';
import { grouped } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { go, href, onLink } from '../router.ts';
import { online, refresh, withSession } from '../session.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';
import { scanCheckIn } from './scan.ts';

const ICONS: Record<WayToEarn['event'], IconName> = {
  sale: 'bag',
  join: 'card',
  profile: 'person',
  survey: 'pencil',
  checkIn: 'check',
  review: 'point',
  referral: 'gift',
};

/** 賺點方式: what the brand gives points for now, and what the member can do at once. */
export default function EarnPage() {
  const { loaded, retry } = useLoad('earn', api.ways);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('earn.title')}</h1>
      {loaded.state === 'loading' && <Rows count={4} height={96} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' &&
        (loaded.value.ways.length === 0 ? (
          <Empty icon="point" title={t('earn.empty')} hint={t('earn.emptyHint')} />
        ) : (
          <ul class="entries">
            {loaded.value.ways.map((way, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rules may read alike
              <li key={i} class="entry way">
                <Way way={way} needsCode={loaded.value.checkInNeedsCode} onDone={retry} />
              </li>
            ))}
          </ul>
        ))}
    </div>
  );
}

function Way({ way, needsCode, onDone }: { way: WayToEarn; needsCode: boolean; onDone: () => void }) {
  return (
    <>
      <span class="entry-row">
        <span class="entry-icon">
          <Icon name={ICONS[way.event]} size={20} />
        </span>
        <span class="entry-text">
          <span class="way-kind">{t(`earn.${way.event}`)}</span>
          <b>{way.name}</b>
          <span>{way.summary}</span>
        </span>
        {way.done && <span class="chip">{t(way.event === 'checkIn' ? 'earn.doneToday' : 'earn.done')}</span>}
      </span>
      {!way.done && way.event === 'checkIn' && <CheckInButton needsCode={needsCode} onDone={onDone} />}
      {!way.done && way.event === 'profile' && (
        <button type="button" class="button button-quiet button-wide" onClick={() => go('/profile')}>
          {t('earn.toProfile')}
        </button>
      )}
    </>
  );
}

function CheckInButton({ needsCode, onDone }: { needsCode: boolean; onDone: () => void }) {
  const [sending, setSending] = useState(false);
  const checkIn = async () => {
    setSending(true);
    try {
      const done = await withSession(() => api.checkIn());
      say(
        done.counted
          ? `${t('checkIn.won')} ${t('checkIn.points', { points: grouped(done.points) })}`
          : t(done.noted ? 'checkIn.noted' : done.already ? 'checkIn.already' : 'checkIn.nothing'),
      );
      void refresh();
      onDone();
    } catch (error) {
      say(online.value ? explain(error) : t('checkIn.offline'));
    }
    setSending(false);
  };
  return (
    <button
      type="button"
      class="button button-wide"
      disabled={sending}
      onClick={() => (needsCode ? void scanCheckIn() : void checkIn())}
    >
      {t(needsCode ? 'earn.scan' : 'earn.checkInNow')}
    </button>
  );
}
