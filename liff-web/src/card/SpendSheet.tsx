import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Card, SpendCode } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { grouped } from '../format.ts';
import { t } from '../i18n/index.ts';
import { online, withSession } from '../session.ts';
import { OneTimeCode } from '../ui/OneTimeCode.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { Failed } from '../ui/states.tsx';
import { secondsLeft } from './codes.ts';

/** A code that lets the till take points, once, within a minute. */
export function SpendSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const [code, setCode] = useState<SpendCode | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [before] = useState(card.points.balance);
  const now = useSecond();
  const after = card.points.balance;
  const { left, life } = code ? secondsLeft(code, now) : { left: 0, life: 60 };

  const mint = () => {
    setError(null);
    setCode(null);
    withSession(api.spendCode).then(setCode, setError);
  };
  useEffect(mint, []);

  return (
    <Sheet title={t('spend.title')} onClose={onClose}>
      <p class="spend-balance">{t('spend.balance', { points: grouped(after) })}</p>
      {after !== before && (
        <p class="good-note" role="status">
          {t('spend.changed', { before: grouped(before), after: grouped(after) })}
        </p>
      )}
      {error ? (
        online.value ? (
          <Failed error={error} onRetry={mint} />
        ) : (
          <div class="note-box" role="alert">
            <p>{t('spend.offline')}</p>
            <button type="button" class="button button-quiet" onClick={mint}>
              {t('app.retry')}
            </button>
          </div>
        )
      ) : (
        <OneTimeCode
          text={code?.code ?? null}
          label={t('spend.code')}
          owner={card.name}
          left={left}
          life={life}
          onAgain={mint}
        />
      )}
      <p class="plate-note">{t('spend.hint')}</p>
    </Sheet>
  );
}
