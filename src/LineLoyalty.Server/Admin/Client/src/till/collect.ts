import { type CheckedCoupon, type Coupon, type HoldAnswer, pos } from './api';
import { coupons, member, store } from './state';

/** One use, or several, of a coupon in the member's wallet, without a sale. Repeated after a lost answer it is still the same one. */
export class Collecting {
  readonly #key = crypto.randomUUID();
  #hold: string | null = null;

  constructor(
    readonly ref: string,
    readonly units: number,
  ) {}

  async run(): Promise<CheckedCoupon> {
    const owner = member.value?.ref;
    this.#hold ??= (
      await pos<HoldAnswer>(
        'POST',
        '/coupons/reserve',
        { store: store.value?.code ?? '', ref: this.ref, member: owner, units: this.units },
        this.#key,
      )
    ).hold.ref;
    const { coupon } = await pos<HoldAnswer>('POST', `/coupons/holds/${this.#hold}/commit`);
    changeInWallet(coupon);
    return coupon;
  }
}

/** What the panel knows of the member's wallet follows what has just been done to it. */
export function changeInWallet(coupon: CheckedCoupon) {
  const now = member.value;
  if (!now) return;
  const others = now.coupons.filter((c) => c.ref !== coupon.ref);
  const usable = coupon.state === 'usable' && coupon.usesLeft > 0;
  const before = now.coupons.find((c) => c.ref === coupon.ref);
  member.value = { ...now, coupons: usable ? [...others, { ...before, ...coupon }] : others };
  if (!usable) coupons.value = coupons.value.filter((c) => c.ref !== coupon.ref);
}

/** A voucher that has just come into the wallet, as far as it is known; the server decides when it is used. */
export function addToWallet(ref: string, title: string) {
  const now = member.value;
  if (!now || now.coupons.some((c) => c.ref === ref)) return;
  const fresh: Coupon = {
    ref,
    title,
    kind: 'product',
    value: 0,
    maximumDiscount: null,
    minimumSpend: 0,
    productSku: null,
    validUntil: '9999-12-31T00:00:00Z',
    uses: 1,
    usesLeft: 1,
    holdsMoney: false,
  };
  member.value = { ...now, coupons: [...now.coupons, fresh] };
}
