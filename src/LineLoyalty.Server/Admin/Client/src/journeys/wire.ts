import type { Content } from '../composer/wire';
import { formToken } from '../token';

export type JourneyEvent =
  | { type: 'follow' }
  | { type: 'bind' }
  | {
      type: 'purchase';
      atLeast?: number;
      category?: string;
      sku?: string;
      first?: boolean;
      firstOfMonth?: boolean;
    }
  | { type: 'tag'; tag: string }
  | { type: 'tier'; to: string[] }
  | { type: 'click'; campaign?: number; journey?: number; own?: boolean }
  | { type: 'couponUsed'; coupon?: string }
  | { type: 'mission'; mission?: string }
  | { type: 'web'; name: string };

export type Trigger =
  | { type: 'event'; on: JourneyEvent }
  | { type: 'segment'; segmentId: number; at: string }
  | { type: 'birthday'; daysBefore: number; leapDay: 'february28' | 'march1'; at: string }
  | { type: 'anniversary'; leapDay: 'february28' | 'march1'; at: string }
  | { type: 'lapse'; afterDays: number; at: string }
  | { type: 'cycle'; times: number; at: string }
  | { type: 'pointsExpiring'; daysBefore: number; at: string }
  | { type: 'couponExpiring'; daysBefore: number; at: string };

/** What is said by e-mail or SMS. */
export type OutsideWords = { text: string; subject?: string; email: boolean; sms: boolean };

type Straight = { id: string; next?: string };
export type Node =
  | (Straight & { type: 'waitTime'; days: number; hours: number; minutes: number })
  | (Straight & { type: 'waitDay'; day: number; at: string })
  | (Straight & { type: 'waitClock'; at: string; weekdays: number[] })
  | {
      id: string;
      type: 'waitEvent';
      on: JourneyEvent;
      days: number;
      hours: number;
      happened?: string;
      timedOut?: string;
    }
  | { id: string; type: 'branchRule'; segment?: number; rule?: unknown; yes?: string; no?: string }
  | { id: string; type: 'branchSplit'; arms: { percent: number; next?: string }[] }
  | (Straight & { type: 'message'; content: Content; always: boolean; outside?: OutsideWords })
  | (Straight & { type: 'outside'; words: OutsideWords })
  | (Straight & { type: 'coupon'; coupon: string })
  | (Straight & { type: 'points'; points: number })
  | (Straight & { type: 'mission'; mission: string })
  | (Straight & { type: 'menu'; menu?: number })
  | (Straight & { type: 'tag'; tag: string; remove: boolean; days?: number; untilPurchase: boolean })
  | (Straight & { type: 'webhook'; url: string })
  | (Straight & { type: 'clerk'; title: string; note?: string });

export type Definition = {
  trigger: Trigger;
  start?: string;
  nodes: Node[];
  entry: { again?: number; who?: unknown; segment?: number; most?: number; rampPerDay: number };
  ends: { on: JourneyEvent; goal: boolean }[];
  rank: 'birthday' | 'expiry' | 'winBack' | 'other';
  attributionDays?: number;
};

export type Named = { id: number; name: string };
export type Setup = {
  definition: Definition;
  id: number | null;
  version: number | null;
  name: string;
  language: string;
  on: boolean;
  live: number | null;
  published: boolean;
  replaces: string | null;
  segments: Named[];
  coupons: { code: string; title: string }[];
  missions: { code: string; name: string; given: boolean }[];
  menus: Named[];
  tiers: { code: string; name: string }[];
  tags: string[];
  categories: string[];
  products: { sku: string; name: string }[];
  campaigns: Named[];
  journeys: Named[];
  channels: { email: boolean; sms: boolean };
  ratios: string[];
  most: { messages: number; cards: number };
  brand: string;
  testReady: boolean;
  secret: string | null;
};

export type Problem = { path: string; code: string; text: string };
export type Refused = { title: string; problems: Problem[] };
export type Saved = { id: number; version: number; live: number | null };
export type Numbers = {
  totals: { entered: number; inside: number; goal: number; left: number; finished: number };
  nodes: {
    node: string;
    entered: number;
    waiting: number;
    left: number;
    ended: number;
    clicked: number;
    results: Record<string, number>;
  }[];
};
export type ChannelUse = { messages: number; people: number; cost: number };
export type DryRun = {
  run: {
    days: number;
    entered: number;
    members: number;
    messages: number;
    linePeople: number;
    email: ChannelUse;
    sms: ChannelUse;
    notReached: number;
    noRoom: number;
    goal: number;
    points: number;
    coupons: Record<string, number>;
    nodes: Record<string, number>;
    nowOnly: boolean;
  };
  price: Price;
};
export type Month = {
  month: string;
  messages: number;
  others: number;
  left: number | null;
  cost: number | null;
  email: ChannelUse;
  sms: ChannelUse;
};
export type Price = {
  plan: string | null;
  included: number | null;
  quota: { total: number | null; used: number; remaining: number | null } | null;
  months: Month[];
  next: Month | null;
};
export type Result = {
  result: {
    days: number;
    windowDays: number;
    messages: number;
    reached: number;
    line: ChannelUse;
    email: ChannelUse;
    sms: ChannelUse;
    clicked: number;
    couponsGiven: number;
    couponsUsed: number;
    buyers: number;
    purchases: number;
    revenue: number;
  };
  price: Price;
};
export type Traveller = {
  id: number;
  memberRef: string;
  memberName: string;
  state: 'Inside' | 'Finished' | 'Goal' | 'Left';
  node: string;
  outcome: string | null;
  version: number;
  entered: string;
  ended: string | null;
  due: string;
};
export type PathStep = { node: string; at: string; port: string | null; result: string | null };

const address = (id: number | null) => `/admin/journeys/edit${id === null ? '' : `/${id}`}`;

/** Asks the page's handler; a broken connection is a refusal in words too. */
export async function ask<T>(
  id: number | null,
  handler: string,
  body?: object,
): Promise<{ ok: T } | { refused: Refused }> {
  const answer = await fetch(`${address(id)}?handler=${handler}`, {
    ...(body
      ? {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Form-Token': formToken(), 'HX-Request': 'true' },
          body: JSON.stringify(body),
        }
      : { headers: { 'HX-Request': 'true' } }),
  });
  if (answer.status === 401) location.reload();
  const json: unknown = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok && json) return { ok: json as T };
  const refused = json as Partial<Refused> | null;
  return { refused: { title: refused?.title ?? `HTTP ${answer.status}`, problems: refused?.problems ?? [] } };
}
