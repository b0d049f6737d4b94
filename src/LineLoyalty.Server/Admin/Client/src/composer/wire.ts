import type { FlexContainer } from '@lineloyalty/phone/flex';
import { formToken } from '../token';

export type LineMessage =
  | { type: 'text'; text: string }
  | { type: 'flex'; altText: string; contents: FlexContainer }
  | { type: 'coupon'; couponId: string };

export type Button = { label: string; url: string; track?: boolean; tag?: string };
export type Card = {
  kind: 'card';
  template: string;
  title: string;
  body: string;
  imageUrl?: string;
  button?: Button;
  couponCode?: string;
};
export type Text = { kind: 'text'; text: string };
export type LineCoupon = { kind: 'lineCoupon'; couponId: string };
export type Part = Text | Card | LineCoupon;
export type Audience = {
  tierLevels: number[];
  tagsAny: string[];
  tagsAll: string[];
  daysSincePurchaseAtLeast?: number | null;
  daysSincePurchaseAtMost?: number | null;
};
export type Problem = { path: string; code: string; text: string };
export type Count = {
  matched: number;
  reachable: number;
  unbound: number;
  optedOut: number;
  blocked: number;
};
export type Quota = { total: number | null; used: number; remaining: number | null };

export type Draft = {
  id: number | null;
  version: number | null;
  name: string;
  content: { messages: Part[] };
  audience: Audience;
};

export type Refused = { title: string; problems: Problem[] };

/** Asks the page's handler. Answers the body, or what was refused; a broken connection is a refusal in words too. */
export async function ask<T>(
  handler: string,
  body: object,
  signal?: AbortSignal,
): Promise<{ ok: T } | { refused: Refused }> {
  const answer = await fetch(`/admin/pushes/edit?handler=${handler}`, {
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
