import type { HolidayCalendar } from './facts.ts';
import { type LocalDate, partsOf, plusDays, plusMonths } from './local-date.ts';
import { firstOfMonth, lastOfMonth } from './term-count.ts';
import { addWorking, type Counted, type WorkingKind } from './working-days.ts';

/**
 * The day on which a notice given on `day` (which does not count) is complete, and the latest day for one that has to be
 * complete on a given last day: `start(end) = max { D : complete(D) ≤ end }` (contract.md § 6.3).
 */
interface NoticeCount {
  readonly complete: (day: LocalDate, count: number, calendar: HolidayCalendar) => Counted;
  readonly start: (end: LocalDate, count: number, calendar: HolidayCalendar) => Counted;
}

const plain = (result: LocalDate): Counted => ({ result, skippedHolidays: [] });

/** `P3M`: from date to date; an absent day number is the month's last day, so up to four days share one end. */
const dateToDate: NoticeCount = {
  complete: (day, count) => plain(plusMonths(day, count)),
  start: (end, count) => {
    let latest = plusMonths(end, -count);
    while (plusMonths(plusDays(latest, 1), count) <= end) latest = plusDays(latest, 1);
    return plain(latest);
  },
};

/** `P3M-b`: date to date from the end backward; forward it is complete on the first end whose start is not earlier. */
const dateBack: NoticeCount = {
  complete: (day, count) => {
    const same = plusMonths(day, count);
    return plain(partsOf(same).day === partsOf(day).day ? same : plusDays(same, 1));
  },
  start: (end, count) => plain(plusMonths(end, -count)),
};

/** `CIV3`: whole civil months between the notice and the end. */
const civilMonths: NoticeCount = {
  complete: (day, count) => plain(lastOfMonth(plusMonths(firstOfMonth(day), count))),
  start: (end, count) => {
    const whole = end === lastOfMonth(end) ? 1 : 0;
    return plain(plusDays(plusMonths(firstOfMonth(end), whole - count), -1));
  },
};

/** `63jo`, `78jb`: working days; the latest day is the eve of the first one counted, whatever weekday that is. */
function workingDays(kind: WorkingKind): NoticeCount {
  return {
    complete: (day, count, calendar) => addWorking(day, count, kind, calendar),
    start: (end, count, calendar) => {
      const { result, skippedHolidays } = addWorking(plusDays(end, 1), -count, kind, calendar);
      return { result: plusDays(result, -1), skippedHolidays };
    },
  };
}

const workingCounts = { jo: workingDays('ouvré'), jb: workingDays('ouvrable') };

/** How a reading of « trois mois ouvrés » counts, and its length in its own unit; undefined for another reading. */
export function noticeCount(reading: string): { readonly rule: NoticeCount; readonly count: number } | undefined {
  if (reading === 'P3M') return { rule: dateToDate, count: 3 };
  if (reading === 'P3M-b') return { rule: dateBack, count: 3 };
  if (reading === 'CIV3') return { rule: civilMonths, count: 3 };
  const [, count, unit] = /^([1-9]\d{0,3})(jo|jb)$/.exec(reading) ?? [];
  if (count === undefined) return undefined;
  return { rule: workingCounts[unit === 'jo' ? 'jo' : 'jb'], count: Number(count) };
}
