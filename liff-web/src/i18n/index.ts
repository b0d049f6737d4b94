import { batch, signal } from '@preact/signals';
import { ApiError, Unreachable } from '../api/client.ts';
import type { earnZh } from './earn-words.ts';
import type { emailZh } from './email-words.ts';
import type { familyZh } from './family-words.ts';
import type { joinZh } from './join-words.ts';
import type { missionsZh } from './missions-words.ts';
import type { prizesZh } from './prizes-words.ts';
import type { referralZh } from './referral-words.ts';
import type { zhTWLater } from './wallet-words.ts';
import { zhTW } from './zh-TW.ts';

type Basic = keyof typeof zhTW | keyof typeof zhTWLater;
export type Key =
  | Basic
  | keyof typeof earnZh
  | keyof typeof emailZh
  | keyof typeof familyZh
  | keyof typeof joinZh
  | keyof typeof missionsZh
  | keyof typeof prizesZh
  | keyof typeof referralZh;
/** What every language brings by itself; the other words come in both languages with their pages. */
export type Dictionary = Record<Basic, string>;
export type Language = 'zh-TW' | 'en';

/** Every language in its own script, for the choice in the profile. */
export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: 'zh-TW', name: '繁體中文' },
  { code: 'en', name: 'English' },
];

const KEPT = 'liff.language';
type Words = Partial<Record<Key, string>>;
const dictionary = signal<Words>(zhTW);
const later: Record<Language, Words> = { 'zh-TW': {}, en: {} };
export const language = signal<Language>('zh-TW');

/** Text of `key` in the chosen language, with {placeholders} filled in. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = dictionary.value[key] ?? later[language.value][key] ?? later['zh-TW'][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** Words that come with the page that says them. */
export function learn(words: Words, english: Words = {}): void {
  Object.assign(later['zh-TW'], words);
  Object.assign(later.en, english);
}

export function supported(tag: string | null | undefined): Language | null {
  if (!tag) return null;
  return /^zh\b/i.test(tag) ? 'zh-TW' : /^en\b/i.test(tag) ? 'en' : null;
}

export function keptLanguage(): Language | null {
  return supported(localStorage.getItem(KEPT));
}

/** Kept choice, else the phone's languages, else Chinese. */
export function firstLanguage(): Language {
  for (const tag of [keptLanguage(), ...navigator.languages]) {
    const found = supported(tag);
    if (found) return found;
  }
  return 'zh-TW';
}

export async function setLanguage(next: Language, keep = false): Promise<void> {
  if (keep) localStorage.setItem(KEPT, next);
  const words = next === 'en' ? (await import('./en.ts')).en : zhTW;
  batch(() => {
    dictionary.value = words;
    language.value = next;
  });
  document.documentElement.lang = next === 'en' ? 'en' : 'zh-Hant-TW';
}

/** What to tell a person about a failed request. */
export function explain(error: unknown): string {
  // A TypeError is what import() throws when a page's code cannot be fetched.
  if (error instanceof Unreachable || error instanceof TypeError) return t('app.unreachable');
  if (error instanceof ApiError) {
    // The server words its own refusals in Chinese or English; what is no refusal has no words for a member.
    const own = error.status < 500 && !error.code.startsWith('request.') ? error.problem.title : undefined;
    return explainCode(error.code) ?? own ?? t('app.error');
  }
  return t('app.error');
}

/** What became of a coupon, or why points came: codes get words, a person's own words stay. */
export function explainReason(reason: string | null | undefined): string | null {
  if (!reason) return null;
  const key = `reason.${reason}` as Key;
  if (key in zhTW) return t(key);
  return /^[a-z._]+$/.test(reason) ? null : reason;
}

export function explainCode(code: string): string | null {
  const key = `error.${code}` as Key;
  return key in zhTW ? t(key) : null;
}
