import { signal } from '@preact/signals';

const saved = localStorage.getItem('till.language');
export const language = signal<'zh' | 'en'>(saved === 'en' ? 'en' : 'zh');

export function switchLanguage() {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  localStorage.setItem('till.language', language.value);
  document.documentElement.lang = language.value === 'en' ? 'en' : 'zh-Hant-TW';
}

/** The sentence in the clerk's language. */
export const w = (zh: string, en: string) => (language.value === 'en' ? en : zh);

export const money = (value: number) =>
  `${value < 0 ? '−' : ''}NT$${Math.abs(value).toLocaleString('en-US')}`;
export const number = (value: number) => value.toLocaleString('en-US');

export const timeZone = signal('Asia/Taipei');

export const moment = (iso: string) =>
  new Date(iso).toLocaleString(language.value === 'en' ? 'en-GB' : 'zh-TW', {
    timeZone: timeZone.value,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
export const day = (iso: string) =>
  new Date(iso).toLocaleDateString(language.value === 'en' ? 'en-GB' : 'zh-TW', {
    timeZone: timeZone.value,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
