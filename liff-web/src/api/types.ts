/** The answers of /api/liff, as the server sends them. Instants are ISO-8601 UTC, money whole NT$, points whole numbers. */

export interface LiffConfig {
  liffId: string;
  platform: 'line' | 'emulator';
  emulatorUrl?: string | null;
  brand: { name: string; nameEn: string; color: string; logoUrl?: string | null; privacyUrl?: string | null };
  consent: { version: string; title: string; text: string; textEn: string };
  oneTimeCode: { length: number };
}

export interface MemberCode {
  from: string;
  to: string;
  /** Text of the QR code. */
  identify: string;
  /** 16 digits for Code 128. */
  barcode: string | null;
}

export interface Tier {
  code: string;
  name: string;
  level: number;
  color: string;
  next: { name: string; amountToGo: number; threshold: number; missing: string; progress: number } | null;
  spend12m: number;
  validUntil?: string | null;
}

export interface Card {
  name: string;
  cardNumber: string;
  memberSince: string;
  tier: Tier;
  points: { balance: number; pending: number; expiringNext: { points: number; at: string } | null };
  coupons: { usable: number };
  /** Draws that can be entered now. */
  draws?: number;
  /** Missions that can be worked on now. */
  missions?: number;
  /** The stamp card to show at home. */
  stamps?: { name: string; nameEn: string; count: number; size: number; cards: number } | null;
  codes: MemberCode[];
}

export interface GuestState {
  state: 'guest';
  displayName?: string | null;
  pictureUrl?: string | null;
}

export interface MemberState {
  state: 'member';
  serverTime: string;
  /** Changes with whatever is booked for the member. */
  version: number;
  card: Card;
}

export type SessionState = GuestState | MemberState;

export interface SpendCode {
  from: string;
  to: string;
  code: string;
}

export type Gender = 'female' | 'male' | 'other';

export interface JoinRequest {
  phone: string;
  name: string;
  /** `2000-02-29`, or `--02-29` when the year stays private. */
  birthday: string | null;
  gender: Gender | null;
  consentVersion: string;
  marketingOptIn: boolean;
  source?: string;
  language?: string;
}

export interface CodeRequired {
  state: 'codeRequired';
  challenge: string;
  phoneMasked: string;
  expiresAt: string;
  resendAt: string;
}

export type CouponState = 'usable' | 'reserved' | 'offered' | 'redeemed' | 'given' | 'expired' | 'revoked';

export type CouponKind =
  | 'amount'
  | 'percent'
  | 'product'
  | 'experience'
  | 'buyGet'
  | 'delivery'
  | 'pass'
  | 'deposit';

export interface Coupon {
  id: string;
  title: string;
  titleEn?: string | null;
  description?: string | null;
  descriptionEn?: string | null;
  kind: CouponKind;
  value: number;
  /** Ceiling of a percent coupon. */
  maximumDiscount?: number | null;
  minimumSpend?: number | null;
  validFrom: string;
  validUntil: string;
  state: CouponState;
  redeemedAt?: string | null;
  storeName?: string | null;
  imageUrl?: string | null;
  terms?: string | null;
  termsEn?: string | null;
  /** Uses in all and uses left; NT$ where `holdsMoney`. */
  uses?: number;
  usesLeft?: number;
  holdsMoney?: boolean;
  neverExpires?: boolean;
  /** Its conditions, one sentence each. */
  rules?: string[];
  rulesEn?: string[];
  mayGive?: boolean;
  reservedUntil?: string | null;
  latestUses?: { at: string; storeName?: string | null; units: number }[];
  guarantee?: {
    kind: string;
    by: string;
    from: string;
    until: string;
    /** Issue number. */
    number: string;
    feePercent: number;
    issuer?: { name: string; address: string; taxId: string; responsible: string; phone: string } | null;
  } | null;
}

export interface GiftLink {
  token: string;
  until: string;
}

/** A coupon that somebody sent, as whoever opens the link sees it. */
export interface Gift {
  state: 'open' | 'claimed' | 'takenBack' | 'lapsed';
  from: string;
  message?: string | null;
  title: string;
  titleEn?: string | null;
  description?: string | null;
  descriptionEn?: string | null;
  kind: CouponKind;
  value: number;
  until: string;
  validUntil: string;
  neverExpires: boolean;
  imageUrl?: string | null;
  mine: boolean;
  /** The reader's own coupon, when they have taken it. */
  couponId?: string | null;
}

export interface CouponCode {
  from: string;
  to: string;
  /** Text of the QR code. */
  code: string;
  /** What the clerk types when the scanner fails. */
  display: string;
}

export interface HistoryEntry {
  id: string;
  at: string;
  kind: 'purchase' | 'refund' | 'earn' | 'spend' | 'expire' | 'adjust' | 'coupon';
  title: string;
  storeName?: string | null;
  amount?: number | null;
  points?: number | null;
  lines?: { name: string; quantity: number; amount: number }[] | null;
  reason?: string | null;
  /** Of a purchase: its points, rule by rule, and why. */
  earned?: { rule: string; name: string; points: number; why: string }[] | null;
}

export interface Tiers {
  /** Null while nothing has to be kept. */
  keep: {
    demand: string;
    missing: string | null;
    progress: number;
    validUntil: string;
    graceUntil: string | null;
  } | null;
  levels: {
    code: string;
    name: string;
    color: string;
    demand: string | null;
    state: 'passed' | 'current' | 'next' | 'ahead';
    missing: string | null;
    progress: number;
    benefits: string[];
  }[];
}

export interface PointsLot {
  points: number;
  remaining: number;
  earnedAt: string;
  availableAt?: string | null;
  expiresAt: string | null;
  reason?: string | null;
}

export interface Profile {
  name: string;
  phoneMasked: string;
  birthday: { month: number; day: number; year?: number | null } | null;
  gender: Gender | null;
  language: string;
  marketingOptIn: boolean;
  consent: { version: string; at: string };
  memberSince: string;
  /** What the chat tells about points and coupons. */
  announcements: 'default' | 'every' | 'important' | 'none';
  announcementsDefault: 'every' | 'important' | 'tiers' | 'none';
}

export interface Email {
  emailMasked: string | null;
  /** Only then is it used. */
  confirmed: boolean;
  /** A code can be sent. */
  canConfirm: boolean;
  /** A code is on its way; another one from then on. */
  resendAt?: string | null;
  codeLength: number;
}

export interface ProfileChange {
  name?: string;
  gender?: Gender | null;
  language?: string;
  marketingOptIn?: boolean;
  birthday?: string;
  announcements?: Profile['announcements'];
}

export type RewardState = 'available' | 'points' | 'soldOut' | 'tier' | 'limit' | 'monthLimit' | 'soon';

/** Something to have for points. */
export interface Reward {
  code: string;
  name: string;
  nameEn: string;
  description: string;
  descriptionEn: string;
  imageUrl?: string | null;
  points: number;
  kind: 'coupon' | 'entry';
  state: RewardState;
  missing: number;
  left?: number | null;
  from?: string | null;
  until?: string | null;
  tier?: string | null;
  tierEn?: string | null;
  perMember?: number | null;
  perMemberMonth?: number | null;
  terms?: string | null;
  termsEn?: string | null;
}

export interface Redemption {
  id: string;
  item: string;
  name: string;
  nameEn: string;
  points: number;
  at: string;
  state: 'ready' | 'used' | 'cancelled';
  coupon?: string | null;
  cancelUntil?: string | null;
}

export interface CatalogueAnswer {
  balance: number;
  cancelHours: number;
  items: Reward[];
  redemptions: Redemption[];
}

export interface RedeemedReward {
  redemption: Redemption;
  balance: number;
}

export interface WayToEarn {
  event: 'sale' | 'join' | 'profile' | 'survey' | 'checkIn' | 'review' | 'referral';
  name: string;
  summary: string;
  done: boolean;
}

export interface WaysToEarn {
  ways: WayToEarn[];
  checkInNeedsCode: boolean;
}

export interface CheckedIn {
  counted: boolean;
  already: boolean;
  points: number;
  balance: number;
  tomorrow: number;
  /** It counts for something else than points, such as a mission. */
  noted?: boolean;
  storeName?: string | null;
}

/** Points that somebody sent, as whoever opens the link sees them. */
export interface PointsGift {
  state: 'open' | 'claimed' | 'takenBack' | 'lapsed';
  from: string;
  points: number;
  message?: string | null;
  until: string;
  expiresAt?: string | null;
  mine: boolean;
  received: boolean;
}

export interface GivenPoints {
  id: string;
  points: number;
  state: PointsGift['state'];
  offeredAt: string;
  until: string;
  /** For sharing once more, while it is open. */
  token?: string | null;
  message?: string | null;
  receiverName?: string | null;
}

export interface PointsGifts {
  on: boolean;
  minimum: number;
  maximumPerMonth: number;
  leftThisMonth: number;
  giveable: number;
  gifts: GivenPoints[];
}

export interface FamilyPerson {
  id: string;
  name: string;
  joinedAt: string;
  points: number;
  me: boolean;
  owner: boolean;
}

export interface Family {
  on: boolean;
  maximumMembers: number;
  owner: boolean;
  /** What the reader could spend now, with everybody's help. */
  total: number;
  people: FamilyPerson[];
  invites: { id: string; token: string; until: string }[];
  /** Set while somebody who left a family has to wait. */
  mayJoinFrom?: string | null;
}

export interface FamilyLink {
  token: string;
  until: string;
  family: Family;
}

export interface FamilyInvite {
  state: 'open' | 'over' | 'full' | 'joined';
  from: string;
  people: number;
  until: string;
}

export interface MissionGoal {
  kind: 'purchases' | 'spend' | 'stores' | 'variety' | 'checkIns' | 'friends' | 'profile' | 'click' | 'weeks';
  text: string;
  textEn: string;
  done: number;
  needed: number;
  unit: 'money' | 'count';
}

export interface Mission {
  code: string;
  name: string;
  nameEn: string;
  state: 'open' | 'done' | 'soldOut' | 'over';
  done: number;
  needed: number;
  until?: string | null;
  repeat: 'once' | 'weekly' | 'monthly' | 'again';
  about?: string | null;
  aboutEn?: string | null;
  any: boolean;
  finishedAt?: string | null;
  goals: MissionGoal[];
  prizes: {
    at: number;
    kind: 'coupon' | 'points';
    title: string;
    titleEn: string;
    state: 'ahead' | 'coming' | 'given' | 'missed';
    coupon?: string | null;
  }[];
}

export interface StampCard {
  code: string;
  name: string;
  nameEn: string;
  size: number;
  count: number;
  number: number;
  until?: string | null;
  how: string;
  howEn: string;
  about?: string | null;
  aboutEn?: string | null;
  full: number;
  prizes: {
    at: number;
    kind: 'coupon' | 'points';
    title: string;
    titleEn: string;
    state: 'ahead' | 'given' | 'missed';
    coupon?: string | null;
  }[];
  lines: { at: string; stamps: number; why: string; whyEn: string }[];
}

export interface Draw {
  code: string;
  name: string;
  nameEn: string;
  description: string;
  descriptionEn: string;
  imageUrl?: string | null;
  state: 'soon' | 'open' | 'closed' | 'drawn';
  opensAt: string;
  closesAt: string;
  drawAt?: string | null;
  free: 'none' | 'once' | 'daily';
  freeLeft: boolean;
  mine: number;
  entries: number;
  entryPoints?: number | null;
  maxPerMember?: number | null;
  prizes: { name: string; nameEn: string; count: number }[];
  won?: { name: string; nameEn: string; coupon?: string | null; points: number } | null;
  commitment?: string | null;
  seed?: string | null;
  entriesHash?: string | null;
  tickets: { ref: string; number?: number | null }[];
}

export interface DrawsAnswer {
  balance: number;
  draws: Draw[];
}
export type ReferredFriend = {
  name: string;
  state: 'joined' | 'bought' | 'rewarded' | 'ended';
  joinedAt: string;
  dueAt: string | null;
  reason: string | null;
};
export type Referral = {
  enabled: boolean;
  link: string | null;
  inviterGift: string | null;
  inviterGiftEn: string | null;
  friendGift: string | null;
  friendGiftEn: string | null;
  minimumSpend: number;
  waitDays: number;
  mostPerMonth: number;
  rewardedThisMonth: number;
  friends: ReferredFriend[];
};
