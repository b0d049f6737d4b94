import { formToken } from '../token';

export type ActionKind = 'page' | 'ask' | 'message' | 'postback' | 'uri' | 'tab';
export type Action = { kind: ActionKind; value: string; valueEn: string; label: string; labelEn: string };
export type Box = { x: number; y: number; width: number; height: number };
export type Area = Box & { action: Action };
export type Cell = { icon: string; text: string; hint: string };
export type Drawing = { template: string; style: string; cells: Cell[] };
export type Face = { picture: string; barText: string; drawing?: Drawing };
export type Tab = {
  id: string;
  name: string;
  width: number;
  height: number;
  chinese: Face;
  english: Face;
  areas: Area[];
};
export type Audience = {
  who: 'everyone' | 'guests' | 'members';
  tierLevels: number[];
  tags: string[];
  segments?: number[];
};
export type Content = { audience: Audience; selected: boolean; tabs: Tab[] };
export type Language = 'chinese' | 'english';
export type Problem = { path: string; text: string };

export type Setup = {
  id: number | null;
  version: number | null;
  name: string;
  content?: Content;
  language: string;
  brand: string;
  color: string;
  tiers: { level: number; name: string }[];
  tags: string[];
  segments: { id: number; name: string }[];
  state: string | null;
  refusal: string | null;
  mostBytes: number;
};

export type Kept = { hash: string; width: number; height: number; bytes: number };
export type Refused = { title: string; problems: Problem[] };
export type Answer<T> = { ok: T } | { refused: Refused };

const address = (handler: string) => `/admin/menus/edit?handler=${handler}`;

async function send<T>(
  handler: string,
  body: BodyInit,
  type: string,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  let answer: Response;
  try {
    answer = await fetch(address(handler), {
      method: 'POST',
      headers: { 'Content-Type': type, 'X-Form-Token': formToken(), 'HX-Request': 'true' },
      body,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    return { refused: { title: '連線中斷，請再試一次。 The connection broke; try again.', problems: [] } };
  }
  if (answer.status === 401) location.reload();
  const json: unknown = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (answer.ok && json) return { ok: json as T };
  const refused = json as Partial<Refused> | null;
  return { refused: { title: refused?.title ?? `HTTP ${answer.status}`, problems: refused?.problems ?? [] } };
}

export const ask = <T>(handler: string, body: object, signal?: AbortSignal) =>
  send<T>(handler, JSON.stringify(body), 'application/json', signal);

export const upload = (file: Blob) => send<Kept>('Image', file, 'application/octet-stream');

export const pictureUrl = (picture: string) =>
  `/admin/menus?handler=Picture&name=${encodeURIComponent(picture)}`;

export const emptyAction = (): Action => ({
  kind: 'page',
  value: 'card',
  valueEn: '',
  label: '',
  labelEn: '',
});

export const sizes = {
  large: { width: 2500, height: 1686 },
  compact: { width: 2500, height: 843 },
} as const;

/** The nearest of a tab's letters that no other tab has. */
export const freeId = (tabs: Tab[]) => [...'abcdefghij'].find((id) => tabs.every((t) => t.id !== id)) ?? 'z';

export const newTab = (tabs: Tab[]): Tab => ({
  id: freeId(tabs),
  name: '',
  ...sizes.large,
  chinese: { picture: '', barText: tabs[0]?.chinese.barText ?? '會員服務' },
  english: { picture: '', barText: tabs[0]?.english.barText ?? 'Menu' },
  areas: [],
});

export const emptyContent = (): Content => ({
  audience: { who: 'members', tierLevels: [], tags: [] },
  selected: true,
  tabs: [newTab([])],
});
