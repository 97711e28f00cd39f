import { describe, expect, it } from 'vitest';
import reminders from '../../test/golden/contract/confirm-reminders.json' with { type: 'json' };
import dataAct from '../../test/golden/contract/data-act.json' with { type: 'json' };
import termination from '../../test/golden/contract/effective-termination.json' with { type: 'json' };
import periods from '../../test/golden/contract/periods.json' with { type: 'json' };
import {
  askBy,
  confirmReminders,
  disputeBy,
  effectiveTermination,
  eraseDelay,
  lastDayOf,
  performBy,
  refuseBy,
  slaClaimBy,
  terminationEffect,
} from './deadlines.ts';
import { replayDerivation } from './derive.ts';
import { localDate, weekday } from './local-date.ts';
import { instantOfText } from './paris.ts';

const calendar = 'FR-metropole';

describe('the effective termination', () => {
  it.each(termination.vectors)(
    'of $contractEnd, confirmed $confirmed, is $result',
    ({ contractEnd, confirmed, result }) => {
      expect(effectiveTermination(localDate(contractEnd), instantOfText(confirmed))).toBe(result);
    },
  );
});

describe('the hand-over', () => {
  it.each(periods.perform)('at the end of $contractEnd, asked $requested, is due $result', (vector) => {
    const of = { contractEnd: localDate(vector.contractEnd), requested: localDate(vector.requested) };
    expect(performBy({ ...of, reading: 'cal', calendar }).result).toBe(vector.result);
  });

  it.each([
    ['no', '2027-07-15', 'contract-fr@1'],
    ['yes', '2027-07-30', 'eu-2023-2854@3'],
    ['unsure', '2027-07-30', 'eu-2023-2854@3'],
  ] as const)('can be asked for, scope %s, until %s', (scope, result, pack) => {
    const asked = askBy({ contractEnd: localDate('2027-06-30'), scope, reading: 'cal', calendar });
    expect([asked.result, asked.pack]).toEqual([result, pack]);
  });

  it('keeps the longer of the two periods to ask', () => {
    // fifteen jours ouvrés never pass thirty days; before the regulation applies only the contract speaks
    const before = askBy({ contractEnd: localDate('2025-09-11'), scope: 'yes', reading: 'jo', calendar });
    expect(before.pack).toBe('contract-fr@1');
  });
});

describe('the refusal of new terms', () => {
  it.each(periods.refuse)('from $from ends on $cal, rolled $rolled', (vector) => {
    const from = localDate(vector.from);
    expect(refuseBy(from, calendar, { rolled: false }).result).toBe(vector.cal);
    expect(refuseBy(from, calendar).result).toBe(vector.rolled);
    if (vector.calWeekday !== undefined) expect(weekday(localDate(vector.cal))).toBe(vector.calWeekday);
  });

  it('with the first day counted ends a day earlier', () => {
    const from = localDate('2027-02-01');
    expect(refuseBy(from, calendar, { firstDay: 'included', rolled: false }).result).toBe('2027-03-02');
  });
});

describe('the dispute of an invoice', () => {
  it.each(periods.dispute)('of $from ends on $cal, rolled $rolled', (vector) => {
    expect(disputeBy(localDate(vector.from), calendar).result).toBe(vector.cal);
    expect(disputeBy(localDate(vector.from), calendar, 'cal-roll').result).toBe(vector.rolled);
    if (vector.calWeekday !== undefined) expect(weekday(localDate(vector.cal))).toBe(vector.calWeekday);
  });
});

describe('the claim of a service credit', () => {
  it.each(periods.slaClaim)('for $month ends on $cal, rolled $rolled', (vector) => {
    expect(slaClaimBy(vector.month, calendar).result).toBe(vector.cal);
    expect(slaClaimBy(vector.month, calendar, 'cal-roll').result).toBe(vector.rolled);
    if (vector.calWeekday !== undefined) expect(weekday(localDate(vector.cal))).toBe(vector.calWeekday);
  });

  it.each(['2027-13', '2027-1', '2027', '2027-02-01', ''])('is not for the month %j', (month) => {
    expect(() => lastDayOf(month)).toThrow(RangeError);
  });
});

describe('the reminders to confirm', () => {
  it.each(reminders.vectors)('after $delivered', ({ delivered, reminders: mails, letterDue, letterPosted }) => {
    const all = confirmReminders(localDate(delivered), calendar);
    expect(all.map(({ result }) => result)).toEqual([...mails, letterPosted]);
    expect(all.map(({ rolled }) => rolled)).toEqual([false, false, false, true]);
    expect(all.at(-1)?.skippedHolidays).toEqual([letterDue]);
    expect(all.map(replayDerivation)).toEqual(all);
  });
});

describe('the delay before erasure', () => {
  it.each(dataAct.publicBuyer)(
    'of a public buyer who confirmed $confirmed ends on $result',
    ({ confirmed, result }) => {
      expect(eraseDelay(localDate(confirmed), 'public-buyer', calendar)).toMatchObject({
        result,
        pack: 'fr-ccag-2021@1',
      });
    },
  );

  it('of others is thirty days', () => {
    for (const profile of ['company', 'non-professional'] as const) {
      expect(eraseDelay(localDate('2027-04-12'), profile, calendar).result).toBe('2027-05-12');
    }
  });
});

describe('a termination for cause', () => {
  const [first, second, third] = [localDate('2027-04-04'), localDate('2027-04-20'), localDate('2027-04-22')];

  it.each([
    [{ periodEnd: first, announcedEnd: second, firstPresented: third }, first, third],
    [{ periodEnd: third, announcedEnd: first, firstPresented: second }, first, third],
    [{ periodEnd: second, announcedEnd: null, firstPresented: null }, second, second],
    [{ periodEnd: second, announcedEnd: null, firstPresented: first }, first, second],
  ])('stops fees first and counts data last', (of, feesStop, dataFrom) => {
    expect(terminationEffect(of)).toEqual({ feesStop, dataFrom });
  });
});
