import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, PARIS } from './civil.ts';
import { type Night, night } from './ids.ts';
import { nightAt, planNights, type ScheduleFacts, windowOf } from './schedule.ts';

const CROSSING = { start: '22:00', end: '06:00' };

function decide(now: string, lastNight: string | null, more: Partial<ScheduleFacts> = {}): string {
  const decision = planNights({
    now: Date.parse(now),
    window: CROSSING,
    timeZone: PARIS,
    lastNight: lastNight === null ? null : night(lastNight),
    running: null,
    catchUp: true,
    ...more,
  });
  return decision.due
    ? `run ${decision.night} (${decision.reason})`
    : `wait for ${decision.night} at ${new Date(decision.nextAt).toISOString()} (${decision.reason})`;
}

describe('planNights', () => {
  it.each([
    [
      'before the window opens',
      '2027-01-10T20:59:59Z',
      '2027-01-09',
      'wait for 2027-01-10 at 2027-01-10T21:00:00.000Z (finished)',
    ],
    ['when the window opens', '2027-01-10T21:00:00Z', '2027-01-09', 'run 2027-01-10 (window)'],
    ['after midnight, still the night of yesterday', '2027-01-11T03:00:00Z', '2027-01-09', 'run 2027-01-10 (window)'],
    ['in the last second', '2027-01-11T04:59:59Z', '2027-01-09', 'run 2027-01-10 (window)'],
    [
      'once it has run',
      '2027-01-11T03:00:00Z',
      '2027-01-10',
      'wait for 2027-01-11 at 2027-01-11T21:00:00.000Z (finished)',
    ],
    ['after a night without the daemon', '2027-01-11T08:00:00Z', '2027-01-09', 'run 2027-01-10 (catch-up)'],
    [
      'after a week without the daemon: the last night only',
      '2027-01-17T08:00:00Z',
      '2027-01-09',
      'run 2027-01-16 (catch-up)',
    ],
    [
      'at the first start, by day',
      '2027-01-11T08:00:00Z',
      null,
      'wait for 2027-01-11 at 2027-01-11T21:00:00.000Z (never-ran)',
    ],
    ['at the first start, at night', '2027-01-11T22:00:00Z', null, 'run 2027-01-11 (window)'],
    [
      'with a clock that went back a day',
      '2027-01-09T22:00:00Z',
      '2027-01-10',
      'wait for 2027-01-11 at 2027-01-11T21:00:00.000Z (clock-behind)',
    ],
  ])('%s', (_, now, last, expected) => {
    expect(decide(now, last)).toBe(expected);
  });

  it('waits while a run is alive, for whatever night', () => {
    expect(decide('2027-01-10T22:00:00Z', '2027-01-09', { running: night('2027-01-09') })).toBe(
      'wait for 2027-01-11 at 2027-01-11T21:00:00.000Z (running)',
    );
  });

  it('does not catch up when told not to', () => {
    expect(decide('2027-01-11T08:00:00Z', '2027-01-09', { catchUp: false })).toBe(
      'wait for 2027-01-11 at 2027-01-11T21:00:00.000Z (window-closed)',
    );
  });

  it('is not blocked by a night labelled far ahead when finished nights are known one by one', () => {
    const finished = new Set([night('2030-01-01'), night('2027-01-09')]);
    expect(decide('2027-01-10T22:00:00Z', '2030-01-01', { finished })).toBe('run 2027-01-10 (window)');
    finished.add(night('2027-01-10'));
    expect(decide('2027-01-10T22:00:00Z', '2030-01-01', { finished })).toContain('(finished)');
  });

  it('opens and closes on both nights when clocks change', () => {
    const hours = (date: string, window = CROSSING): string => {
      const { opensAt, closesAt } = windowOf(night(date), window, PARIS);
      return `${new Date(opensAt).toISOString()} ${(closesAt - opensAt) / 3_600_000} h`;
    };
    expect(hours('2027-03-26')).toBe('2027-03-26T21:00:00.000Z 8 h');
    expect(hours('2027-03-27')).toBe('2027-03-27T21:00:00.000Z 7 h');
    expect(hours('2027-10-30')).toBe('2027-10-30T20:00:00.000Z 9 h');
    expect(hours('2027-03-28', { start: '02:30', end: '05:00' })).toBe('2027-03-28T01:00:00.000Z 2 h');
    expect(hours('2027-10-31', { start: '02:30', end: '05:00' })).toBe('2027-10-31T00:30:00.000Z 3.5 h');
    expect(hours('2027-10-31', { start: '01:00', end: '02:30' })).toBe('2027-10-30T23:00:00.000Z 2.5 h');
  });

  it('runs a window that opens at 02:30 once on 2027-03-28 and once on 2027-10-31', () => {
    const window = { start: '02:30', end: '05:00' };
    for (const day of ['2027-03-28', '2027-10-31']) {
      const before = addDays(night(day), -1);
      const runs: Night[] = [];
      let lastNight: Night = before;
      const from = Date.parse(`${before}T12:00:00Z`);
      for (let now = from; now < from + 36 * 3_600_000; now += 60_000) {
        const decision = planNights({ now, window, timeZone: PARIS, lastNight, running: null, catchUp: true });
        if (!decision.due) continue;
        runs.push(decision.night);
        lastNight = decision.night;
      }
      expect(runs).toEqual([day]);
    }
  });
});

describe('planNights over years', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const zones = fc.constantFrom(PARIS, 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
  const start = fc.date({
    min: new Date('2020-01-01T00:00:00Z'),
    max: new Date('2040-01-01T00:00:00Z'),
    noInvalidDate: true,
  });

  it('names the night whose window opened last, and never one that is not open yet', () => {
    fc.assert(
      fc.property(start, time, time, zones, (date, from, to, timeZone) => {
        const window = { start: from, end: to };
        const now = date.getTime();
        const current = nightAt(now, window, timeZone);
        expect(windowOf(current, window, timeZone).opensAt).toBeLessThanOrEqual(now);
        expect(windowOf(addDays(current, 1), window, timeZone).opensAt).toBeGreaterThan(now);
      }),
      { numRuns: 400 },
    );
  });

  it('runs every night once while time only goes forward, and never one twice however the clock jumps', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 * 60 }), fc.integer({ min: -3000, max: 5000 })), {
      minLength: 50,
      maxLength: 200,
    });
    fc.assert(
      fc.property(start, time, time, steps, fc.boolean(), (date, from, to, minutes, jumps) => {
        const window = { start: from, end: to };
        let now = date.getTime();
        let lastNight: Night | null = null;
        const runs: Night[] = [];
        for (const step of minutes) {
          now += (jumps ? step : Math.min(360, Math.abs(step) + 1)) * 60_000;
          const decision = planNights({ now, window, timeZone: PARIS, lastNight, running: null, catchUp: true });
          if (!decision.due) {
            if (decision.reason !== 'clock-behind') expect(decision.nextAt).toBeGreaterThan(now);
            continue;
          }
          expect(decision.night).toBe(nightAt(now, window, PARIS));
          runs.push(decision.night);
          lastNight = decision.night;
        }
        expect(new Set(runs).size).toBe(runs.length);
        const first = runs[0];
        const last = runs.at(-1);
        if (!jumps && first !== undefined && last !== undefined)
          expect(runs).toHaveLength(daysBetween(first, last) + 1);
      }),
      { numRuns: 150 },
    );
  });
});
