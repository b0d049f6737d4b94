import { expect, test } from 'vitest';
import { byFour, clockTime, day, daysUntil, grouped, moment, money, shortDay } from './format.ts';

test('Numbers are grouped by three, card numbers by four', () => {
  expect([grouped(0), grouped(999), grouped(1234567)]).toEqual(['0', '999', '1,234,567']);
  expect([money(1250), money(-120)]).toEqual(['NT$1,250', '−NT$120']);
  expect(byFour('6543210987654321')).toBe('6543 2109 8765 4321');
});

test('Days and times are those of Taipei, wherever the phone is', () => {
  expect(day('2026-02-28T16:00:00Z')).toBe('2026/3/1');
  expect(moment('2026-02-28T16:05:00Z', Date.parse('2026-06-01T00:00:00Z'))).toBe('3/1 00:05');
  expect(moment('2025-12-31T16:05:00Z', Date.parse('2025-06-01T00:00:00Z'))).toBe('2026/1/1 00:05');
  expect(clockTime(Date.parse('2026-01-01T15:59:59Z'))).toBe('23:59:59');
});

test('The year is left out only when it is this one', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  expect([shortDay('2026-12-04T00:00:00Z', now), shortDay('2027-01-04T00:00:00Z', now)]).toEqual([
    '12/4',
    '2027/1/4',
  ]);
});

test('Days left are counted by the calendar of Taipei', () => {
  const evening = Date.parse('2026-03-01T15:59:00Z');
  expect(daysUntil('2026-03-01T15:59:59Z', evening)).toBe(0);
  expect(daysUntil('2026-03-01T16:00:00Z', evening)).toBe(1);
});
