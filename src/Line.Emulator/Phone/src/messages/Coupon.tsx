import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, local } from '../api';
import { t } from '../i18n';
import type { LineCoupon } from '../wire';
import { Slip } from './Media';

/** A coupon of the platform's own: its picture, name and days, and the rest when it is opened. */
export function Coupon({ couponId }: { couponId: string }) {
  const coupon = useSignal<LineCoupon | null>(null);
  useEffect(() => {
    let here = true;
    api.coupon(couponId).then(
      (known) => {
        if (here) coupon.value = known;
      },
      // One that is not known any more stays a slip with its number.
      () => {},
    );
    return () => {
      here = false;
    };
  }, [couponId, coupon]);
  const known = coupon.value;
  if (!known) return <Slip icon="check" title={t('coupon')} text={couponId} />;
  const over = known.status === 'CLOSED';
  const lottery = known.acquisitionCondition?.type === 'lottery';
  return (
    <details class={over ? 'coupon over' : 'coupon'}>
      <summary>
        {known.imageUrl && <img src={local(known.imageUrl)} alt="" />}
        <small>{t(lottery ? 'couponDraw' : 'coupon')}</small>
        <strong>{known.title}</strong>
        <span>{worth(known.reward)}</span>
        <span>{t('couponDays', { from: day(known.startTimestamp), to: day(known.endTimestamp) })}</span>
        <em>{t(over ? 'couponOver' : 'couponOpen')}</em>
      </summary>
      {known.description && <p>{known.description}</p>}
      {known.usageCondition && <p class="terms">{known.usageCondition}</p>}
      {known.couponCode && <code>{known.couponCode}</code>}
      {known.barcodeImageUrl && <img src={local(known.barcodeImageUrl)} alt={t('couponBarcode')} />}
    </details>
  );
}

const money = (amount?: number) => `NT$${(amount ?? 0).toLocaleString('en-US')}`;
const day = (seconds: number) => new Date(seconds * 1000).toLocaleDateString('zh-TW');

function worth(reward: LineCoupon['reward']): string {
  const price = reward?.priceInfo;
  switch (price?.type) {
    case 'fixed':
      return t(reward?.type === 'cashBack' ? 'couponBack' : 'couponOff', { much: money(price.fixedAmount) });
    case 'percentage':
      return t(reward?.type === 'cashBack' ? 'couponBack' : 'couponOff', { much: `${price.percentage}%` });
    case 'explicit':
      return `${money(price.originalPrice)} → ${money(price.priceAfterDiscount)}`;
    default:
      return reward?.type === 'free' ? t('couponFree') : reward?.type === 'gift' ? t('couponGift') : '';
  }
}
