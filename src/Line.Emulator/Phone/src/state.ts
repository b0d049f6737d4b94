import { computed, signal } from '@preact/signals';
import { dayKey, fromInput } from './chat/time';
import type { Action, Bot, Clock, Item, LiffView, Message, Person, RichMenu } from './wire';

/** The one person this phone belongs to at the moment, and their chat. */
export const me = signal<Person | null>(null);
export const bot = signal<Bot | null>(null);
export const isFriend = (person: Person) => person.friend && !person.blocked;
/** Messages that came while nobody looked at this tab. */
export const missed = signal(0);
export const items = signal<Item[]>([]);
export const richMenu = signal<RichMenu | null>(null);
export const starting = signal<'loading' | 'ready' | 'failed'>('loading');
export const online = signal(true);

/** Demo time = this browser's time plus a difference learned from the server. */
export const clockSkew = signal(0);
export const clockMovable = signal(true);
export const tick = signal(Date.now());
export const demoNow = computed(() => tick.value + clockSkew.value);
/** The start of today in Taipei; changes once a day, so that what only shows days is not drawn every second. */
export const today = computed(() => fromInput(`${dayKey(demoNow.value)}T00:00`));
export function setClock(clock: Clock) {
  tick.value = Date.now();
  clockSkew.value = Date.parse(clock.now) - tick.value;
  if (clock.movable !== undefined) clockMovable.value = clock.movable;
}

/** Below the input: the rich menu bar, or the keyboard with the text field. */
export const bar = signal<'menu' | 'keyboard'>('keyboard');
export const menuOpen = signal(false);
export const draft = signal('');

export type OpenLiff = { key: number; url: string; src: string; view: LiffView; title: string };
export const liff = signal<OpenLiff | null>(null);
export const banner = signal<Item | null>(null);

export type Sheet =
  | { kind: 'menu' }
  | { kind: 'plus' }
  | { kind: 'people' }
  | { kind: 'clock' }
  | { kind: 'link'; url: string }
  | { kind: 'picture'; url: string }
  | { kind: 'date'; action: Action }
  | { kind: 'scan'; done: (value: string | null) => void }
  | { kind: 'share'; messages: Message[]; multiple: boolean; done: (to: string[] | null) => void };
export const sheet = signal<Sheet | null>(null);

/** Closes the sheet; a page that waits for its answer learns that there is none. */
export function dismissSheet() {
  const open = sheet.value;
  sheet.value = null;
  if (open?.kind === 'scan' || open?.kind === 'share') open.done(null);
}

export const toast = signal<{ text: string; key: number } | null>(null);
let toastTimer = 0;
export function say(text: string) {
  toast.value = { text, key: Date.now() };
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    toast.value = null;
  }, 3500) as unknown as number;
}

export const wireOpen = signal(false);
export const inspected = signal<Item | null>(null);
export const profileOpen = signal(true);
