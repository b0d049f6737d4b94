import type {
  Action,
  ChatView,
  Clock,
  Exchange,
  JournalSummary,
  LineCoupon,
  Message,
  OpenAnswer,
  Person,
} from './wire';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The address of a control path; `?channel=` in the page's address chooses among several official accounts. */
function at(path: string): string {
  const channel = new URLSearchParams(location.search).get('channel');
  const more = channel ? `${path.includes('?') ? '&' : '?'}channel=${encodeURIComponent(channel)}` : '';
  return `/emulator${path}${more}`;
}

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const response = await fetch(at(path), {
    method,
    credentials: 'same-origin',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown =
    response.headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : undefined;
  if (!response.ok) {
    const problem = json as { title?: string; detail?: string; message?: string } | undefined;
    throw new ApiError(
      response.status,
      problem?.detail ?? problem?.title ?? problem?.message ?? `HTTP ${response.status}`,
    );
  }
  return json as T;
}

/** The emulator's own pictures come from where this page came from, also when the phone is opened by another address. */
export function local(url: string): string {
  const own = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(\/emulator\/.*)$/.exec(url);
  return own?.[1] ?? url;
}

const user = (id: string) => `/users/${encodeURIComponent(id)}`;

export const api = {
  people: (q: string, limit = 50) =>
    call<Person[]>('GET', `/users?${new URLSearchParams({ q, limit: String(limit) })}`),
  person: (id: string) => call<Person>('GET', user(id)),
  addPerson: (displayName?: string) => call<Person>('POST', '/users', displayName ? { displayName } : {}),
  chat: (id: string) => call<ChatView>('GET', `${user(id)}/chat`),
  streamUrl: (ids: string[]) => at(`/stream?${new URLSearchParams(ids.map((id) => ['user', id]))}`),
  follow: (id: string) => call<unknown>('POST', `${user(id)}/follow`, {}),
  unfollow: (id: string) => call<unknown>('POST', `${user(id)}/unfollow`, {}),
  send: (id: string, message: Message | { type: 'image'; dataUrl?: string }) =>
    call<unknown>('POST', `${user(id)}/messages`, message),
  act: (id: string, action: Action & { params?: Record<string, string> }) =>
    call<OpenAnswer | undefined>('POST', `${user(id)}/actions`, action),
  share: (id: string, to: string[], messages: Message[]) =>
    call<{ status: string }>('POST', `${user(id)}/share`, { to, messages }),
  unsend: (id: string, messageId: string) =>
    call<unknown>('POST', `${user(id)}/messages/${encodeURIComponent(messageId)}/unsend`, {}),
  /** A video with a tracking id was watched to its end. */
  watched: (id: string, trackingId: string) =>
    call<unknown>('POST', '/webhook/raise', {
      type: 'videoPlayComplete',
      userId: id,
      replyToken: true,
      payload: { videoPlayComplete: { trackingId } },
    }),
  /** LINE ends the page's access token when the app around it closes it. */
  liffClosed: (id: string, accessToken: string) =>
    call<unknown>('POST', `${user(id)}/liff/close`, { accessToken }),
  liff: (id: string, url: string) => call<{ url: string }>('POST', `${user(id)}/liff`, { url }),
  coupon: (id: string) => call<LineCoupon>('GET', `/coupons/${encodeURIComponent(id)}`),
  clock: () => call<Clock>('GET', '/clock'),
  moveClock: (advance: string) => call<Clock>('POST', '/clock', { advance }),
  resetClock: () => call<Clock>('POST', '/clock', { reset: true }),
  journal: () => call<JournalSummary>('GET', '/journal/summary'),
  wire: (id: string, limit = 100) =>
    call<{ entries: Exchange[] }>('GET', `/wire?${new URLSearchParams({ user: id, limit: String(limit) })}`),
};
