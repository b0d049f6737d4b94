import { batch, effect } from '@preact/signals';
import { ApiError, api } from './api';
import { merge } from './chat/timeline';
import { lang, t } from './i18n';
import { markSeen } from './people/seen';
import { isNews, Phone, roomOf } from './phone';
import { bot, inHand, isFriend, missed, online, phone, phones, setClock, starting, tick } from './state';
import type { ChatView, Clock, Item, Person, RichMenu } from './wire';

const LAST = 'phone.users';
/** As many as a wide screen holds; more would only be slower to read. */
export const MOST_PHONES = 6;
let stream: EventSource | null = null;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let retries = 0;

/** Opens the people the address asks for, else the last ones, else a newcomer who is nobody's friend yet. */
export async function start() {
  starting.value = 'loading';
  try {
    for (const ids of [new URLSearchParams(location.search).getAll('user'), remembered()]) {
      const opened = await Promise.all([...new Set(ids)].slice(0, MOST_PHONES).map(openIfKnown));
      const known = opened.filter((p) => p !== null);
      if (known.length > 0) return lay(known, known[0]?.id ?? null);
    }
    const newcomer = await api.addPerson();
    const chat = await api.chat(newcomer.userId);
    lay([made(chat)], newcomer.userId);
  } catch {
    starting.value = 'failed';
  }
}

function remembered(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(LAST) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

async function openIfKnown(id: string): Promise<Phone | null> {
  try {
    return made(await api.chat(id));
  } catch (e) {
    // Unknown or malformed ids are forgotten; anything else means the platform is not there.
    if (e instanceof ApiError && e.status < 500) return null;
    throw e;
  }
}

function made(chat: ChatView): Phone {
  bot.value = chat.bot;
  setClock(chat.clock);
  return new Phone(chat);
}

/** Puts these phones on the table; the address and this browser remember them. */
function lay(next: readonly Phone[], held: string | null) {
  batch(() => {
    phones.value = next;
    inHand.value = held;
    starting.value = 'ready';
  });
  const ids = next.map((p) => p.id);
  localStorage.setItem(LAST, JSON.stringify(ids));
  const address = new URL(location.href);
  address.searchParams.delete('user');
  for (const id of ids) address.searchParams.append('user', id);
  history.replaceState(null, '', address);
  listen(ids);
}

/** Shows a person: on the phone in hand, or on one more phone beside it. */
export async function openPerson(id: string, how: 'here' | 'beside' = 'here') {
  const open = phones.value.find((p) => p.id === id);
  if (open) {
    inHand.value = id;
    return;
  }
  const next = made(await api.chat(id));
  const held = phone.value;
  if (how === 'beside' && phones.value.length < MOST_PHONES) return lay([...phones.value, next], id);
  lay(held ? phones.value.map((p) => (p === held ? next : p)) : [next], id);
}

export async function newPerson(how: 'here' | 'beside' = 'here', name?: string) {
  await openPerson((await api.addPerson(name)).userId, how);
}

/** Takes a phone off the table; the last one stays. */
export function putAway(gone: Phone) {
  const left = phones.value.filter((p) => p !== gone);
  if (left.length === 0) return;
  gone.dismissSheet();
  lay(left, inHand.value === gone.id ? (left[0]?.id ?? null) : inHand.value);
}

/** One line for all phones: a browser opens only six at a time to the same place. */
function listen(ids: string[]) {
  clearTimeout(retryTimer);
  stream?.close();
  const source = new EventSource(api.streamUrl(ids));
  stream = source;
  let opened = false;
  const on = <T>(name: string, take: (data: T, phone: Phone) => void) =>
    source.addEventListener(name, (e) => {
      if (stream !== source) return;
      const { user, data } = JSON.parse((e as MessageEvent<string>).data) as { user: string; data: T };
      const to = phones.value.find((p) => p.id === user);
      if (to) take(data, to);
    });
  source.onopen = () => {
    retries = 0;
    online.value = true;
    // Whatever came while the line was down is in the chat, not in the stream.
    if (opened || ids.length > 1) for (const p of phones.value) void refresh(p);
    opened = true;
  };
  source.onerror = () => {
    opened = true;
    online.value = false;
    if (source.readyState !== EventSource.CLOSED || stream !== source) return;
    retryTimer = setTimeout(() => reconnect(ids), Math.min(15_000, 500 * 2 ** retries++));
  };
  on<Item>('item', arrived);
  on<RichMenu | null>('richmenu', menuChanged);
  on<Person>('user', (person, to) => {
    const [was, is] = [isFriend(to.person.value), isFriend(person)];
    to.person.value = person;
    // Adding the account leads into its chat, blocking it back to its profile.
    if (was !== is) {
      to.profileOpen.value = !is;
      if (is) to.room.value = 'official';
    }
  });
  on<{ seconds: number }>('loading', ({ seconds }, to) => {
    to.typingUntil.value = Date.now() + seconds * 1000;
  });
  on<Clock>('clock', setClock);
  on<unknown>('reset', (_, to) => void refresh(to));
}

async function reconnect(ids: string[]) {
  await Promise.all(phones.value.map(refresh));
  if (phones.value.map((p) => p.id).join() === ids.join()) listen(ids);
}

async function refresh(to: Phone) {
  try {
    const chat = await api.chat(to.id);
    batch(() => {
      to.show(chat);
      setClock(chat.clock);
    });
  } catch (e) {
    // The platform was started over without this person.
    if (e instanceof ApiError && e.status === 404) {
      if (phones.value.length > 1) putAway(to);
      else void start();
    }
  }
}

function arrived(item: Item, to: Phone) {
  const known = to.items.value.some((i) => i.id === item.id);
  to.items.value = merge(to.items.value, item);
  if (item.from === 'bot') to.typingUntil.value = 0;
  if (known || !isNews(item) || !item.message) return;
  if (to.reading.value !== roomOf(item)) to.banner.value = item;
  if (document.hidden) missed.value++;
}

function menuChanged(menu: RichMenu | null, to: Phone) {
  const had = to.richMenu.value;
  if (had?.richMenuId === menu?.richMenuId) return;
  batch(() => {
    to.richMenu.value = menu;
    if (!menu) {
      to.bar.value = 'keyboard';
      to.menuOpen.value = false;
    } else if (!had) {
      to.bar.value = 'menu';
      to.menuOpen.value = menu.selected;
    } else to.menuOpen.value = to.menuOpen.value || (to.bar.value === 'menu' && menu.selected);
  });
}

/** Runs a call to the platform; a refusal is told to the person instead of being lost. */
export async function attempt<T>(teller: Phone | null, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (e) {
    teller?.say(t('failed', { reason: e instanceof Error ? e.message : String(e) }));
    return undefined;
  }
}

export const follow = (of: Phone) => attempt(of, () => api.follow(of.id));
export const unfollow = (of: Phone) => attempt(of, () => api.unfollow(of.id));

/** What stays true while the page is open: the clock, what was read, the tab's title. */
export function keepUp() {
  setInterval(() => {
    tick.value = Date.now();
  }, 1000);
  // A clock the server moved while nobody was looking is learned when the page is looked at again.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    missed.value = 0;
    void api.clock().then(setClock, () => {});
  });
  watchReading();
  effect(() => {
    document.documentElement.lang = lang.value === 'en' ? 'en' : 'zh-Hant-TW';
    const count = missed.value > 0 ? `(${missed.value}) ` : '';
    document.title = bot.value ? `${count}${bot.value.displayName} – ${t('title')}` : t('title');
  });
}

/** The room on a phone's screen counts as read up to its newest message. */
export function watchReading() {
  return effect(() => {
    for (const p of phones.value) {
      const room = p.reading.value;
      const newest = p.items.value.filter((i) => roomOf(i) === room).at(-1);
      if (room && newest) markSeen(p.id, room, newest.at);
      // Who opens the room by hand needs no notification of it any more.
      const banner = p.banner.peek();
      if (banner && roomOf(banner) === room) p.banner.value = null;
    }
  });
}
