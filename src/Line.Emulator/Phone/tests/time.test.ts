import { expect, test } from 'vitest';
import { clockTime, dayKey, dayLabel, fromInput, shortWhen, span, toInput } from '../src/chat/time';

test('a day turns at midnight in Taipei, wherever the browser is', () => {
  expect(dayKey('2026-11-22T15:59:59Z')).toBe('2026-11-22');
  expect(dayKey('2026-11-22T16:00:00Z')).toBe('2026-11-23');
});

test.each([
  ['2026-11-21T16:05:00Z', '上午 12:05', '12:05 AM'],
  ['2026-11-22T01:00:00Z', '上午 9:00', '9:00 AM'],
  ['2026-11-22T04:30:00Z', '下午 12:30', '12:30 PM'],
  ['2026-11-22T15:59:00Z', '下午 11:59', '11:59 PM'],
])('%s reads %s', (at, zh, en) => {
  expect(clockTime(at, 'zh-TW')).toBe(zh);
  expect(clockTime(at, 'en')).toBe(en);
});

test('a separator names today and yesterday, then the date, and the year only when it differs', () => {
  const now = '2026-11-22T02:00:00Z';
  expect(dayLabel('2026-11-21T16:00:00Z', now, 'zh-TW')).toBe('今天');
  expect(dayLabel('2026-11-21T15:59:00Z', now, 'zh-TW')).toBe('昨天');
  expect(dayLabel('2026-11-19T02:00:00Z', now, 'zh-TW')).toBe('11/19(四)');
  expect(dayLabel('2025-12-31T02:00:00Z', now, 'zh-TW')).toBe('2025/12/31(三)');
  expect(dayLabel('2025-12-31T02:00:00Z', now, 'en')).toBe('Wed, Dec 31, 2025');
  expect(shortWhen('2026-11-22T01:00:00Z', now, 'zh-TW')).toBe('上午 9:00');
  expect(shortWhen('2026-11-20T01:00:00Z', now, 'zh-TW')).toBe('11/20(五)');
});

test('a chosen date and time is Taipei time and comes back the same', () => {
  expect(new Date(fromInput('2026-12-01T09:00')).toISOString()).toBe('2026-12-01T01:00:00.000Z');
  expect(toInput(fromInput('2028-02-29T23:59'))).toBe('2028-02-29T23:59');
});

test('a time span is days, hours, minutes and seconds', () => {
  expect(span(3_600_000)).toBe('0.01:00:00');
  expect(span(30 * 86_400_000)).toBe('30.00:00:00');
  expect(span(86_400_000 + 3_661_999)).toBe('1.01:01:01');
});
