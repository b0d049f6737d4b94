import type { Coupon } from '../api/types.ts';
import { daysUntil, grouped, moment, money } from '../format.ts';
import { language, t } from '../i18n/index.ts';
import '../i18n/wallet.ts';

export type Filter = 'usable' | 'used' | 'expired';
export type Narrow = 'all' | 'soon' | 'kept';

const SOON = 7;
const LAST_HOURS = 24 * 3_600_000;

export const titleOf = (coupon: { title: string; titleEn?: string | null }) =>
  inLanguage(coupon.title, coupon.titleEn);

/** The text in the language of the page, where there is one. */
export function inLanguage(chinese: string | null | undefined, english: string | null | undefined): string {
  return (language.value === 'en' && english) || chinese || '';
}

/** Its conditions as the server says them, or what an older answer tells. */
export function rulesOf(coupon: Coupon): string[] {
  const rules = (language.value === 'en' && coupon.rulesEn?.length ? coupon.rulesEn : coupon.rules) ?? [];
  return rules.length > 0 ? rules : [minimumOf(coupon)];
}

/** The big word on the stub. */
export function worthOf(coupon: Pick<Coupon, 'kind' | 'value' | 'holdsMoney' | 'usesLeft'>): string {
  switch (coupon.kind) {
    case 'amount':
      return coupon.holdsMoney
        ? money(coupon.usesLeft ?? coupon.value)
        : t('coupons.amountValue', { value: money(coupon.value) });
    case 'percent': {
      // 85 折 is how 15 % off is said in Chinese.
      if (language.value === 'en') return t('coupons.percentValue', { value: coupon.value });
      const left = 100 - coupon.value;
      return `${left % 10 === 0 ? left / 10 : left} 折`;
    }
    case 'experience':
      return t('coupons.experienceValue');
    case 'buyGet':
      return t('coupons.buyGetValue');
    case 'delivery':
      return t('coupons.deliveryValue');
    case 'pass':
      return t('coupons.timesValue', { n: coupon.usesLeft ?? 1 });
    case 'deposit':
      return t('coupons.piecesValue', { n: coupon.usesLeft ?? 1 });
    default:
      return t('coupons.productValue');
  }
}

export const hasSeveralUses = (coupon: Coupon) => (coupon.uses ?? 1) > 1;

/** "7 of 10 left", for what has more than one use. */
export function leftOf(coupon: Coupon): string | null {
  if (!hasSeveralUses(coupon)) return null;
  const [left, all] = [coupon.usesLeft ?? 0, coupon.uses ?? 1];
  if (coupon.holdsMoney) return t('coupons.moneyLeft', { left: money(left), all: money(all) });
  const n = { left: grouped(left), all: grouped(all) };
  return t(coupon.kind === 'deposit' ? 'coupons.piecesLeft' : 'coupons.left', n);
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
  if (coupon.state === 'usable' || coupon.state === 'reserved' || coupon.state === 'offered') return 'usable';
  return coupon.state === 'redeemed' || coupon.state === 'given' ? 'used' : 'expired';
}

export function fits(coupon: Coupon, narrow: Narrow, now: number): boolean {
  if (narrow === 'soon') return hurryOf(coupon, now) !== null;
  return narrow === 'all' || hasSeveralUses(coupon);
}

/** A word for what is neither usable nor past. */
export function betweenOf(coupon: Coupon): string | null {
  if (coupon.state === 'reserved') return t('coupons.reserved');
  return coupon.state === 'offered' ? t('coupons.offered') : null;
}

/** A running clock on the last day, "3 days left" before it, or nothing while there is time. */
export function hurryOf(coupon: Coupon, now: number): string | null {
  if (filterOf(coupon) !== 'usable' || coupon.neverExpires) return null;
  const left = Date.parse(coupon.validUntil) - now;
  const days = daysUntil(coupon.validUntil, now);
  if (days > SOON || left <= 0) return null;
  if (left < LAST_HOURS) return t('coupons.countdown', { time: clock(left) });
  return days === 0 ? t('coupons.lastDay') : t('coupons.daysLeft', { n: days });
}

function clock(left: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${Math.floor(left / 3_600_000)}:${two((left / 60_000) % 60)}:${two((left / 1_000) % 60)}`;
}

export function usedText(coupon: Coupon): string {
  if (coupon.state === 'given') return t('coupons.given');
  const time = coupon.redeemedAt ? moment(coupon.redeemedAt) : '';
  return coupon.storeName
    ? t('coupons.usedAt', { time, store: coupon.storeName })
    : t('coupons.usedOn', { time });
}
