/** What was agreed: every reading, calendar, profile and kind of support, and the start days that make months end oddly. */

import type { NoticeWay, SuspensionWay } from './count.ts';
import { type Day, dateOf, dayOf, easterOf, lastOfMonth, monthNumber, monthOf, textOf, yearOf } from './day-table.ts';
import type { RestoreWay } from './money.ts';
import type { Agreement } from './scenario.ts';
import type { Dice } from './story.ts';

const noticeWays: readonly NoticeWay[] = ['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'];
const suspensionWays: readonly SuspensionWay[] = ['S-day', 'S-hour', 'S-jo'];

/** Ends of months, leap days, the nights on which the clock moves, Easter and its holidays, or any day. */
function oddDay(dice: Dice, year: number): Day {
  const month = monthNumber(dayOf(`${year}-01-01`)) + dice.between(0, 11);
  const last = lastOfMonth(month);
  const lastSunday = (of: string): Day => {
    let day = dayOf(`${year}-${of}-31`);
    while ((day - dayOf('2000-01-02')) % 7 !== 0) day -= 1;
    return day;
  };
  const easter = dayOf(easterOf(year));
  const leap = textOf(lastOfMonth(monthNumber(dayOf(`${year}-02-01`))));
  return dice.pick([
    last,
    last - 1,
    last + 1,
    dayOf(leap),
    lastSunday('03'),
    lastSunday('10'),
    easter + dice.pick([-2, 0, 1, 39, 50]),
    dayOf(`${year}-01-01`) + dice.between(0, 364),
    dayOf(`${year}-01-01`) + dice.between(0, 364),
  ]);
}

function restoreWay(dice: Dice): RestoreWay {
  const support = dice.pick(['none', 'without-messaging', 'flat', 'hourly'] as const);
  if (support === 'flat') return { support };
  if (support === 'hourly')
    // Whole cents a minute and a quarter: the text rounds time, not money.
    return {
      support,
      hour: BigInt(60 * dice.between(50, 250)),
      rounding: dice.pick(['per-minute', 'quarter-started']),
    };
  return { support, tariff: dice.oneIn(5) ? null : BigInt(dice.between(1_000, 60_000)) };
}

export function makeAgreement(dice: Dice): Agreement {
  const subscribed = oddDay(dice, dice.between(2019, 2026));
  // Now and then a leap day, which only every fourth year offers.
  const leapStart = dice.oneIn(15) ? dayOf('2024-02-29') : subscribed;
  const signed = leapStart + (dice.oneIn(3) ? dice.between(1, 20) : 0);
  return {
    subscribed: textOf(leapStart),
    signed: textOf(signed),
    serviceFrom: textOf(signed + (dice.oneIn(3) ? dice.between(1, 45) : 0)),
    start: dice.pick(['T-A', 'T-A', 'T-B', 'T-C']),
    end: dice.pick(['E-eve', 'E-eve', 'E-same']),
    renewal: dice.pick(['N-origin', 'N-origin', 'N-chain', 'N-civil']),
    // Whole civil months alone would leave the client no way to give notice.
    notice: dice.oneIn(2) ? noticeWays : [...new Set([dice.pick(['P3M', '63jo'] as const), ...dice.some(noticeWays)])],
    perform: dice.pick(['cal', 'cal', 'cal-roll', 'jo', 'jb']),
    suspension: dice.pick([suspensionWays, dice.some(suspensionWays), ['S-hour'] as const]),
    fee: dice.pick(['F-prorata', 'F-started', 'F-complete']),
    counted: dice.pick(['B-user', 'B-all']),
    lastMonth: dice.oneIn(5) ? 'P-none' : 'P-day',
    holidays: dice.oneIn(4) ? 'FR-alsace-moselle' : 'FR-metropole',
    price: BigInt(dice.between(500, 90_000)),
    scope: dice.pick(['yes', 'no', 'unsure']),
    profile: dice.pick(['company', 'company', 'public-buyer', 'non-professional']),
    restore: restoreWay(dice),
  };
}

/** Whole months from one day to another, rounded up. */
export const monthsFrom = (from: Day, to: Day): number =>
  (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from) + (dateOf(to) > dateOf(from) ? 1 : 0);
