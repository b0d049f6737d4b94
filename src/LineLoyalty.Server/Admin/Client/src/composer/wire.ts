import type { FlexContainer } from '@lineloyalty/phone/flex';
import { formToken } from '../token';

export type LineMessage =
  | { type: 'text'; text: string }
  | { type: 'image'; originalContentUrl: string }
  | { type: 'flex'; altText: string; contents: FlexContainer }
  | { type: 'coupon'; couponId: string }
  | { type: 'sticker' | 'video' | 'audio' | 'location' | 'imagemap' | 'template' | 'textV2' };

export type Button = { label: string; url: string; track?: boolean; tag?: string };
export type Card = {
  kind: 'card';
  template: string;
  title: string;
  body: string;
  imageUrl?: string;
  button?: Button;
  moreButtons?: Button[];
  couponCode?: string;
};
export type Text = { kind: 'text'; text: string };
export type Picture = { kind: 'image'; url: string; ratio?: string; button?: Button };
export type Carousel = { kind: 'carousel'; cards: Card[] };
export type LineCoupon = { kind: 'lineCoupon'; couponId: string };
export type Json = { kind: 'json'; json: string; track?: boolean };
export type Part = Text | Picture | Card | Carousel | LineCoupon | Json;
export type Content = { messages: Part[]; english?: Part[] };

export type AudienceKind = 'everyone' | 'segment' | 'tag' | 'list';
export type Audience = {
  kind: AudienceKind;
  segmentId?: number | null;
  tag?: string | null;
  listId?: number | null;
  excludeSegments: number[];
  excludeTags: string[];
};
export type Experiment = {
  variants: Content[];
  testPercent: number;
  by: 'clicks' | 'purchases';
  hours: number;
  holdOutPercent: number;
  attributionDays: number;
};
export type Problem = { path: string; code: string; text: string };
export type Count = {
  matched: number;
  reachable: number;
  unbound: number;
  optedOut: number;
  blocked: number;
  excluded: number;
  capped: number;
};
export type Quota = { total: number | null; used: number; remaining: number | null };
export type List = { id: number; name: string; count: number };
export type Named = { id: number; name: string; ready: boolean };

export type Draft = {
  id: number | null;
  version: number | null;
  name: string;
  content: Content;
  audience: Audience;
  experiment: Experiment;
};

export type Refused = { title: string; problems: Problem[] };
export type Answer<T> = { ok: T } | { refused: Refused };

async function send<T>(
  handler: string,
  body: BodyInit,
  type: string | null,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const answer = await fetch(`/admin/pushes/edit?handler=${handler}`, {
    method: 'POST',
    headers: { ...(type ? { 'Content-Type': type } : {}), 'X-Form-Token': formToken(), 'HX-Request': 'true' },
    body,
    ...(signal ? { signal } : {}),
  });
  if (answer.status === 401) location.reload();
  const json: unknown = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok && json) return { ok: json as T };
  const refused = json as Partial<Refused> | null;
  return { refused: { title: refused?.title ?? `HTTP ${answer.status}`, problems: refused?.problems ?? [] } };
}

/** Asks the page's handler. Answers the body, or what was refused; a broken connection is a refusal in words too. */
export const ask = <T>(handler: string, body: object, signal?: AbortSignal) =>
  send<T>(handler, JSON.stringify(body), 'application/json', signal);

/** Sends a file of phone or card numbers. */
export function upload<T>(handler: string, file: File) {
  const form = new FormData();
  form.append('file', file);
  return send<T>(handler, form, null);
}
