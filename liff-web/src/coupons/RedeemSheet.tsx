import { useEffect, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Coupon, CouponCode } from '../api/types.ts';
import { secondsLeft } from '../card/codes.ts';
import { useSecond } from '../clock.ts';
import { moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { held, online, withSession } from '../session.ts';
import { OneTimeCode } from '../ui/OneTimeCode.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { Stamp } from './CouponDetail.tsx';
import { hasSeveralUses, leftOf, titleOf, worthOf } from './coupon-text.ts';

const LOOK_AGAIN = 2_000;
// A scan in the last second is answered a little later.
const AFTER_CODE = 10;

/** Using a coupon takes two people: the member confirms, the clerk scans, and the page shows what the server recorded. */
export function RedeemSheet({ coupon, onClose }: { coupon: Coupon; onClose: (latest: Coupon) => void }) {
  const [latest, setLatest] = useState(coupon);
  const [code, setCode] = useState<CouponCode | null>(null);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const now = useSecond();
  const { left, life } = code ? secondsLeft(code, now) : { left: 0, life: 60 };
  // One of several uses was taken: the coupon itself stays usable.
  const used = latest.usesLeft !== coupon.usesLeft;
  const done = latest.state !== 'usable' || used;
  const watching = code !== null && !done && left > -AFTER_CODE;

  const look = async () => {
    const seen = await withSession(() => api.coupon(coupon.id));
    if (seen.state !== 'usable' || seen.usesLeft !== coupon.usesLeft) setLatest(seen);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one timer for as long as the code may be scanned
  useEffect(() => {
    if (!watching) return;
    // A missed look is made up by the next one.
    const timer = window.setInterval(() => void look().catch(() => {}), LOOK_AGAIN);
    return () => window.clearInterval(timer);
  }, [watching]);

  const mint = async () => {
    setSending(true);
    setError(null);
    try {
      setCode(await withSession(() => api.couponCode(coupon.id)));
    } catch (failure) {
      setError(failure);
      if (failure instanceof ApiError && failure.code.startsWith('coupon.')) await look().catch(() => {});
    } finally {
      setSending(false);
    }
  };

  const title = done ? t('coupons.doneTitle') : code ? titleOf(coupon) : t('coupons.confirmTitle');
  return (
    <Sheet title={title} onClose={() => onClose(latest)} closable={!sending}>
      {done ? (
        <Done coupon={latest} asked={code !== null} onClose={() => onClose(latest)} />
      ) : code ? (
        <>
          <OneTimeCode
            text={code.code}
            label={t('coupons.codeLabel', { code: code.display })}
            digits={code.display}
            owner={held.value?.card.name ?? ''}
            left={left}
            life={life}
            onAgain={() => void mint()}
          />
          {left > 0 && <p class="plate-note">{t('coupons.waiting')}</p>}
        </>
      ) : (
        <div class="confirm">
          <p class="confirm-what">
            <b>{worthOf(coupon)}</b>
            <span>{titleOf(coupon)}</span>
          </p>
          <p>{t(hasSeveralUses(coupon) ? 'coupons.confirmOneUse' : 'coupons.confirmText')}</p>
          {error !== null && (
            <p class="field-error" role="alert">
              {online.value ? explain(error) : t('coupons.offline')}
            </p>
          )}
          <button type="button" class="button button-wide" disabled={sending} onClick={() => void mint()}>
            {t('coupons.confirm')}
          </button>
          <button
            type="button"
            class="button button-quiet button-wide"
            disabled={sending}
            onClick={() => onClose(latest)}
          >
            {t('app.cancel')}
          </button>
        </div>
      )}
    </Sheet>
  );
}

function Done({ coupon, asked, onClose }: { coupon: Coupon; asked: boolean; onClose: () => void }) {
  return (
    <div class="done">
      {coupon.state === 'redeemed' || coupon.state === 'usable' ? (
        <>
          <Stamp coupon={coupon} />
          {!asked && coupon.redeemedAt && <p>{t('coupons.wasUsed', { time: moment(coupon.redeemedAt) })}</p>}
        </>
      ) : (
        <p class="note-title">{t(coupon.state === 'expired' ? 'error.coupon.expired' : 'coupons.revoked')}</p>
      )}
      <p class="confirm-what">
        <b>{worthOf(coupon)}</b>
        <span>{titleOf(coupon)}</span>
        {leftOf(coupon) && <span>{leftOf(coupon)}</span>}
      </p>
      <button type="button" class="button button-wide" onClick={onClose}>
        {t('app.close')}
      </button>
    </div>
  );
}
