import { formToken } from '../token';

export type Option = { code: string; name: string };
export type Field = {
  key: string;
  group: string;
  name: string;
  type: 'flag' | 'choice' | 'number' | 'date';
  list: string | null;
  unit: string | null;
  not: string | null;
};

export type Group = { type: 'all' | 'any' | 'none'; rules: Rule[] };
export type NumberOp = 'atLeast' | 'atMost' | 'between' | 'exactly';
export type DateOp = 'within' | 'before' | 'coming' | 'between' | 'never' | 'known';
export type Flag = { type: 'flag'; field: string; yes: boolean };
export type Choice = { type: 'choice'; field: string; op: 'any' | 'none' | 'every'; values: string[] };
export type Numeric = { type: 'number'; field: string; op: NumberOp; value: number; to?: number };
export type Dated = { type: 'date'; field: string; op: DateOp; days?: number; from?: string; to?: string };
export type Bought = {
  type: 'bought';
  measure: 'count' | 'spend' | 'average' | 'days' | 'items';
  op: NumberOp;
  value: number;
  to?: number;
  window: 'ever' | 'within' | 'outside' | 'between';
  windowDays?: number;
  from?: string;
  until?: string;
  categories?: string[];
  products?: string[];
  stores?: string[];
  channels?: string[];
  payments?: string[];
  weekdays?: number[];
  fromHour?: number;
  untilHour?: number;
};
export type PointsExpire = { type: 'pointsExpire'; days: number; atLeast: number };
export type Coupon = {
  type: 'coupon';
  did: 'holds' | 'expiring' | 'received' | 'redeemed';
  codes: string[];
  days?: number;
};
export type Campaign = { type: 'campaign'; campaigns: number[]; days?: number };
export type Clicked = { type: 'clicked'; campaigns: number[]; days?: number };
export type Moved = { type: 'moved'; score: 'rfm' | 'nes'; days: number; from: string[]; to: string[] };
export type Condition =
  | Flag
  | Choice
  | Numeric
  | Dated
  | Bought
  | PointsExpire
  | Coupon
  | Campaign
  | Clicked
  | Moved;
export type Rule = Group | Condition;

export type Problem = { path: string; code: string; text: string };
export type Setup = {
  id: number | null;
  version: number | null;
  language: string;
  name: string;
  rule: Group;
  fields: Field[];
  lists: Record<string, Option[]>;
};
export type Answer = {
  count?: { total: number; reachable: number };
  sample?: { ref: string; name: string }[];
  words?: string;
  problems: Problem[];
};
export type Reason = {
  words: string;
  holds: boolean;
  actual: string | null;
  group: 'all' | 'any' | 'none' | null;
  parts: Reason[];
};
export type Refused = { title: string; problems: Problem[] };

export const isGroup = (rule: Rule): rule is Group =>
  rule.type === 'all' || rule.type === 'any' || rule.type === 'none';

/** Asks the page's handler; a broken connection is a refusal in words too. */
export async function ask<T>(
  handler: string,
  body: object,
  signal?: AbortSignal,
): Promise<{ ok: T } | { refused: Refused }> {
  const answer = await fetch(`/admin/segments/edit?handler=${handler}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Form-Token': formToken(), 'HX-Request': 'true' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  if (answer.status === 401) location.reload();
  const json: unknown = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok && json) return { ok: json as T };
  const refused = json as Partial<Refused> | null;
  return { refused: { title: refused?.title ?? `HTTP ${answer.status}`, problems: refused?.problems ?? [] } };
}
