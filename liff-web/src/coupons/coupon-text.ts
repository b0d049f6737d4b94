import type { Coupon } from '../api/types.ts';
import { daysUntil, moment, money } from '../format.ts';
import { language, t } from '../i18n/index.ts';

export type Filter = 'usable' | 'used' | 'expired';

const SOON = 7;

export const titleOf = (coupon: Coupon) => inLanguage(coupon.title, coupon.titleEn);

/** The text in the language of the page, where there is one. */
export function inLanguage(chinese: string | null | undefined, english: string | null | undefined): string {
  return (language.value === 'en' && english) || chinese || '';
}

/** The big word on the stub. */
export function worthOf(coupon: Coupon): string {
  if (coupon.kind === 'amount') return t('coupons.amountValue', { value: money(coupon.value) });
  if (coupon.kind === 'product') return t('coupons.productValue');
  // 85 折 is how 15 % off is said in Chinese.
  if (language.value === 'en') return t('coupons.percentValue', { value: coupon.value });
  const left = 100 - coupon.value;
  return `${left % 10 === 0 ? left / 10 : left} 折`;
}

export function minimumOf(coupon: Coupon): string {
  const minimum = coupon.minimumSpend
    ? t('coupons.minimum', { amount: money(coupon.minimumSpend) })
    : t('coupons.noMinimum');
  const maximum = coupon.maximumDiscount
    ? t('coupons.maximum', { amount: money(coupon.maximumDiscount) })
    : null;
  return [minimum, maximum].filter(Boolean).join(' · ');
}

export function filterOf(coupon: Coupon): Filter {
  return coupon.state === 'usable' ? 'usable' : coupon.state === 'redeemed' ? 'used' : 'expired';
}

/** "Last day", "3 days left", or nothing while there is time. */
export function hurryOf(coupon: Coupon, now: number): string | null {
  if (coupon.state !== 'usable') return null;
  const days = daysUntil(coupon.validUntil, now);
  if (days > SOON || days < 0) return null;
  return days === 0 ? t('coupons.lastDay') : t('coupons.daysLeft', { n: days });
}

export function usedText(coupon: Coupon): string {
  const time = coupon.redeemedAt ? moment(coupon.redeemedAt) : '';
  return coupon.storeName
    ? t('coupons.usedAt', { time, store: coupon.storeName })
    : t('coupons.usedOn', { time });
}
