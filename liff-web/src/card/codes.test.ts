import { expect, test } from 'vitest';
import { Loyalty } from '../../tests/support/loyalty.ts';
import { codeAt, shownAt } from './codes.ts';

const loyalty = new Loyalty();
const codes = loyalty.codes();
const card = { ...loyalty.card, codes };
const begin = Date.parse(codes[0]?.from ?? '');

test('Each code shows from its first moment to the one before the next', () => {
  expect(codeAt(codes, begin)).toBe(codes[0]);
  expect(codeAt(codes, begin + 29_999)).toBe(codes[0]);
  expect(codeAt(codes, begin + 30_000)).toBe(codes[1]);
  expect(codeAt(codes, begin + 599_999)).toBe(codes[19]);
});

test('Before the first and after the last there is none', () => {
  expect(codeAt(codes, begin - 1)).toBeNull();
  expect(codeAt(codes, begin + 600_000)).toBeNull();
});

test('The ring counts down within the life of the code', () => {
  expect(shownAt(card, begin + 12_000)).toMatchObject({ qr: codes[0]?.identify, left: 18, life: 30 });
});

test('After ten minutes without the server the card number is shown, which does not rotate', () => {
  expect(shownAt(card, begin + 600_000)).toMatchObject({
    qr: card.cardNumber,
    barcode: card.cardNumber,
    left: null,
  });
});
