/** What the URL said when the page opened. Read once, before anything may change the URL; never logged, it carries tokens. */
export interface FirstUrl {
  /** Path below /liff, such as `/coupons/12`. */
  path: string;
  query: URLSearchParams;
  /** Where the person came from, as in `?src=poster-A`. */
  source: string | undefined;
  /** The ID token of LINE's first URL. */
  idToken: string | null;
}

const BASE = '/liff';
// What the server takes; anything else would make it refuse the whole form.
const SOURCE = /^[\w.-]{1,60}$/;
const SOURCE_KEY = 'liff.source';

/** `/liff/coupons/` → `/coupons`; a path outside of /liff is already below it. */
export function belowBase(pathname: string): string {
  const inside =
    pathname === BASE || pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length) : pathname;
  return `/${inside.split('/').filter(Boolean).join('/')}`;
}

export function readFirstUrl(
  href: string,
  memory: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage,
): FirstUrl {
  const url = new URL(href);
  const state = url.searchParams.get('liff.state');
  // LINE puts what followed the LIFF id into liff.state: "/join?src=a", "?src=a" or "join?src=a".
  const wanted =
    state === null
      ? url
      : new URL(state.startsWith('?') ? state : `/${state.replace(/^\/+/, '')}`, url.origin);
  const query = new URLSearchParams(wanted.search);
  for (const key of [...query.keys()]) if (key.startsWith('liff.')) query.delete(key);

  // Logging in may drop the query, so the source is also kept for as long as this tab lives.
  const seen = query.get('src') ?? url.searchParams.get('src') ?? memory.getItem(SOURCE_KEY);
  const source = seen && SOURCE.test(seen) ? seen : undefined;
  if (source) memory.setItem(SOURCE_KEY, source);

  return {
    path: belowBase(wanted.pathname),
    query,
    source,
    idToken: new URLSearchParams(url.hash.slice(1)).get('id_token'),
  };
}

/** The `sub` of an ID token, for telling two people on one phone apart. Display only: the server verifies. */
export function subjectOf(idToken: string | null): string | null {
  try {
    const payload = idToken?.split('.')[1] ?? '';
    const claims: unknown = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    const sub = (claims as { sub?: unknown }).sub;
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
