import { expect, test } from 'vitest';
import { merge, openQuickReply, timeline } from '../src/chat/timeline';
import type { Item } from '../src/wire';

let n = 0;
const item = (from: Item['from'], at: string, more: Partial<Item> = {}): Item => ({
  id: `i${++n}`,
  at,
  from,
  ...(from === 'system' ? {} : { message: { type: 'text', text: 'hi' } }),
  ...more,
});
const quickReply = { items: [{ action: { type: 'message', label: 'A', text: 'A' } }] };
const asking = (at: string) => item('bot', at, { message: { type: 'text', text: '?', quickReply } });

test('each Taipei day starts with one separator', () => {
  const rows = timeline([
    item('bot', '2026-11-21T15:59:00Z'),
    item('bot', '2026-11-21T16:00:00Z'),
    item('user', '2026-11-22T02:00:00Z'),
  ]);
  expect(rows.map((r) => r.kind)).toEqual(['day', 'item', 'day', 'item', 'item']);
});

test('a run of one sender in one minute shows its avatar first and its time last', () => {
  const rows = timeline([
    item('bot', '2026-11-22T02:00:01Z'),
    item('bot', '2026-11-22T02:00:40Z'),
    item('bot', '2026-11-22T02:01:00Z'),
    item('user', '2026-11-22T02:01:05Z'),
  ]).flatMap((r) => (r.kind === 'item' ? [[r.first, r.last]] : []));
  expect(rows).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test('a postback without words leaves no row, and does not end a quick reply', () => {
  const silent = item('user', '2026-11-22T02:00:02Z', { event: 'postback' });
  delete silent.message;
  const items = [asking('2026-11-22T02:00:01Z'), silent];
  expect(timeline(items).filter((r) => r.kind === 'item')).toHaveLength(1);
  expect(openQuickReply(items)?.quickReply).toEqual(quickReply);
});

test('quick replies are open only on the newest message of the account', () => {
  const question = asking('2026-11-22T02:00:01Z');
  expect(openQuickReply([])).toBeNull();
  expect(openQuickReply([question])?.id).toBe(question.id);
  expect(openQuickReply([question, item('user', '2026-11-22T02:00:05Z')])).toBeNull();
  expect(openQuickReply([question, item('bot', '2026-11-22T02:00:05Z')])).toBeNull();
  expect(openQuickReply([{ ...question, unsent: true }])).toBeNull();
});

test('the stream may repeat or correct an item, and one that comes late finds its place', () => {
  const a = item('bot', '2026-11-22T02:00:00Z');
  const b = item('bot', '2026-11-22T02:00:09Z');
  const late = item('bot', '2026-11-22T02:00:05Z');
  expect(merge([a, b], b)).toHaveLength(2);
  expect(merge([a, b], { ...a, unsent: true })[0]?.unsent).toBe(true);
  expect(merge([a, b], late).map((i) => i.id)).toEqual([a.id, late.id, b.id]);
});
