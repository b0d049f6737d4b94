import type { Bot, ChatView, Clock, Item, Message, Person, RichMenu } from '../../src/wire';

type Call = { method: string; path: string; body: unknown };

/** The emulator's control paths for one person, inside the browser: what the page asks is kept, what it is told is up to the test. */
export class Platform {
  readonly calls: Call[] = [];
  readonly bot: Bot = { userId: `U${'b'.repeat(32)}`, displayName: '小路咖啡', pictureUrl: null };
  readonly person: Person = {
    userId: `U${'1'.repeat(32)}`,
    displayName: '陳怡君',
    friend: false,
    blocked: false,
    lastMessageAt: null,
  };
  listed: Person[] | null = null;
  items: Item[] = [];
  richMenu: RichMenu | null = null;
  clock: Clock = { now: '2026-11-22T01:00:00Z', offsetSeconds: 0, movable: true };
  refuse: { path: RegExp; status: number; title: string } | null = null;
  private streams = new Set<FakeStream>();
  private next = 0;

  install() {
    localStorage.clear();
    window.fetch = async (input, init) => {
      const url = new URL(String(input), location.href);
      const path = url.pathname.replace('/emulator', '');
      const method = init?.method ?? 'GET';
      this.calls.push({ method, path, body: init?.body ? JSON.parse(String(init.body)) : undefined });
      if (this.refuse?.path.test(path)) return json({ title: this.refuse.title }, this.refuse.status);
      return this.answer(method, path);
    };
    const open = (s: FakeStream) => this.streams.add(s);
    const close = (s: FakeStream) => this.streams.delete(s);
    window.EventSource = class extends FakeStream {
      constructor() {
        super(close);
        open(this);
      }
    } as unknown as typeof EventSource;
  }

  private answer(method: string, path: string): Response {
    const own = `/users/${this.person.userId}`;
    const view: ChatView = {
      user: { ...this.person },
      bot: this.bot,
      richMenu: this.richMenu,
      items: [...this.items],
      clock: this.clock,
    };
    if (path === '/users')
      return method === 'POST' ? json(this.person, 201) : json(this.listed ?? [this.person]);
    if (path === `${own}/chat`) return json(view);
    if (path === '/clock') return json(this.clock);
    if (path === `${own}/liff`) return json({ url: 'about:blank#access_token=t' });
    if (path === `${own}/actions`) {
      const { uri } = (this.calls.at(-1)?.body ?? {}) as { uri?: string };
      const liff = uri?.includes('liff.line.me') ? { liffId: 'x', view: 'full' } : null;
      return json(uri ? { open: { url: uri, liff } } : { performed: true });
    }
    return path.startsWith(own) ? json({}) : json({ title: 'not found' }, 404);
  }

  /** The last thing the page posted to a path that ends so. */
  posted(end: string): unknown {
    return this.calls.filter((c) => c.method === 'POST' && c.path.endsWith(end)).at(-1)?.body;
  }

  tell(event: string, data: unknown) {
    for (const s of this.streams) s.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }

  breakLine() {
    for (const s of [...this.streams]) {
      s.readyState = 2;
      s.onerror?.();
    }
  }

  says(message: Message, from: Item['from'] = 'bot') {
    const at = new Date(Date.parse(this.clock.now) + ++this.next * 1000).toISOString();
    const item: Item = { id: `i${this.next}`, at, from, message };
    this.items.push(item);
    this.tell('item', item);
  }
}

class FakeStream extends EventTarget {
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(private readonly gone: (s: FakeStream) => void) {
    super();
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }
  close() {
    this.readyState = 2;
    this.gone(this);
  }
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
