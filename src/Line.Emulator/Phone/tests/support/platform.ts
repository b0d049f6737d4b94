import type {
  Bot,
  ChatView,
  Clock,
  Exchange,
  Item,
  LineCoupon,
  Message,
  Person,
  RichMenu,
} from '../../src/wire';

type Call = { method: string; path: string; body: unknown };

/** The emulator's control paths inside the browser: what the page asks is kept, what it is told is up to the test. */
export class Platform {
  readonly calls: Call[] = [];
  readonly bot: Bot = { userId: `U${'b'.repeat(32)}`, displayName: '小路咖啡', pictureUrl: null };
  readonly person: Person = newPerson('1', '陳怡君');
  readonly others: Person[] = [];
  listed: Person[] | null = null;
  /** Each person's chat. */
  readonly chats = new Map<string, Item[]>();
  richMenu: RichMenu | null = null;
  clock: Clock = { now: '2026-11-22T01:00:00Z', offsetSeconds: 0, movable: true };
  refuse: { path: RegExp; status: number; title: string } | null = null;
  exchanges: Exchange[] = [];
  readonly coupons = new Map<string, LineCoupon>();
  /** What a LIFF address opens, and how large. */
  page = { url: 'about:blank#access_token=t', view: 'full' };
  private streams = new Set<FakeStream>();
  private next = 0;

  get items(): Item[] {
    return this.chatOf(this.person.userId);
  }

  chatOf(id: string): Item[] {
    const chat = this.chats.get(id) ?? [];
    this.chats.set(id, chat);
    return chat;
  }

  /** One more person, who is a friend of the account. */
  knows(digit: string, name: string): Person {
    const person = { ...newPerson(digit, name), friend: true };
    this.others.push(person);
    return person;
  }

  install() {
    localStorage.clear();
    window.fetch = async (input, init) => {
      const url = new URL(String(input), location.href);
      // A picture or the code reader's program, not the platform.
      if (!url.pathname.startsWith('/emulator')) return realFetch(input, init);
      const path = url.pathname.replace('/emulator', '');
      const method = init?.method ?? 'GET';
      this.calls.push({ method, path, body: init?.body ? JSON.parse(String(init.body)) : undefined });
      if (this.refuse?.path.test(path)) return json({ title: this.refuse.title }, this.refuse.status);
      return this.answer(method, path);
    };
    const open = (s: FakeStream) => this.streams.add(s);
    const close = (s: FakeStream) => this.streams.delete(s);
    window.EventSource = class extends FakeStream {
      constructor(url: string) {
        super(url, close);
        open(this);
      }
    } as unknown as typeof EventSource;
  }

  private answer(method: string, path: string): Response {
    const coupon = /^\/coupons\/(.+)$/.exec(path)?.[1];
    if (coupon)
      return this.coupons.has(coupon) ? json(this.coupons.get(coupon)) : json({ title: 'not found' }, 404);
    if (path === '/users')
      return method === 'POST' ? json(this.person, 201) : json(this.listed ?? [this.person, ...this.others]);
    if (path === '/clock') return json(this.clock);
    if (path === '/wire') return json({ entries: this.exchanges });
    if (path === '/webhook/raise') return json({}, 202);
    if (path === '/journal/summary')
      return json({ accepted: 2, byEndpoint: { push: 2 }, recipients: { a: 2 }, duplicates: 0 });
    const [, , id, ...rest] = path.split('/');
    const person = [this.person, ...this.others].find((p) => p.userId === id);
    if (!person) return json({ title: 'not found' }, 404);
    const view: ChatView = {
      user: { ...person },
      bot: this.bot,
      richMenu: this.richMenu,
      items: [...this.chatOf(person.userId)],
      clock: this.clock,
    };
    switch (rest.join('/')) {
      case 'chat':
        return json(view);
      case 'liff':
        return json({ url: this.page.url });
      case 'actions': {
        const { uri } = (this.calls.at(-1)?.body ?? {}) as { uri?: string };
        const liff = uri?.includes('liff.line.me') ? { liffId: 'x', view: this.page.view } : null;
        return json(uri ? { open: { url: uri, liff } } : { performed: true });
      }
      default:
        return json({});
    }
  }

  /** The last thing the page posted to a path that ends so. */
  posted(end: string): unknown {
    return this.calls.filter((c) => c.method === 'POST' && c.path.endsWith(end)).at(-1)?.body;
  }

  /** Tells the phones that watch this person. */
  tell(event: string, data: unknown, user = this.person.userId) {
    const message = { data: JSON.stringify({ user, data }) };
    for (const s of this.streams)
      if (s.users.includes(user)) s.dispatchEvent(new MessageEvent(event, message));
  }

  breakLine() {
    for (const s of [...this.streams]) {
      s.readyState = 2;
      s.onerror?.();
    }
  }

  says(message: Message, from: Item['from'] = 'bot', to: Person = this.person, more: Partial<Item> = {}) {
    const at = new Date(Date.parse(this.clock.now) + ++this.next * 1000).toISOString();
    const item: Item = { id: `i${this.next}`, at, from, message, messageId: `${1000 + this.next}`, ...more };
    this.chatOf(to.userId).push(item);
    this.tell('item', item, to.userId);
    return item;
  }
}

const realFetch = window.fetch.bind(window);

const newPerson = (digit: string, displayName: string): Person => ({
  userId: `U${digit.repeat(32)}`,
  displayName,
  friend: false,
  blocked: false,
  lastMessageAt: null,
});

class FakeStream extends EventTarget {
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly users: string[];
  constructor(
    url: string,
    private readonly gone: (s: FakeStream) => void,
  ) {
    super();
    this.users = new URL(url, location.href).searchParams.getAll('user');
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
