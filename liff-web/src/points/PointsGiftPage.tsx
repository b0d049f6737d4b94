import '../i18n/earn.ts';
import '../earn/earn.css';
import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { PointsGift } from '../api/types.ts';
import { day, grouped, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { afterJoin, go, path } from '../router.ts';
import { online, phase, refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';

const ENDED = {
  claimed: 'points.goneTitle',
  takenBack: 'points.takenBackTitle',
  lapsed: 'points.lapsedTitle',
} as const;

/** Points from a friend. Looking takes nothing; taking needs a member. */
export default function PointsGiftPage() {
  const token = decodeURIComponent(path.value.split('/')[2] ?? '');
  const { loaded, retry, replace } = useLoad(`points gift ${token}`, () => api.pointsGift(token));
  const missing =
    loaded.state === 'failed' && loaded.error instanceof ApiError && loaded.error.status === 404;
  return (
    <div class="page">
      {loaded.state === 'loading' && <Rows count={1} height={320} />}
      {loaded.state === 'failed' &&
        (missing ? (
          <Empty icon="gift" title={t('points.missing')} />
        ) : (
          <Failed error={loaded.error} onRetry={retry} />
        ))}
      {loaded.state === 'ready' && <Present gift={loaded.value} token={token} onTaken={replace} />}
    </div>
  );
}

function Present(props: { gift: PointsGift; token: string; onTaken: (gift: PointsGift) => void }) {
  const { gift, token, onTaken } = props;
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const claim = async () => {
    setSending(true);
    setError(null);
    try {
      onTaken(await withSession(() => api.claimPoints(token)));
      say(t('points.claimed', { points: grouped(gift.points) }));
      void refresh();
    } catch (failure) {
      setError(failure);
    }
    setSending(false);
  };
  const join = () => {
    afterJoin.value = path.value;
    go('/join');
  };
  return (
    <section class="earned">
      <span class="earned-icon">
        <Icon name="gift" size={40} />
      </span>
      <h1 class="earned-title">{t('points.giftTitle', { name: gift.from })}</h1>
      <p class="earned-points">{t('checkIn.points', { points: grouped(gift.points) })}</p>
      {gift.message && <blockquote class="gift-words">{gift.message}</blockquote>}
      {gift.state === 'open' && <p class="field-hint">{t('points.until', { time: moment(gift.until) })}</p>}
      {gift.expiresAt && <p class="field-hint">{t('points.expires', { date: day(gift.expiresAt) })}</p>}
      {error !== null && (
        <p class="field-error" role="alert">
          {online.value ? explain(error) : t('points.offline')}
        </p>
      )}
      {gift.received ? (
        <>
          <p class="plate-note">{t('points.received')}</p>
          <button type="button" class="button button-wide" onClick={() => go('/history', 'replace')}>
            {t('points.toHistory')}
          </button>
        </>
      ) : gift.state !== 'open' ? (
        <p class="plate-note">{t(ENDED[gift.state])}</p>
      ) : gift.mine ? (
        <p class="plate-note">{t('points.isMine')}</p>
      ) : phase.value === 'guest' ? (
        <button type="button" class="button button-wide" onClick={join}>
          {t('points.join')}
        </button>
      ) : (
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void claim()}>
          {t('points.claim')}
        </button>
      )}
    </section>
  );
}
