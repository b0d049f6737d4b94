import { expect, test } from 'vitest';
import { brandColours, contrast, tierColours } from './colour.ts';

const BRANDS = [
  '#7a4a2b',
  '#ffd400',
  '#06c755',
  '#ffffff',
  '#000000',
  '#0a2fff',
  '#e60012',
  '#9aa4b0',
  'junk',
];

test('Contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test.each(BRANDS)('Every text drawn in or on %s can be read', (brand) => {
  const colours = brandColours(brand);
  expect(contrast(colours['--brand-face'] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours['--brand-deep'] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours['--brand-ink'] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours['--brand-ink-dark'] ?? '', '#1c1b19')).toBeGreaterThanOrEqual(4.5);
});

test.each(BRANDS)('The chip of a tier in %s can be read', (tier) => {
  const colours = tierColours(tier);
  expect(contrast(colours['--tier'] ?? '', colours['--tier-on'] ?? '')).toBeGreaterThanOrEqual(4.5);
});

test('Short hexadecimal colours are understood', () => {
  expect(brandColours('#842')).toEqual(brandColours('#884422'));
});
