/**
 * Keeps the till's own page and files on the device, so that a tablet that is switched on without a network can still sell.
 * The server comes first: what is kept is only used when it does not answer. Calls of the API never pass through here.
 */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', hear: (e: Extendable) => void): void;
  addEventListener(type: 'fetch', hear: (e: Fetched) => void): void;
  addEventListener(type: 'message', hear: (e: Extendable & { data: unknown }) => void): void;
}
const worker = self as unknown as Scope;

const shelf = 'till';
const page = '/till';
const patience = 6_000;

/** By path alone: a new version of a file takes the place of the old one. */
const place = (url: string) => new URL(url).pathname;
const isOurs = (url: URL) =>
  url.origin === worker.location.origin &&
  (url.pathname === page || url.pathname.startsWith('/admin-assets/'));

async function keep(path: string, answer: Response) {
  const kept = await caches.open(shelf);
  if (path === page) {
    const before = await kept.match(page);
    // Another page means other files: the old ones are not needed any more.
    if (before && (await before.text()) !== (await answer.clone().text())) await caches.delete(shelf);
  }
  await (await caches.open(shelf)).put(path, answer);
}

async function answer(request: Request): Promise<Response> {
  const path = place(request.url);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(patience) });
    if (fresh.ok && !fresh.redirected) await keep(path, fresh.clone());
    if (fresh.status < 500) return fresh;
  } catch {
    // What is kept is asked below.
  }
  return (await (await caches.open(shelf)).match(path)) ?? Response.error();
}

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (e) => e.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (e) => {
  if (e.request.method === 'GET' && isOurs(new URL(e.request.url))) e.respondWith(answer(e.request));
});
// The first visit is loaded before this worker is there; the page tells what it was made of.
worker.addEventListener('message', (e) => {
  if (!Array.isArray(e.data)) return;
  const urls = (e.data as unknown[]).filter(
    (u): u is string => typeof u === 'string' && isOurs(new URL(u, worker.location.origin)),
  );
  e.waitUntil(
    Promise.allSettled(
      urls.map(async (u) => {
        const found = await fetch(u);
        if (found.ok && !found.redirected) await keep(place(new URL(u, worker.location.origin).href), found);
      }),
    ),
  );
});
