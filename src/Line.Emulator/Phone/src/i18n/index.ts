import { signal } from '@preact/signals';
import type { Lang } from '../chat/time';
import { en } from './en';
import { type Key, zhTW } from './zh-TW';

const STORED = 'phone.lang';

export const lang = signal<Lang>(localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-TW');

export function setLang(next: Lang) {
  lang.value = next;
  localStorage.setItem(STORED, next);
}

/** The text for a key in the chosen language, with {name} replaced. Reads the signal, so it follows a switch. */
export function t(key: Key, values?: Record<string, string | number>): string {
  const text = (lang.value === 'en' ? en : zhTW)[key];
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text;
}
