import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Gift } from '../api/types.ts';
import { inLanguage, titleOf, worthOf } from '../coupons/coupon-text.ts';
import { day, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { afterJoin, go, path } from '../router.ts';
import { phase, refresh, withSession } from '../session.ts';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';

const ENDED = {
  claimed: 'gift.claimedTitle',
  takenBack: 'gift.takenBackTitle',
  lapsed: 'gift.lapsedTitle',
} as const;

/** What a friend sent. Looking takes nothing; taking needs a member. */
export default function GiftPage() {
  const token = decodeURIComponent(path.value.split('/')[2] ?? '');
  const { loaded, retry } = useLoad(`gift ${token}`, () => api.gift(token));
  if (loaded.state === 'loading')
    return (
      <div class="page">
        <Rows count={1} height={320} />
      </div>
    );
  if (loaded.state === 'failed') {
    const missing = loaded.error instanceof ApiError && loaded.error.status === 404;
    return (
      <div class="page">
        {missing ? (
          <Empty icon="gift" title={t('gift.missing')} />
        ) : (
          <Failed error={loaded.error} onRetry={retry} />
        )}
      </div>
    );
  }
  return <Present gift={loaded.value} token={token} />;
}

function Present({ gift, token }: { gift: Gift; token: string }) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const claim = async () => {
    setSending(true);
    setError(null);
    try {
      const coupon = await withSession(() => api.claimGift(token));
      say(t('gift.claimedToast'));
      void refresh();
      go(`/coupons/${encodeURIComponent(coupon.id)}`, 'replace');
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  const join = () => {
    afterJoin.value = path.value;
    go('/join');
  };
  const taken = gift.couponId;
  return (
    <div class="page">
      <article class="coupon gift">
        <header class="coupon-head">
          {gift.imageUrl && <img class="coupon-image" src={gift.imageUrl} alt="" />}
          <p class="gift-from">{t('gift.title', { name: gift.from })}</p>
          <p class="coupon-value">{worthOf(gift)}</p>
          <h1>{titleOf(gift)}</h1>
        </header>
        {gift.message && <blockquote class="gift-words">{gift.message}</blockquote>}
        <p>{inLanguage(gift.description, gift.descriptionEn)}</p>
        <dl class="coupon-facts">
          <dd>
            {gift.neverExpires ? t('coupons.never') : t('coupons.until', { date: day(gift.validUntil) })}
          </dd>
          {gift.state === 'open' && <dd>{t('gift.until', { time: moment(gift.until) })}</dd>}
        </dl>
        {error !== null && (
          <p class="field-error" role="alert">
            {explain(error)}
          </p>
        )}
        {taken ? (
          <button type="button" class="button button-wide" onClick={() => go(`/coupons/${taken}`, 'replace')}>
            {t('gift.toCoupon')}
          </button>
        ) : gift.state !== 'open' ? (
          <p class="plate-note">{t(ENDED[gift.state])}</p>
        ) : gift.mine ? (
          <p class="plate-note">{t('gift.isMine')}</p>
        ) : phase.value === 'guest' ? (
          <button type="button" class="button button-wide" onClick={join}>
            {t('gift.join')}
          </button>
        ) : (
          <button type="button" class="button button-wide" disabled={sending} onClick={() => void claim()}>
            {t('gift.claim')}
          </button>
        )}
      </article>
    </div>
  );
}
