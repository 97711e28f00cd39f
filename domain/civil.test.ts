import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate, daysBetween, instantOf, PARIS } from './civil.ts';
import { night } from './ids.ts';

const iso = (at: number): string => new Date(at).toISOString();

describe('instantOf', () => {
  it.each([
    ['winter', '2027-01-15', '22:00', 'earlier', '2027-01-15T21:00:00.000Z'],
    ['summer', '2027-07-15', '22:00', 'earlier', '2027-07-15T20:00:00.000Z'],
    ['before the spring change', '2027-03-28', '01:59', 'earlier', '2027-03-28T00:59:00.000Z'],
    ['a time that is skipped in spring', '2027-03-28', '02:30', 'earlier', '2027-03-28T01:00:00.000Z'],
    ['the last skipped minute', '2027-03-28', '02:59', 'later', '2027-03-28T01:00:00.000Z'],
    ['after the spring change', '2027-03-28', '03:00', 'earlier', '2027-03-28T01:00:00.000Z'],
    ['the first of a time that comes twice', '2027-10-31', '02:30', 'earlier', '2027-10-31T00:30:00.000Z'],
    ['the second of a time that comes twice', '2027-10-31', '02:30', 'later', '2027-10-31T01:30:00.000Z'],
    ['after the autumn change', '2027-10-31', '03:00', 'earlier', '2027-10-31T02:00:00.000Z'],
  ] as const)('in Paris: %s', (_, date, time, which, expected) => {
    expect(iso(instantOf(night(date), time, PARIS, which))).toBe(expected);
  });

  it('knows zones with odd offsets and changes at midnight', () => {
    expect(iso(instantOf(night('2027-06-01'), '22:00', 'Asia/Kathmandu', 'earlier'))).toBe('2027-06-01T16:15:00.000Z');
    expect(iso(instantOf(night('2027-09-05'), '00:30', 'America/Santiago', 'earlier'))).toBe(
      '2027-09-05T04:00:00.000Z',
    );
  });

  it('shows the wanted time again, at any minute of any day, or the first minute after a gap', () => {
    const zones = fc.constantFrom(
      PARIS,
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/Santiago',
      'UTC',
    );
    const show = (at: number, timeZone: string): string =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 20_000 * 1440 }), (zone, minute) => {
        const text = new Date(Date.UTC(2000, 0, 1) + minute * 60_000).toISOString();
        const date = text.slice(0, 10);
        const time = text.slice(11, 16);
        const at = instantOf(night(date), time, zone, 'earlier');
        const shown = show(at, zone);
        // In a gap the minute before shows an earlier time than wanted, and this one a later.
        if (shown !== `${date} ${time}`) {
          expect(shown > `${date} ${time}`).toBe(true);
          expect(show(at - 60_000, zone) < `${date} ${time}`).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('dates', () => {
  it.each([
    ['2027-10-31T21:59:59.999Z', '2027-10-31'],
    ['2027-10-31T23:00:00.000Z', '2027-11-01'],
    ['2027-03-27T22:59:59.999Z', '2027-03-27'],
    ['2027-03-27T23:00:00.000Z', '2027-03-28'],
    ['2027-07-31T22:00:00.000Z', '2027-08-01'],
  ])('at %s it is %s in Paris', (at, date) => {
    expect(civilDate(Date.parse(at), PARIS)).toBe(date);
  });

  it('counts days over changes of clocks, months and leap years', () => {
    expect(addDays(night('2028-02-28'), 1)).toBe('2028-02-29');
    expect(addDays(night('2027-03-28'), 1)).toBe('2027-03-29');
    expect(addDays(night('2027-01-01'), -1)).toBe('2026-12-31');
    expect(daysBetween(night('2027-03-20'), night('2027-11-20'))).toBe(245);
  });
});
