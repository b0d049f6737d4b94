import { computed, signal } from '@preact/signals';
import { dayKey, fromInput } from './chat/time';
import type { Phone } from './phone';
import type { Bot, Clock, Item, Person } from './wire';

/** The phones on the table, in the order of the address; one of them is in hand. */
export const phones = signal<readonly Phone[]>([]);
export const inHand = signal<string | null>(null);
export const phone = computed<Phone | null>(
  () => phones.value.find((p) => p.id === inHand.value) ?? phones.value[0] ?? null,
);

export const bot = signal<Bot | null>(null);
export const isFriend = (person: Person) => person.friend && !person.blocked;
/** Messages that came while nobody looked at this tab. */
export const missed = signal(0);
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

/** The app's own letter size, which Flex follows where a message asks for it (scaling). */
const LETTERS = 'phone.letters';
export const letters = signal(Number(localStorage.getItem(LETTERS)) || 1);
export function setLetters(scale: number) {
  letters.value = scale;
  localStorage.setItem(LETTERS, String(scale));
}

/** The developer's drawer, and the message it was opened for. */
export const wireOpen = signal(false);
export const inspected = signal<Item | null>(null);
