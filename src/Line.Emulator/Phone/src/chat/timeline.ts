import type { Item, QuickReply } from '../wire';
import { dayKey } from './time';

export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'item'; key: string; item: Item; first: boolean; last: boolean };

const minute = (at: string) => Math.floor(Date.parse(at) / 60_000);

function together(a: Item | undefined, b: Item | undefined): boolean {
  return (
    !!a &&
    !!b &&
    a.from === b.from &&
    a.from !== 'system' &&
    shown(a) &&
    shown(b) &&
    !a.unsent &&
    !b.unsent &&
    minute(a.at) === minute(b.at) &&
    a.message?.sender?.name === b.message?.sender?.name &&
    a.friend?.userId === b.friend?.userId
  );
}

/** An item without anything to see: a postback without a display text leaves no trace in a chat. */
export function shown(item: Item): boolean {
  return item.from === 'system'
    ? item.event === 'follow' || item.event === 'unfollow'
    : !!item.message || !!item.unsent;
}

/** The chat's rows: a separator before each new day; `first`/`last` tell where a run of one minute starts and ends. */
export function timeline(items: readonly Item[]): Row[] {
  const rows: Row[] = [];
  const visible = items.filter(shown);
  let day = '';
  visible.forEach((item, i) => {
    const key = dayKey(item.at);
    const before = visible[i - 1];
    const after = visible[i + 1];
    const newDay = key !== day;
    if (newDay) {
      rows.push({ kind: 'day', key: `day-${key}-${item.id}`, at: item.at });
      day = key;
    }
    rows.push({
      kind: 'item',
      key: item.id,
      item,
      first: newDay || !together(before, item),
      last: !together(item, after) || (after !== undefined && dayKey(after.at) !== key),
    });
  });
  return rows;
}

/** Quick replies belong to the newest message only, and end as soon as anything follows it. */
export function openQuickReply(items: readonly Item[]): { id: string; quickReply: QuickReply } | null {
  const newest = items.filter(shown).at(-1);
  const quickReply = newest?.from === 'bot' && !newest.unsent ? newest.message?.quickReply : undefined;
  return newest && quickReply && quickReply.items.length > 0 ? { id: newest.id, quickReply } : null;
}

/** Adds or replaces by id, keeping time order; the stream may repeat what the chat already held. */
export function merge(items: readonly Item[], item: Item): Item[] {
  const at = items.findIndex((i) => i.id === item.id);
  if (at >= 0) return items.map((i, n) => (n === at ? item : i));
  const next = [...items, item];
  const before = items.at(-1);
  return before && before.at > item.at ? next.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) : next;
}
