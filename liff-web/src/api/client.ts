import type {
  CatalogueAnswer,
  CheckedIn,
  CodeRequired,
  Coupon,
  CouponCode,
  DrawsAnswer,
  Email,
  Family,
  FamilyInvite,
  FamilyLink,
  Gift,
  GiftLink,
  HistoryEntry,
  JoinRequest,
  LiffConfig,
  Mission,
  PointsGift,
  PointsGifts,
  PointsLot,
  Profile,
  ProfileChange,
  RedeemedReward,
  Referral,
  SessionState,
  SpendCode,
  StampCard,
  Tiers,
  WaysToEarn,
} from './types.ts';

interface Problem {
  title?: string;
  code?: string;
  errors?: Record<string, string | string[]>;
  triesLeft?: number;
}

/** The server answered, and refused. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.title ?? `HTTP ${status}`);
  }

  get code(): string {
    return this.problem.code ?? '';
  }

  /** First message code of each refused field. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [field, value] of Object.entries(this.problem.errors ?? {})) {
      const first = Array.isArray(value) ? value[0] : value;
      if (first) found[field.charAt(0).toLowerCase() + field.slice(1)] = first;
    }
    return found;
  }
}

/** No answer came: no network, or the server is unreachable. */
export class Unreachable extends Error {}

const SLOWEST_ANSWER = 15_000;

async function answer(response: Promise<Response>): Promise<unknown> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new Unreachable('timeout')), SLOWEST_ANSWER);
  });
  try {
    const got = await Promise.race([response, late]);
    const isJson = got.status !== 204 && (got.headers.get('content-type')?.includes('json') ?? false);
    const body: unknown = isJson ? await Promise.race([got.json(), late]) : undefined;
    if (got.ok) return body;
    // A proxy in front of a stopped server answers in its place.
    if (got.status === 502 || got.status === 503 || got.status === 504)
      throw new Unreachable(`HTTP ${got.status}`);
    throw new ApiError(got.status, (body as Problem | undefined) ?? {});
  } catch (error) {
    if (error instanceof ApiError || error instanceof Unreachable) throw error;
    throw new Unreachable(error instanceof Error ? error.message : 'no answer');
  } finally {
    window.clearTimeout(timer);
  }
}

function get<T>(url: string): Promise<T> {
  return answer(fetch(url, { credentials: 'same-origin' })) as Promise<T>;
}

function send<T>(method: 'POST' | 'PUT', url: string, body: unknown): Promise<T> {
  return answer(
    fetch(url, {
      method,
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  ) as Promise<T>;
}

const id = encodeURIComponent;

export const api = {
  config: () => get<LiffConfig>('/api/liff/config'),
  /** The same request as index.html preloads; undefined when there is no session. */
  card: () => get<SessionState | undefined>('/api/liff/card'),
  cardVersion: () => get<{ version: number | null }>('/api/liff/card/version'),
  openSession: (idToken: string, source?: string) =>
    send<SessionState>('POST', '/api/liff/session', source ? { idToken, source } : { idToken }),
  endSession: () => send<undefined>('POST', '/api/liff/session/end', {}),
  spendCode: () => send<SpendCode>('POST', '/api/liff/codes', { purpose: 'spend' }),
  join: (request: JoinRequest) => send<SessionState | CodeRequired>('POST', '/api/liff/join', request),
  joinCode: (challenge: string, code: string) =>
    send<SessionState>('POST', '/api/liff/join/code', { challenge, code }),
  joinResend: (challenge: string) => send<CodeRequired>('POST', '/api/liff/join/resend', { challenge }),
  coupons: async () => (await get<{ coupons: Coupon[] }>('/api/liff/coupons')).coupons,
  coupon: (couponId: string) => get<Coupon>(`/api/liff/coupons/${id(couponId)}`),
  couponCode: (couponId: string) => send<CouponCode>('POST', `/api/liff/coupons/${id(couponId)}/code`, {}),
  claimCode: (code: string) => send<Coupon>('POST', '/api/liff/coupons/claim', { code }),
  giveCoupon: (couponId: string, message: string) =>
    send<GiftLink>('POST', `/api/liff/coupons/${id(couponId)}/gift`, message ? { message } : {}),
  takeBackCoupon: (couponId: string) =>
    send<Coupon>('POST', `/api/liff/coupons/${id(couponId)}/gift/end`, {}),
  gift: (token: string) => get<Gift>(`/api/liff/gifts/${id(token)}`),
  claimGift: (token: string) => send<Coupon>('POST', `/api/liff/gifts/${id(token)}/claim`, {}),
  history: (before?: string) =>
    get<{ entries: HistoryEntry[]; next: string | null }>(
      `/api/liff/history?limit=20${before ? `&before=${id(before)}` : ''}`,
    ),
  points: () =>
    get<{ balance: number; lots: PointsLot[]; mayGive?: boolean; mayShare?: boolean }>('/api/liff/points'),
  ways: () => get<WaysToEarn>('/api/liff/earn'),
  checkIn: (code?: string) => send<CheckedIn>('POST', '/api/liff/check-in', code ? { code } : {}),
  pointsGifts: () => get<PointsGifts>('/api/liff/points/gifts'),
  offerPoints: (points: number, key: string, message: string) =>
    send<GiftLink>(
      'POST',
      '/api/liff/points/gifts/link',
      message ? { points, key, message } : { points, key },
    ),
  sendPoints: (cardNumber: string, points: number, key: string) =>
    send<{ points: number; receiverName: string; balance: number }>('POST', '/api/liff/points/gifts', {
      cardNumber,
      points,
      key,
    }),
  takeBackPoints: (gift: string) => send<PointsGifts>('POST', `/api/liff/points/gifts/${id(gift)}/end`, {}),
  pointsGift: (token: string) => get<PointsGift>(`/api/liff/points-gifts/${id(token)}`),
  family: () => get<Family>('/api/liff/family'),
  inviteFamily: () => send<FamilyLink>('POST', '/api/liff/family/invites', {}),
  endInvite: (invite: string) => send<Family>('POST', `/api/liff/family/invites/${id(invite)}/end`, {}),
  leaveFamily: () => send<Family>('POST', '/api/liff/family/leave', {}),
  sendAway: (person: string) => send<Family>('POST', `/api/liff/family/people/${id(person)}/end`, {}),
  familyInvite: (token: string) => get<FamilyInvite>(`/api/liff/family-invites/${id(token)}`),
  joinFamily: (token: string) => send<FamilyInvite>('POST', `/api/liff/family-invites/${id(token)}/join`, {}),
  claimPoints: (token: string) => send<PointsGift>('POST', `/api/liff/points-gifts/${id(token)}/claim`, {}),
  rewards: () => get<CatalogueAnswer>('/api/liff/rewards'),
  redeemReward: (code: string, key: string, points: number) =>
    send<RedeemedReward>('POST', `/api/liff/rewards/${id(code)}/redeem`, { key, points }),
  cancelRedemption: (redemption: string) =>
    send<{ balance: number }>('POST', `/api/liff/redemptions/${id(redemption)}/cancel`, {}),
  draws: () => get<DrawsAnswer>('/api/liff/draws'),
  enterDraw: (code: string, key: string, points?: number) =>
    send<DrawsAnswer>('POST', `/api/liff/draws/${id(code)}/enter`, points ? { key, points } : { key }),
  missions: async () => (await get<{ missions: Mission[] }>('/api/liff/missions')).missions,
  stamps: async () => (await get<{ cards: StampCard[] }>('/api/liff/stamps')).cards,
  tiers: () => get<Tiers>('/api/liff/tiers'),
  referral: () => get<Referral>('/api/liff/referral'),
  profile: () => get<Profile>('/api/liff/profile'),
  email: () => get<Email>('/api/liff/email'),
  saveEmail: (email: string) => send<Email>('PUT', '/api/liff/email', { email }),
  emailCode: () => send<Email>('POST', '/api/liff/email/code', {}),
  confirmEmail: (code: string) => send<Email>('POST', '/api/liff/email/confirm', { code }),
  saveProfile: (change: ProfileChange) => send<Profile | undefined>('PUT', '/api/liff/profile', change),
};
