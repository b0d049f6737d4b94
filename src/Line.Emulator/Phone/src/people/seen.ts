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

/** The newest message this browser has shown, per person. */
export const seen = signal<Record<string, string>>(read());

export function markSeen(userId: string, at: string) {
  if ((seen.value[userId] ?? '') >= at) return;
  seen.value = { ...seen.value, [userId]: at };
  localStorage.setItem(STORED, JSON.stringify(seen.value));
}

export function isUnread(person: Person, known: Record<string, string>): boolean {
  return (
    !!person.lastMessageAt &&
    Date.parse(person.lastMessageAt) > Date.parse(known[person.userId] ?? '1970-01-01T00:00:00Z')
  );
}
