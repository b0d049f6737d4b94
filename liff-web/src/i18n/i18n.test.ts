import { expect, test } from 'vitest';
import { earnEn, earnZh } from './earn-words.ts';
import { emailEn, emailZh } from './email-words.ts';
import { en } from './en.ts';
import { familyEn, familyZh } from './family-words.ts';
import { type Key, supported } from './index.ts';
import { joinEn, joinZh } from './join-words.ts';
import { missionsEn, missionsZh } from './missions-words.ts';
import { prizesEn, prizesZh } from './prizes-words.ts';
import { referralEn, referralZh } from './referral-words.ts';
import { zhTWLater } from './wallet-words.ts';
import { zhTW } from './zh-TW.ts';

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
const chinese: Record<Key, string> = {
  ...zhTW,
  ...zhTWLater,
  ...earnZh,
  ...emailZh,
  ...familyZh,
  ...joinZh,
  ...missionsZh,
  ...prizesZh,
  ...referralZh,
};
const english: Record<Key, string> = {
  ...en,
  ...earnEn,
  ...emailEn,
  ...familyEn,
  ...joinEn,
  ...missionsEn,
  ...prizesEn,
  ...referralEn,
};
const keys = Object.keys(chinese) as Key[];

test('English has exactly the keys of Chinese', () => {
  expect(Object.keys(english).sort()).toEqual([...keys].sort());
});

test.each(keys)('%s has the same placeholders in both languages and is not empty', (key) => {
  expect(holes(english[key])).toEqual(holes(chinese[key]));
  expect(english[key].trim()).not.toBe('');
});

test('English texts hold no Chinese left over', () => {
  expect(keys.filter((key) => /[\u3400-\u9fff]/.test(english[key]))).toEqual([]);
});

test('Phone languages are matched by their first part', () => {
  expect([supported('zh-Hant-TW'), supported('en-GB'), supported('ja')]).toEqual(['zh-TW', 'en', null]);
});
