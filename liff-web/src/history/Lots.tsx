import { api } from '../api/client.ts';
import { now } from '../clock.ts';
import { day, daysUntil, grouped } from '../format.ts';
import { explainReason, t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows } from '../ui/states.tsx';

const SOON = 14;

/** Which points expire when, soonest first: they are also spent in this order. */
export function Lots() {
  const { loaded, retry } = useLoad('points', api.points);
  if (loaded.state === 'loading') return <Rows count={4} height={72} />;
  if (loaded.state === 'failed') return <Failed error={loaded.error} onRetry={retry} />;
  const lots = loaded.value.lots.filter((lot) => lot.remaining !== 0);
  const give = (
    <>
      {loaded.value.mayGive && (
        <a class="give-link" href={href('/give-points')} onClick={onLink}>
          <Icon name="gift" size={20} /> {t('history.give')} <Icon name="forward" size={18} />
        </a>
      )}
      {loaded.value.mayShare && (
        <a class="give-link" href={href('/family')} onClick={onLink}>
          <Icon name="person" size={20} /> {t('history.family')} <Icon name="forward" size={18} />
        </a>
      )}
    </>
  );
  if (lots.length === 0)
    return (
      <>
        {give}
        <Empty icon="point" title={t('history.lotsEmpty')} />
      </>
    );
  return (
    <>
      {give}
      <p class="lots-balance">
        {t('history.balance')} <b>{grouped(loaded.value.balance)}</b>
      </p>
      <ul class="entries">
        {lots.map((lot, i) => {
          const soon = lot.expiresAt !== null && daysUntil(lot.expiresAt, now()) <= SOON;
          const pending = lot.availableAt != null && Date.parse(lot.availableAt) > now();
          const used = lot.points - lot.remaining;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lots have no name of their own
            <li key={i} class="entry">
              <span class="entry-row">
                <span class="entry-text">
                  <b class={soon ? 'soon' : ''}>
                    {lot.expiresAt
                      ? t('history.lotUntil', { date: day(lot.expiresAt) })
                      : t('history.lotForever')}
                  </b>
                  <span>
                    {[t('history.lotEarned', { date: day(lot.earnedAt) }), explainReason(lot.reason)]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                <span class="entry-figures">
                  <b>{t('history.lotRemaining', { remaining: grouped(lot.remaining) })}</b>
                  {pending && lot.availableAt && (
                    <span>{t('history.lotPending', { date: day(lot.availableAt) })}</span>
                  )}
                  {used > 0 && lot.remaining > 0 && (
                    <span>{t('history.lotUsed', { used: grouped(used) })}</span>
                  )}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
