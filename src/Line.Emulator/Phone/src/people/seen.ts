import { signal } from '@preact/signals';
import type { Person } from '../wire';

const STORED = 'phone.seen';

function read(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

/** The newest message this browser has shown: per room (`user/room`), and per person over all rooms. */
export const seen = signal<Record<string, string>>(read());

export function markSeen(userId: string, room: string, at: string) {
  const known = seen.value;
  const key = `${userId}/${room}`;
  if ((known[key] ?? '') >= at) return;
  seen.value = { ...known, [key]: at, [userId]: (known[userId] ?? '') > at ? (known[userId] as string) : at };
  localStorage.setItem(STORED, JSON.stringify(seen.value));
}

/** For people without a phone on the table: their chat is not loaded, only when it last changed. */
export function isUnread(person: Person, known: Record<string, string>): boolean {
  return (
    !!person.lastMessageAt &&
    Date.parse(person.lastMessageAt) > Date.parse(known[person.userId] ?? '1970-01-01T00:00:00Z')
  );
}
