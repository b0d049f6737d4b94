import { computed, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { shown } from './chat/timeline';
import { seen } from './people/seen';
import { bot, isFriend } from './state';
import type { Action, ChatView, Friend, Item, LiffView, Message, Person, RichMenu } from './wire';

/** The room with the account; every other room is a friend's user id. */
export const OFFICIAL = 'official';
export const roomOf = (item: Item): string => item.friend?.userId ?? OFFICIAL;

export type OpenLiff = { key: number; url: string; src: string; view: LiffView; title: string };

export type Sheet =
  | { kind: 'menu' }
  | { kind: 'plus' }
  | { kind: 'people' }
  | { kind: 'clock' }
  | { kind: 'wire' }
  | { kind: 'link'; url: string }
  | { kind: 'picture'; url: string }
  | { kind: 'date'; action: Action }
  | { kind: 'photo'; camera: boolean }
  | { kind: 'place' }
  | { kind: 'message'; item: Item }
  | { kind: 'scan'; done: (value: string | null) => void }
  | { kind: 'share'; messages: Message[]; multiple: boolean; done: (to: string[] | null) => void };

export type Room = { id: string; who: Friend; newest: Item | null; unread: number };

let toasts = 0;

/** One person's phone: who they are, their rooms, and everything that lies open on the screen. */
export class Phone {
  readonly person;
  readonly items = signal<Item[]>([]);
  readonly richMenu = signal<RichMenu | null>(null);
  /** The room on the screen; null shows the list of rooms. */
  readonly room = signal<string | null>(OFFICIAL);
  readonly profileOpen = signal(true);
  /** Below the chat: the rich menu bar, or the keyboard with the text field. */
  readonly bar = signal<'menu' | 'keyboard'>('keyboard');
  readonly menuOpen = signal(false);
  readonly draft = signal('');
  readonly liff = signal<OpenLiff | null>(null);
  readonly banner = signal<Item | null>(null);
  readonly sheet = signal<Sheet | null>(null);
  readonly toast = signal<{ text: string; key: number } | null>(null);
  /** Until when the account's three dots run. */
  readonly typingUntil = signal(0);
  /** The LIFF page's frame while one is open; another phone's scanner looks at it. */
  frame: HTMLIFrameElement | null = null;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(chat: ChatView) {
    this.person = signal<Person>(chat.user);
    this.show(chat);
    const waiting = chat.items.some((i) => i.from === 'friend');
    const friend = isFriend(chat.user);
    // A newcomer starts at the account's profile, unless a friend's message already waits.
    this.profileOpen.value = !friend && !waiting;
    if (!friend && waiting) this.room.value = null;
    this.bar.value = chat.richMenu ? 'menu' : 'keyboard';
    this.menuOpen.value = chat.richMenu?.selected ?? false;
  }

  get id(): string {
    return this.person.value.userId;
  }

  show(chat: ChatView) {
    this.person.value = chat.user;
    this.richMenu.value = chat.richMenu;
    this.items.value = chat.items;
  }

  /** The account first, then friends by their newest message. */
  readonly rooms = computed<Room[]>(() => {
    const found = new Map<string, Room>();
    const account = bot.value;
    if (account) found.set(OFFICIAL, { id: OFFICIAL, who: account, newest: null, unread: 0 });
    for (const item of this.items.value) {
      const id = roomOf(item);
      const room: Room | undefined =
        found.get(id) ?? (item.friend && { id, who: item.friend, newest: null, unread: 0 });
      if (!room || !shown(item)) continue;
      found.set(id, room);
      room.newest = item;
      if (isNews(item) && Date.parse(item.at) > Date.parse(seen.value[`${this.id}/${id}`] ?? LONG_AGO))
        room.unread++;
    }
    const [official, ...friends] = found.values();
    friends.sort((a, b) => (b.newest?.at ?? '').localeCompare(a.newest?.at ?? ''));
    return official ? [official, ...friends] : friends;
  });

  readonly unread = computed(() => this.rooms.value.reduce((sum, r) => sum + r.unread, 0));

  /** The room a person can read at this moment. */
  readonly reading = computed(() => (this.profileOpen.value || this.liff.value ? null : this.room.value));

  say(text: string) {
    this.toast.value = { text, key: ++toasts };
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => {
      this.toast.value = null;
    }, 3500);
  }

  /** Closes the sheet; a page that waits for its answer learns that there is none. */
  dismissSheet() {
    const open = this.sheet.value;
    this.sheet.value = null;
    if (open?.kind === 'scan' || open?.kind === 'share') open.done(null);
  }
}

const LONG_AGO = '1970-01-01T00:00:00Z';

/** What another person or the account wrote. */
export const isNews = (item: Item) => (item.from === 'bot' || item.from === 'friend') && !item.unsent;

export const PhoneContext = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error('This part belongs inside a phone.');
  return phone;
}
