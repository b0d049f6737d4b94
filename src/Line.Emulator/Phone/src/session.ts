import { batch, effect } from '@preact/signals';
import { ApiError, api } from './api';
import { merge } from './chat/timeline';
import { lang, t } from './i18n';
import { markSeen } from './people/seen';
import {
  banner,
  bar,
  bot,
  dismissSheet,
  draft,
  inspected,
  isFriend,
  items,
  liff,
  me,
  menuOpen,
  missed,
  online,
  profileOpen,
  richMenu,
  say,
  setClock,
  starting,
  tick,
} from './state';
import type { ChatView, Clock, Item, Person, RichMenu } from './wire';

const LAST = 'phone.user';
let stream: EventSource | null = null;
let retryTimer = 0;
let retries = 0;

/** Opens the person the address asks for, else the last one, else a newcomer who is nobody's friend yet. */
export async function start() {
  starting.value = 'loading';
  try {
    const asked = new URLSearchParams(location.search).get('user');
    for (const id of [asked, localStorage.getItem(LAST)]) if (id && (await openIfKnown(id))) return;
    await openPerson((await api.addPerson()).userId);
  } catch {
    starting.value = 'failed';
  }
}

async function openIfKnown(id: string): Promise<boolean> {
  try {
    await openPerson(id);
    return true;
  } catch (e) {
    // Unknown or malformed ids are forgotten; anything else means the platform is not there.
    if (e instanceof ApiError && e.status < 500) return false;
    throw e;
  }
}

export async function openPerson(id: string) {
  const chat = await api.chat(id);
  batch(() => {
    show(chat);
    liff.value = null;
    banner.value = null;
    dismissSheet();
    draft.value = '';
    inspected.value = null;
    // A newcomer starts at the account's profile, unless a friend's message already waits in the chat.
    profileOpen.value = !isFriend(chat.user) && !chat.items.some((i) => i.from === 'friend');
    bar.value = chat.richMenu ? 'menu' : 'keyboard';
    menuOpen.value = chat.richMenu?.selected ?? false;
    starting.value = 'ready';
  });
  localStorage.setItem(LAST, id);
  const address = new URL(location.href);
  address.searchParams.set('user', id);
  history.replaceState(null, '', address);
  listen(id);
}

function show(chat: ChatView) {
  me.value = chat.user;
  bot.value = chat.bot;
  richMenu.value = chat.richMenu;
  items.value = chat.items;
  setClock(chat.clock);
  const newest = chat.items.at(-1);
  if (newest) markSeen(chat.user.userId, newest.at);
}

export async function newPerson(name?: string) {
  await openPerson((await api.addPerson(name)).userId);
}

function listen(id: string) {
  clearTimeout(retryTimer);
  stream?.close();
  const source = new EventSource(api.streamUrl(id));
  stream = source;
  let broken = false;
  const on = <T>(name: string, take: (data: T) => void) =>
    source.addEventListener(name, (e) => {
      if (stream === source) take(JSON.parse((e as MessageEvent<string>).data) as T);
    });
  source.onopen = () => {
    retries = 0;
    online.value = true;
    // Whatever came while the line was down is in the chat, not in the stream.
    if (broken) void refresh(id);
    broken = false;
  };
  source.onerror = () => {
    broken = true;
    online.value = false;
    if (source.readyState !== EventSource.CLOSED || stream !== source) return;
    retryTimer = setTimeout(() => reconnect(id), Math.min(15_000, 500 * 2 ** retries++)) as unknown as number;
  };
  on<Item>('item', arrived);
  on<RichMenu | null>('richmenu', menuChanged);
  on<Person>('user', (person) => {
    // Adding the account leads into the chat, blocking it back to its profile.
    if (me.value && isFriend(me.value) !== isFriend(person)) profileOpen.value = !isFriend(person);
    me.value = person;
  });
  on<Clock>('clock', setClock);
  on<unknown>('reset', () => void refresh(id));
}

async function reconnect(id: string) {
  await refresh(id);
  listen(id);
}

async function refresh(id: string) {
  try {
    const chat = await api.chat(id);
    if (me.value?.userId === id) batch(() => show(chat));
  } catch (e) {
    // The platform was started over without this person.
    if (e instanceof ApiError && e.status === 404) void start();
  }
}

function arrived(item: Item) {
  items.value = merge(items.value, item);
  if (me.value) markSeen(me.value.userId, item.at);
  if (item.from === 'user' || !item.message) return;
  if (liff.value) banner.value = item;
  if (document.hidden) missed.value++;
}

function menuChanged(menu: RichMenu | null) {
  const had = richMenu.value;
  if (had?.richMenuId === menu?.richMenuId) return;
  batch(() => {
    richMenu.value = menu;
    if (!menu) {
      bar.value = 'keyboard';
      menuOpen.value = false;
    } else if (!had) {
      bar.value = 'menu';
      menuOpen.value = menu.selected;
    } else menuOpen.value = menuOpen.value || (bar.value === 'menu' && menu.selected);
  });
}

/** Runs a call to the platform; a refusal is told to the person instead of being lost. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (e) {
    say(t('failed', { reason: e instanceof Error ? e.message : String(e) }));
    return undefined;
  }
}

export const follow = () => attempt(async () => me.value && api.follow(me.value.userId));
export const unfollow = () => attempt(async () => me.value && api.unfollow(me.value.userId));

export function runClock() {
  setInterval(() => {
    tick.value = Date.now();
  }, 1000);
  // A clock the server moved while nobody was looking is learned when the page is looked at again.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    missed.value = 0;
    void api.clock().then(setClock, () => {});
  });
  effect(() => {
    document.documentElement.lang = lang.value === 'en' ? 'en' : 'zh-Hant-TW';
    const count = missed.value > 0 ? `(${missed.value}) ` : '';
    document.title = bot.value ? `${count}${bot.value.displayName} – ${t('title')}` : t('title');
  });
}
