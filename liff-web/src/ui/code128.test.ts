import { expect, test } from 'vitest';
import { code128, code128Values } from './code128.ts';

/** Runs of black and white modules, as a scanner sees them. */
function runs(path: string): number[] {
  const found: number[] = [];
  let end = 0;
  for (const [, x, w] of path.matchAll(/M(\d+) 0h(\d+)v1h-\d+z/g)) {
    if (end > 0) found.push(Number(x) - end);
    found.push(Number(w));
    end = Number(x) + Number(w);
  }
  return found;
}

test('Digits become pairs in set C with the check symbol of the standard', () => {
  // 105 + 1*12 + 2*34 + 3*56 + 4*78 = 665; 665 mod 103 = 47
  expect(code128Values('12345678')).toEqual([105, 12, 34, 56, 78, 47, 106]);
});

test('Other texts are written in set B', () => {
  // The widely printed example: PJJ123C has check value 54 in set A, so 55 in set B.
  expect(code128Values('PJJ123C')).toEqual([104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
});

test('The bars of a known code come out width by width', () => {
  // Start C, "00", check (105 + 0) mod 103 = 2, stop.
  const bars = code128('00');
  expect(runs(bars.path).join('')).toBe(`211232${'212222'}${'222221'}2331112`);
  expect(bars.width).toBe(11 * 3 + 13);
});

test('Every symbol is eleven modules wide, starts and ends alike nowhere, and has an even number of black ones', () => {
  const seen = new Set<string>();
  for (let value = 0; value < 100; value++) {
    const pair = String(value).padStart(2, '0');
    const widths = runs(code128(pair).path).slice(6, 12);
    expect(widths.reduce((a, b) => a + b)).toBe(11);
    expect(((widths[0] ?? 0) + (widths[2] ?? 0) + (widths[4] ?? 0)) % 2).toBe(0);
    seen.add(widths.join(''));
  }
  expect(seen.size).toBe(100);
});

test('A barcode of sixteen digits fits a phone: 123 modules', () => {
  expect(code128('7100000012345678').width).toBe(123);
});

test('What set B cannot say is refused', () => {
  expect(() => code128('咖啡')).toThrow(RangeError);
});
