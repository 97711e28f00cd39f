import { expect, test } from 'vitest';
import { reversibilityFee } from '../../../../domain/contract/fee.ts';
import { easter, isHoliday, localDate } from '../../../../domain/contract/index.ts';
import { endOfDay, parisDay } from '../../../../domain/contract/paris.ts';
import { lastMonth } from '../../../../domain/contract/proration.ts';
import {
  DAYS_READINGS,
  latestNotice,
  NOTICE_READINGS,
  noticeComplete,
  periodOfDays,
  SUSPENSION_READINGS,
  suspensionRight,
  termPeriods,
} from '../../../../domain/contract/readings.ts';
import * as oracle from '../count.ts';
import { type Day, dayOf, easterOf, holidays, startOf, textOf } from '../day-table.ts';
import { feeOf, monthShare } from '../money.ts';
import { dice } from '../story.ts';

const calendars = ['FR-metropole', 'FR-alsace-moselle'] as const;
/** Two years and a leap day: the ends of every month, both moves of the clock, every holiday on two weekdays or three. */
const first = dayOf('2027-01-01');
const last = dayOf('2028-12-31');
const everyDay: readonly Day[] = Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Collects what differs, so that a fault shows as a list of days and not as the first one alone. */
function differences(days: readonly Day[], compare: (day: Day) => readonly (readonly [string, unknown, unknown])[]) {
  return days.flatMap((day) =>
    compare(day)
      .filter(([, wanted, found]) => wanted !== found)
      .map(([what, wanted, found]) => `${textOf(day)} ${what}: ${String(wanted)}, not ${String(found)}`),
  );
}

test('Easter of every year from 1583 to 2999 is the oracle’s', () => {
  const years = Array.from({ length: 2999 - 1583 + 1 }, (_, index) => 1583 + index);
  expect(years.filter((year) => easter(year) !== easterOf(year))).toEqual([]);
});

test('every day of forty years starts, ends and is a holiday where the oracle says', () => {
  const days = Array.from(
    { length: dayOf('2050-01-01') - dayOf('2010-01-01') },
    (_, index) => dayOf('2010-01-01') + index,
  );
  expect(
    differences(days, (day) => {
      const date = localDate(textOf(day));
      return [
        ['end', startOf(day + 1), endOfDay(date)],
        ['first instant', date, parisDay(startOf(day))],
        ['last instant', date, parisDay(startOf(day + 1) - 1)],
        ...calendars.map((set) => [set, holidays[set].has(day), isHoliday(date, set)] as const),
      ];
    }),
  ).toEqual([]);
});

test('notices and periods of days are counted as the oracle counts them, from every day and to every end', () => {
  expect(
    differences(everyDay, (day) => {
      const date = localDate(textOf(day));
      return calendars.flatMap((calendar) => [
        ...NOTICE_READINGS.flatMap((way) => [
          [
            `latest ${way} ${calendar}`,
            textOf(oracle.latestNotice(day, way, calendar)),
            latestNotice(date, way, calendar).result,
          ] as const,
          ...(way === 'P3M-b'
            ? []
            : [
                [
                  `complete ${way} ${calendar}`,
                  textOf(oracle.noticeComplete(day, way, calendar)),
                  noticeComplete(date, way, calendar).result,
                ] as const,
              ]),
        ]),
        ...DAYS_READINGS.map(
          (reading) =>
            [
              `15 d ${reading} ${calendar}`,
              textOf(oracle.daysOn(day, 15, reading, calendar)),
              periodOfDays({ timer: 't', clause: '5', from: date, count: 15, reading, calendar, pack: 'contract-fr@1' })
                .result,
            ] as const,
        ),
      ]);
    }),
  ).toEqual([]);
});

test('the fifteen days of a suspension end at the oracle’s instant, whatever the hour they began', () => {
  const { between } = dice(15);
  expect(
    differences(everyDay, (day) => {
      const since = startOf(day) + between(0, 22 * 60) * 60_000;
      return SUSPENSION_READINGS.flatMap((way) => {
        const wanted = oracle.suspensionOver(since, way, 'FR-metropole');
        const found = suspensionRight(new Date(since).toISOString(), way, 'FR-metropole', null);
        return [
          [`${way} last day`, textOf(wanted.lastDay), found.lastDay],
          [`${way} right`, wanted.rightMs, found.rightFromMs],
        ] as const;
      });
    }),
  ).toEqual([]);
});

test('the periods of a term end on the oracle’s days for every day of subscription', () => {
  const readings = (['E-eve', 'E-same'] as const).flatMap((end) =>
    (['N-origin', 'N-chain', 'N-civil'] as const).map((renewal) => ({ end, renewal })),
  );
  expect(
    differences(everyDay, (day) =>
      readings.map(({ end, renewal }) => {
        const origin = localDate(textOf(day));
        const found = termPeriods({ start: 'T-A', end, renewal, origin }, 6).map(({ to }) => to);
        return [`${end} ${renewal}`, String(oracle.termEnds(day, end, renewal, 5).map(textOf)), String(found)] as const;
      }),
    ),
  ).toEqual([]);
});

test('the share of a last month is the oracle’s, to the cent, for every day and chance prices', () => {
  const { between } = dice(83);
  expect(
    differences(everyDay, (day) => {
      const end = localDate(textOf(day));
      const price = between(1, 2_000_000);
      const found = lastMonth({ priceCents: price, end, reading: 'P-day' });
      const { billed, credit } = monthShare(BigInt(price), Number(end.slice(8)), found.daysInMonth);
      return [
        [`billed of ${price}`, billed, BigInt(found.billedCents)],
        [`credit of ${price}`, credit, BigInt(found.creditCents)],
      ];
    }),
  ).toEqual([]);
});

test('the fee of one to three hundred mailboxes is the oracle’s, in every scope and on either side of 2027-01-12', () => {
  const { between, pick } = dice(360);
  const found: string[] = [];
  for (let mailboxes = 0; mailboxes <= 300; mailboxes += 1)
    for (const reading of ['F-started', 'F-prorata', 'F-complete'] as const) {
      const day = dayOf('2026-12-01') + between(0, 60);
      const days = [day, day + between(0, 20), day + between(0, 40)].map((one) => localDate(textOf(one)));
      const [quoteOn, doneOn, invoiceOn] = days;
      if (quoteOn === undefined || doneOn === undefined || invoiceOn === undefined) throw new RangeError('three days');
      const facts = { scope: pick(['yes', 'no', 'unsure'] as const), cost: pick([null, 0, 1, between(0, 900_000)]) };
      const fee = reversibilityFee({
        mailboxes,
        reading,
        scope: facts.scope,
        quoteOn,
        doneOn,
        invoiceOn,
        directCostCents: facts.cost,
        waived: false,
      });
      const wanted = feeOf({
        mailboxes,
        way: reading,
        scope: facts.scope,
        quoted: quoteOn,
        done: doneOn,
        invoiced: invoiceOn,
        cost: facts.cost === null ? null : BigInt(facts.cost),
      });
      if (wanted.cents !== BigInt(fee.amountCents) || wanted.review !== (fee.status === 'needs-review'))
        found.push(
          `${mailboxes} ${reading} ${days.join(' ')} ${JSON.stringify(facts)}: ${fee.amountCents} ${fee.status}`,
        );
    }
  expect(found).toEqual([]);
});
