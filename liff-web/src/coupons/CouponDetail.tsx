import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { now } from '../clock.ts';
import { day } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { refresh } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows } from '../ui/states.tsx';
import { hurryOf, inLanguage, minimumOf, titleOf, usedText, worthOf } from './coupon-text.ts';
import { RedeemSheet } from './RedeemSheet.tsx';

const CLOCKS_APART = 60_000;

export function CouponDetail({ id }: { id: string }) {
  const { loaded, retry, replace } = useLoad(`coupon ${id}`, () => api.coupon(id));
  return (
    <div class="page">
      <a class="back" href={href('/coupons')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.coupons')}
      </a>
      {loaded.state === 'loading' && <Rows count={1} height={320} />}
      {loaded.state === 'failed' &&
        (loaded.error instanceof ApiError && loaded.error.status === 404 ? (
          <Empty icon="coupon" title={t('coupons.missing')} />
        ) : (
          <Failed error={loaded.error} onRetry={retry} />
        ))}
      {loaded.state === 'ready' && <Detail coupon={loaded.value} onChanged={replace} />}
    </div>
  );
}

function Detail({ coupon, onChanged }: { coupon: Coupon; onChanged: (coupon: Coupon) => void }) {
  const [redeeming, setRedeeming] = useState(false);
  // A coupon of this very moment is not early because of two clocks' difference.
  const early = Date.parse(coupon.validFrom) > now() + CLOCKS_APART;
  const description = inLanguage(coupon.description, coupon.descriptionEn);
  const terms = inLanguage(coupon.terms, coupon.termsEn);
  const hurry = hurryOf(coupon, now());
  return (
    <article class={`coupon coupon-${coupon.state}`}>
      <header class="coupon-head">
        {coupon.imageUrl && <img class="coupon-image" src={coupon.imageUrl} alt="" />}
        <p class="coupon-value">{worthOf(coupon)}</p>
        <h1>{titleOf(coupon)}</h1>
      </header>
      {coupon.state === 'redeemed' && <Stamp coupon={coupon} />}
      {description && <p>{description}</p>}
      <dl class="coupon-facts">
        <dt class="unseen">{t('coupons.terms')}</dt>
        <dd>{minimumOf(coupon)}</dd>
        <dd>
          {early && `${t('coupons.from', { date: day(coupon.validFrom) })} · `}
          {t('coupons.until', { date: day(coupon.validUntil) })}
          {hurry && <em class="hurry">{hurry}</em>}
        </dd>
      </dl>
      {terms && (
        <section class="coupon-terms">
          <h2>{t('coupons.terms')}</h2>
          <p>{terms}</p>
        </section>
      )}
      {coupon.state === 'usable' && (
        <button type="button" class="button button-wide" disabled={early} onClick={() => setRedeeming(true)}>
          {early ? t('coupons.from', { date: day(coupon.validFrom) }) : t('coupons.use')}
        </button>
      )}
      {coupon.state === 'expired' && <p class="plate-note">{t('error.coupon.expired')}</p>}
      {coupon.state === 'revoked' && <p class="plate-note">{t('coupons.revoked')}</p>}
      {redeeming && (
        <RedeemSheet
          coupon={coupon}
          onClose={(latest) => {
            setRedeeming(false);
            if (latest === coupon) return;
            onChanged(latest);
            void refresh();
          }}
        />
      )}
    </article>
  );
}

/** What the server recorded, on a mark that moves. */
export function Stamp({ coupon }: { coupon: Coupon }) {
  return (
    <div class="stamp" role="status">
      <b>{t('coupons.stamp')}</b>
      <span>{usedText(coupon)}</span>
    </div>
  );
}
