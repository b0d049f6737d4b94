// Taipei time by hand: UTC+8 all year, so the phone shows what its owner in Taiwan would see, wherever the browser runs.
const OFFSET = 8 * 3_600_000;
const WEEK = { 'zh-TW': '日一二三四五六', en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export type Lang = 'zh-TW' | 'en';

const two = (n: number) => String(n).padStart(2, '0');

export function taipei(at: string | number) {
  const d = new Date((typeof at === 'number' ? at : Date.parse(at)) + OFFSET);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    weekday: d.getUTCDay(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
  };
}

/** The calendar day in Taipei: two instants with the same key belong under one date separator. */
export function dayKey(at: string | number): string {
  const t = taipei(at);
  return `${t.year}-${two(t.month)}-${two(t.day)}`;
}

/** 上午 9:05, 下午 12:30, or 9:05 AM. */
export function clockTime(at: string | number, lang: Lang): string {
  const { hour, minute } = taipei(at);
  const h = hour % 12 || 12;
  if (lang === 'en') return `${h}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${hour < 12 ? '上午' : '下午'} ${h}:${two(minute)}`;
}

export function statusTime(at: string | number): string {
  const { hour, minute } = taipei(at);
  return `${hour}:${two(minute)}`;
}

/** The text of a date separator: today and yesterday by name, this year without the year. */
export function dayLabel(at: string | number, now: string | number, lang: Lang): string {
  const nowMs = typeof now === 'number' ? now : Date.parse(now);
  if (dayKey(at) === dayKey(nowMs)) return lang === 'en' ? 'Today' : '今天';
  if (dayKey(at) === dayKey(nowMs - 86_400_000)) return lang === 'en' ? 'Yesterday' : '昨天';
  const t = taipei(at);
  const sameYear = t.year === taipei(nowMs).year;
  if (lang === 'en') {
    const day = `${WEEK.en[t.weekday]}, ${MONTHS[t.month - 1]} ${t.day}`;
    return sameYear ? day : `${day}, ${t.year}`;
  }
  const day = `${t.month}/${t.day}(${WEEK['zh-TW'][t.weekday]})`;
  return sameYear ? day : `${t.year}/${day}`;
}

export function fullDateTime(at: string | number, lang: Lang): string {
  const t = taipei(at);
  const week = lang === 'en' ? WEEK.en[t.weekday] : `週${WEEK['zh-TW'][t.weekday]}`;
  return `${t.year}/${two(t.month)}/${two(t.day)} ${week} ${two(t.hour)}:${two(t.minute)}`;
}

/** For <input type=datetime-local>, in Taipei time. */
export function toInput(at: string | number): string {
  const t = taipei(at);
  return `${dayKey(at)}T${two(t.hour)}:${two(t.minute)}`;
}

export function fromInput(value: string): number {
  return Date.parse(`${value}:00Z`) - OFFSET;
}

/** A time span as the clock endpoint reads it: d.hh:mm:ss. */
export function span(ms: number): string {
  const s = Math.floor(ms / 1000);
  return `${Math.floor(s / 86_400)}.${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** When the last message came, as a chat list says it: the time today, otherwise the day. */
export function shortWhen(at: string, now: string | number, lang: Lang): string {
  return dayKey(at) === dayKey(now) ? clockTime(at, lang) : dayLabel(at, now, lang);
}
