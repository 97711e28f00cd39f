import type { EndReading, RenewalReading } from './facts.ts';
import { type Derivation, type LocalDate, plusDays, plusMonths } from './local-date.ts';
import { noticeCount } from './notice-count.ts';
import { endOfDay, instantOfText, parisDay, utcText } from './paris.ts';
import { termLastDay } from './term-count.ts';
import { addWorking, type Counted, isWorking, rollForward } from './working-days.ts';

/** What a date is counted from and how: a derivation without its results. */
export type Count = Omit<Derivation, 'skippedHolidays' | 'rolled' | 'result' | 'lastInstant'>;

interface Found extends Counted {
  readonly rolled?: boolean;
  readonly lastInstant?: string;
}

const HOUR_MS = 3_600_000;
const plain = (result: LocalDate): Found => ({ result, skippedHolidays: [] });
const signed = ({ direction, count }: Count): number => (direction === 'forward' ? count : -count);

/** The readings of days, months, suspensions and postings; those of notices and terms carry their parameters in their names. */
const rules: Readonly<Record<string, (of: Count) => Found>> = {
  cal: (of) => plain(plusDays(of.from, signed(of))),
  'cal-roll': (of) => {
    const last = plusDays(of.from, signed(of));
    const moved = rollForward(last, of.calendar);
    return { ...moved, rolled: moved.result !== last };
  },
  jo: (of) => addWorking(of.from, signed(of), 'ouvré', of.calendar),
  jb: (of) => addWorking(of.from, signed(of), 'ouvrable', of.calendar),
  months: (of) => plain(plusMonths(of.from, signed(of))),
  'S-day': (of) => plain(plusDays(of.from, of.count)),
  'S-jo': (of) => addWorking(of.from, of.count, 'ouvré', of.calendar),
  'S-hour': (of) => {
    if (of.fromInstant === undefined) throw new RangeError('hours are counted from an instant');
    const end = instantOfText(of.fromInstant) + of.count * HOUR_MS;
    return { ...plain(parisDay(end)), lastInstant: utcText(end) };
  },
  posting: (of) =>
    isWorking(of.from, 'ouvrable', of.calendar) ? plain(of.from) : addWorking(of.from, -1, 'ouvrable', of.calendar),
};

/**
 * Counts a date and says how it was counted. The one place where dates with legal effect are made, so that each can be
 * made again from what its derivation says. A RangeError for a reading that is none.
 */
export function derive(of: Count): Derivation {
  if (!Number.isSafeInteger(of.count) || of.count < 0) throw new RangeError(`not a length: ${of.count}`);
  const { result, skippedHolidays, rolled = false, lastInstant = utcText(endOfDay(result)) } = find(of);
  const { timer, clause, reading, from, direction, count, calendar, pack } = of;
  const start = of.fromInstant === undefined ? { from } : { from, fromInstant: of.fromInstant };
  const counted = { timer, clause, reading, ...start, direction, count, calendar };
  return { ...counted, skippedHolidays, rolled, result, lastInstant, pack };
}

/** Counts a derivation again from its own words; equal to it, field by field, unless it was altered (§ 12, 20). */
export function replayDerivation(derivation: Derivation): Derivation {
  return derive(derivation);
}

function find(of: Count): Found {
  const rule = Object.hasOwn(rules, of.reading) ? rules[of.reading] : undefined;
  if (rule !== undefined) return rule(of);
  const notice = noticeCount(of.reading);
  if (notice !== undefined) {
    const way = of.direction === 'forward' ? notice.rule.complete : notice.rule.start;
    return way(of.from, of.count, of.calendar);
  }
  const term = /^T-[ABC]\/(E-eve|E-same)\/(N-origin|N-chain|N-civil)\/(\d{1,4})\+(\d{1,4})x(\d{1,4})$/.exec(of.reading);
  if (term === null) throw new RangeError(`unknown reading: ${of.reading.slice(0, 60)}`);
  const [, end, renewal, initialMonths, renewalMonths, period] = term;
  return plain(
    termLastDay({
      origin: of.from,
      end: end as EndReading,
      renewal: renewal as RenewalReading,
      period: Number(period),
      initialMonths: Number(initialMonths),
      renewalMonths: Number(renewalMonths),
    }),
  );
}
