// By hand: the first Intl formatter costs 90 ms on a slow phone, and Taipei has no summer time.
const TAIPEI_OFFSET = 8 * 3_600_000;
const two = (n: number) => String(n).padStart(2, '0');

/** 12345 → 12,345 */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** −1250 → −NT$1,250 */
export function money(n: number): string {
  return `${n < 0 ? '−' : ''}NT$${grouped(Math.abs(n))}`;
}

/** 9012345678901234 → 9012 3456 7890 1234 */
export function byFour(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}

function taipei(instant: string | number): Date {
  return new Date(new Date(instant).getTime() + TAIPEI_OFFSET);
}

/** 2026/3/1 */
export function day(instant: string | number): string {
  const d = taipei(instant);
  return `${d.getUTCFullYear()}/${d.getUTCMonth() + 1}/${d.getUTCDate()}`;
}

/** 3/1, with the year when it is not this one. */
export function shortDay(instant: string | number, now: number): string {
  const d = taipei(instant);
  const year = d.getUTCFullYear() === taipei(now).getUTCFullYear() ? '' : `${d.getUTCFullYear()}/`;
  return `${year}${d.getUTCMonth() + 1}/${d.getUTCDate()}`;
}

/** 3/1 08:46, with the year when it is not this one. */
export function moment(instant: string | number, now: number = Date.now()): string {
  const d = taipei(instant);
  return `${shortDay(instant, now)} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

/** 14:05:09, for screens that a clerk checks to be alive. */
export function clockTime(instant: number): string {
  const d = taipei(instant);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** Whole calendar days in Taipei from `now` to `instant`; 0 is today. */
export function daysUntil(instant: string, now: number): number {
  const dayNumber = (ms: number) => Math.floor((ms + TAIPEI_OFFSET) / 86_400_000);
  return dayNumber(new Date(instant).getTime()) - dayNumber(now);
}
