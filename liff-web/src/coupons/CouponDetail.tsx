import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { now, useSecond } from '../clock.ts';
import { day, moment, money } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';
import {
  betweenOf,
  hurryOf,
  inLanguage,
  leftOf,
  rulesOf,
  titleOf,
  usedText,
  worthOf,
} from './coupon-text.ts';
import { GiveSheet } from './GiveSheet.tsx';
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
      {loaded.state === 'ready' && <Detail coupon={loaded.value} onChanged={replace} onAgain={retry} />}
    </div>
  );
}

interface Props {
  coupon: Coupon;
  onChanged: (coupon: Coupon) => void;
  onAgain: () => void;
}

function Detail({ coupon, onChanged, onAgain }: Props) {
  const [redeeming, setRedeeming] = useState(false);
  const [giving, setGiving] = useState(false);
  // A coupon of this very moment is not early because of two clocks' difference.
  const early = Date.parse(coupon.validFrom) > now() + CLOCKS_APART;
  const description = inLanguage(coupon.description, coupon.descriptionEn);
  const terms = inLanguage(coupon.terms, coupon.termsEn);
  const hurry = hurryOf(coupon, useSecond());
  const left = leftOf(coupon);
  const between = betweenOf(coupon);
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
        {left && (
          <dd class="uses-left">
            {left}
            <progress value={coupon.usesLeft ?? 0} max={coupon.uses ?? 1} aria-label={left} />
          </dd>
        )}
        {rulesOf(coupon).map((rule) => (
          <dd key={rule}>{rule}</dd>
        ))}
        {!coupon.neverExpires && (
          <dd>
            {early && `${t('coupons.from', { date: day(coupon.validFrom) })} · `}
            {t('coupons.until', { date: day(coupon.validUntil) })}
            {hurry && <em class="hurry">{hurry}</em>}
          </dd>
        )}
      </dl>
      {between && <p class="plate-note">{between}</p>}
      {terms && (
        <section class="coupon-terms">
          <h2>{t('coupons.terms')}</h2>
          <p>{terms}</p>
        </section>
      )}
      <MoreFacts coupon={coupon} />
      {coupon.state === 'offered' && (
        <Offer coupon={coupon} onChanged={onChanged} onShare={() => setGiving(true)} />
      )}
      {coupon.state === 'usable' && (
        <button type="button" class="button button-wide" disabled={early} onClick={() => setRedeeming(true)}>
          {early ? t('coupons.from', { date: day(coupon.validFrom) }) : t('coupons.use')}
        </button>
      )}
      {coupon.mayGive && (
        <button type="button" class="button button-quiet button-wide" onClick={() => setGiving(true)}>
          <Icon name="gift" size={18} /> {t('gift.give')}
        </button>
      )}
      {giving && (
        <GiveSheet
          coupon={coupon}
          onClose={(offered) => {
            setGiving(false);
            if (!offered) return;
            onAgain();
            void refresh();
          }}
        />
      )}
      {coupon.state === 'given' && <p class="plate-note">{t('coupons.given')}</p>}
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

/** Earlier uses, and what the law wants on a voucher that was paid for. */
function MoreFacts({ coupon }: { coupon: Coupon }) {
  const { guarantee, latestUses = [] } = coupon;
  const unit = coupon.kind === 'deposit' ? 'coupons.onePiece' : 'coupons.oneUse';
  return (
    <>
      {latestUses.length > 0 && (
        <section class="coupon-terms">
          <h2>{t('coupons.latestUses')}</h2>
          <ul class="uses">
            {latestUses.map((use) => (
              <li key={use.at}>
                <span>
                  {moment(use.at)} {use.storeName}
                </span>
                <b>{coupon.holdsMoney ? money(use.units) : t(unit, { n: use.units })}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {guarantee && (
        <section class="coupon-terms">
          <h2>{t('coupons.guarantee')}</h2>
          <p>
            {t('coupons.guaranteeText', {
              by: guarantee.by,
              kind: guarantee.kind,
              from: guarantee.from,
              until: guarantee.until,
            })}
          </p>
          {guarantee.issuer && (
            <p>
              {t('coupons.issuer', {
                name: guarantee.issuer.name,
                taxId: guarantee.issuer.taxId,
                responsible: guarantee.issuer.responsible,
                address: guarantee.issuer.address,
                phone: guarantee.issuer.phone,
              })}
            </p>
          )}
          <p>{t('coupons.refundOf', { fee: guarantee.feePercent, number: guarantee.number })}</p>
        </section>
      )}
    </>
  );
}

/** The coupon waits for a friend; until one has taken it, it can come back. */
function Offer({
  coupon,
  onChanged,
  onShare,
}: {
  coupon: Coupon;
  onChanged: (coupon: Coupon) => void;
  onShare: () => void;
}) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const takeBack = async () => {
    setSending(true);
    setError(null);
    try {
      onChanged(await withSession(() => api.takeBackCoupon(coupon.id)));
      say(t('gift.tookBack'));
      void refresh();
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  return (
    <>
      {error !== null && (
        <p class="field-error" role="alert">
          {explain(error)}
        </p>
      )}
      <button type="button" class="button button-wide" disabled={sending} onClick={onShare}>
        {t('gift.again')}
      </button>
      <button
        type="button"
        class="button button-quiet button-wide"
        disabled={sending}
        onClick={() => void takeBack()}
      >
        {t('gift.takeBack')}
      </button>
    </>
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
