import { expect, test } from 'vitest';
import { columnWidths } from './column-widths.ts';
import { figuresFor } from './figures.ts';

const fr = figuresFor('fr');
const en = figuresFor('en');

test.each([
  [0, '0,00 €', '€ 0.00'],
  [5, '0,05 €', '€ 0.05'],
  [133_200, '1 332,00 €', '€ 1,332.00'],
  [-5_586, '−55,86 €', '€ −55.86'],
  [100_000_000_00, '100 000 000,00 €', '€ 100,000,000.00'],
])('%s cents', (cents, inFrench, inEnglish) => {
  expect(fr.money(cents).replaceAll('\u00a0', ' ')).toBe(inFrench);
  expect(en.money(cents).replaceAll('\u00a0', ' ')).toBe(inEnglish);
});

test('an amount that is no whole number of cents is refused, never rounded', () => {
  for (const wrong of [0.5, Number.NaN, 2 ** 53]) expect(() => fr.money(wrong)).toThrow(RangeError);
});

test('days and instants are those of Paris, the first of a month an ordinal in French', () => {
  expect(fr.day('2027-07-01')).toBe('1er juillet 2027');
  expect(fr.day('2027-07-11')).toBe('11 juillet 2027');
  expect(en.day('2027-07-01')).toBe('1 July 2027');
  expect(fr.instant('2027-06-30T22:30:00Z')).toBe('1er juillet 2027 à 00:30 (heure de Paris)');
  expect(fr.day('not a day')).toBe('not a day');
});

test('sizes and rates', () => {
  expect(fr.bytes(999).replaceAll('\u00a0', ' ')).toBe('999 o');
  expect(fr.bytes(41_234_567_890).replaceAll('\u00a0', ' ')).toBe('41,23 Go');
  expect(fr.rate(2_000).replaceAll('\u00a0', ' ')).toBe('20 %');
  expect(en.rate(550)).toBe('5.50%');
});

test('columns fill the page whatever they need', () => {
  const need = (natural: number, least: number, rigid = false) => ({ natural, least, rigid });
  for (const needs of [
    [need(10, 5), need(20, 10, true)],
    [need(900, 50), need(80, 40, true)],
    [need(900, 400), need(900, 400)],
    [need(300, 10, true), need(300, 10, true)],
    [need(5, 5, true)],
  ]) {
    const widths = columnWidths(needs, 480);
    expect(widths.reduce((sum, one) => sum + one, 0)).toBeCloseTo(480);
    expect(Math.min(...widths)).toBeGreaterThan(0);
  }
});
