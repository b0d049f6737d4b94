import { heard, isAway, lost } from './connection';
import { language } from './words';

export interface Store {
  code: string;
  name: string;
  nameEn: string;
}
export interface Product {
  sku: string;
  name: string;
  nameEn: string;
  category: string;
  price: number;
  earnsPoints: boolean;
}
export interface PointsRules {
  /** So many points take off so many NT$. */
  redeemPoints: number;
  redeemAmount: number;
  minimumRedeem: number;
}
export interface Session {
  brand: string;
  brandEn: string;
  timeZone: string;
  now: string;
  paired: boolean;
  staff: string | null;
}
export interface Coupon {
  ref: string;
  title: string;
  kind: string;
  value: number;
  maximumDiscount: number | null;
  minimumSpend: number;
  productSku: string | null;
  validUntil: string;
  /** Uses in all and uses left; NT$ where `holdsMoney`. */
  uses: number;
  usesLeft: number;
  holdsMoney: boolean;
}
export interface CheckedCoupon extends Coupon {
  state: string;
  redeemedAt: string | null;
  storeName: string | null;
  reservedUntil: string | null;
  rules: string[];
  /** The customer paid for it: what is left can be paid back. */
  paid: boolean;
}
export interface UsedCoupon {
  ref: string;
  title: string;
  discount: number;
  units: number;
}
export interface Suggestion {
  discount: number;
  coupons: UsedCoupon[];
  others: { ref: string; title: string; code: string; reason: string }[];
}
export interface Hold {
  ref: string;
  units: number;
  until: string | null;
  state: 'held' | 'used' | 'released';
}
export interface HoldAnswer {
  hold: Hold;
  coupon: CheckedCoupon;
  member: { name: string };
}
export interface Tier {
  code: string;
  name: string;
}
export interface Member {
  ref: string;
  name: string;
  cardNumber: string;
  phoneMasked: string | null;
  tier: Tier;
  points: number;
  pointsValue: number;
  /** What the family would add when the member's own points do not cover it. */
  sharedPoints?: number | null;
  expiringNext: { points: number; at: string } | null;
  coupons: Coupon[];
  birthdayThisMonth: boolean;
  heldUntil: string | null;
  benefits: string[];
}
export interface LevelDiscount {
  tier: Tier;
  percent: number;
  amount: number;
  limit: 'sale' | 'month' | null;
  why: string;
}
export interface MemberAfter {
  points: number;
  tier: Tier;
  tierChanged?: { from: Tier; to: Tier } | null;
}
export interface PurchaseLine {
  line: number;
  sku: string | null;
  name: string;
  quantity: number;
  amount: number;
  paid: number;
  refundedQuantity: number;
}
export interface Purchase {
  id: string;
  receiptNumber: string;
  occurredAt: string;
  total: number;
  discount: number;
  tierDiscount: number;
  pointsRedeemed: number;
  pointsDiscount: number;
  paid: number;
  pointsEarned: number;
  refunded: number;
  lines: PurchaseLine[];
}
/** Points that one rule gave, and how it came to them. */
export interface Earned {
  rule: string;
  name: string;
  points: number;
  why: string;
}
export interface NotEarned {
  rule: string;
  name: string;
  why: string;
}
/** What a sale does on one of the member's stamp cards. */
export interface Stamped {
  card: string;
  name: string;
  stamps: number;
  count: number;
  size: number;
  filled: number;
  why: string;
  prizes: { at: number; title: string; missed: string | null }[];
}
export interface Quote {
  earned: Earned[];
  notEarned: NotEarned[];
  stamps: Stamped[];
  total: number;
  discount: number;
  pointsDiscount: number;
  pointsMaximum: number;
  paid: number;
  pointsEarned: number;
  tierDiscount: LevelDiscount | null;
  coupons: UsedCoupon[];
  suggestion: Suggestion | null;
}
export interface SaleResult {
  earned?: Earned[];
  stamps?: Stamped[];
  purchase: Purchase;
  member?: MemberAfter | null;
  coupon?: { ref: string; title: string; discount: number } | null;
  coupons?: UsedCoupon[];
  tierDiscount?: LevelDiscount | null;
}
export interface RefundResult {
  refund: {
    id: string;
    amount: number;
    pointsTakenBack: number;
    pointsGivenBack: number;
    couponReturned: boolean;
  };
  member?: MemberAfter | null;
}
export interface AdjustLimits {
  perTime: number;
  perDay: number;
  leftToday: number;
}
export interface AdjustRules {
  limits: AdjustLimits;
  reasons: { code: string; text: string }[];
}
export interface Adjusted {
  adjustment: { id: string; state: string; until: string | null };
  points: number | null;
  limits: AdjustLimits;
}
export interface Asked {
  id: string;
  points: number;
  state: 'booked' | 'waiting' | 'approved' | 'rejected' | 'expired';
  decision: string | null;
}
export interface Reward {
  code: string;
  name: string;
  nameEn: string;
  imageUrl: string | null;
  points: number;
  kind: 'coupon' | 'entry';
  state: 'available' | 'points' | 'soldOut' | 'tier' | 'limit' | 'monthLimit' | 'soon';
  missing: number;
  left: number | null;
  tier: string | null;
  tierEn: string | null;
}
export interface Redeemed {
  redemption: { id: string; name: string; nameEn: string; points: number; coupon: string | null };
  balance: number;
}
export interface CardPrize {
  at: number;
  kind: 'coupon' | 'points';
  title: string;
  titleEn: string;
  state: 'ahead' | 'given' | 'missed';
  coupon: string | null;
}
export interface StampCard {
  code: string;
  name: string;
  nameEn: string;
  size: number;
  count: number;
  number: number;
  until: string | null;
  how: string;
  howEn: string;
  byHand: number;
  prizes: CardPrize[];
}
export interface AddedStamps {
  stamps: number;
  filled: number;
  prizes: { at: number; title: string; missed: string | null }[];
  cards: StampCard[];
}
export interface VoucherWorth {
  title: string;
  units: number;
  principal: number;
  feePercent: number;
  fee: number;
  amount: number;
}
/** A sale as the late door takes it. */
export interface LateItem {
  key: string;
  sale: object;
  memberKey?: string;
}
export interface LateAnswer {
  key: string;
  result: 'accepted' | 'duplicate' | 'held' | 'conflict' | 'dismissed';
  code: string | null;
  title: string | null;
  conflict: string | null;
  until: string | null;
}
export interface CouponAnswer {
  coupon: CheckedCoupon;
  member: { name: string };
}
export interface ClaimAnswer extends CouponAnswer {
  /** All that came: the parts of a bundle, or the one coupon. */
  coupons: CheckedCoupon[];
}

/** What the server said no to, in the clerk's language; status 0 means it was not reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(title);
  }
  /** The outcome is unknown: the same request may be sent again with the same key. */
  get isUncertain() {
    return this.status === 0 || this.status >= 500;
  }
}

const patience = 20_000;

export async function call<T>(
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; idempotencyKey?: string; bearer?: string } = {},
): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': language.value === 'en' ? 'en' : 'zh-TW' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  if (options.bearer) headers.Authorization = `Bearer ${options.bearer}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: AbortSignal.timeout(patience),
    });
    text = await response.text();
  } catch {
    lost();
    throw new Problem(
      0,
      'network',
      language.value === 'en' ? 'The server cannot be reached.' : '連不上伺服器，請檢查網路。',
    );
  }
  if (isAway(response.status)) lost();
  else heard();
  const json = parse(text);
  if (response.ok) return json as T;
  const facts = (json ?? {}) as Record<string, unknown>;
  throw new Problem(
    response.status,
    String(facts.code ?? `http.${response.status}`),
    String(facts.title ?? (language.value === 'en' ? 'Something went wrong.' : '系統發生問題，請稍後再試。')),
    facts,
  );
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export const pos = <T>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  idempotencyKey?: string,
): Promise<T> =>
  call<T>(method, `/api/pos/v1${path}`, {
    ...(body === undefined ? {} : { body }),
    ...(idempotencyKey ? { idempotencyKey } : {}),
  });
