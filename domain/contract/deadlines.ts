import type { ContractTerms, DaysReading, HolidayCalendar } from './facts.ts';
import { type Derivation, earlierOf, type LocalDate, laterOf, ofParts, plusDays } from './local-date.ts';
import { parisDay } from './paris.ts';
import { periodOfDays, periodOfMonths } from './readings.ts';
import { CONTRACT_PACK, contractRules, numberRule, packAt, packRef } from './rule-pack.ts';
import { lastOfMonth } from './term-count.ts';

const ofContract = { pack: CONTRACT_PACK } as const;

/** The day on which the services end: the contract's end, or the Paris day of the full confirmation if later (K11, § 4.1). */
export function effectiveTermination(contractEnd: LocalDate, confirmedAtMs: number): LocalDate {
  return laterOf(contractEnd, parisDay(confirmedAtMs));
}

/** The last day to deliver: counted from the later of the contract's end and the request (K18; § 6.4). */
export function performBy(of: {
  readonly contractEnd: LocalDate;
  readonly requested: LocalDate;
  readonly reading: DaysReading;
  readonly calendar: HolidayCalendar;
}): Derivation {
  const { reading, calendar } = of;
  const from = laterOf(of.contractEnd, of.requested);
  const count = contractRules.performDays;
  return periodOfDays({
    ...ofContract,
    timer: 'reversibility.perform',
    clause: '17.2',
    from,
    count,
    reading,
    calendar,
  });
}

/**
 * The last day to ask for a hand-over as a matter of right: fifteen days after the contract's end, or the retrieval period
 * where the Data Act covers the service. Nothing is lost on it: a later request is served while data exist (§ 6.4).
 */
export function askBy(of: {
  readonly contractEnd: LocalDate;
  readonly scope: ContractTerms['dataAct']['scope'];
  readonly reading: DaysReading;
  readonly calendar: HolidayCalendar;
}): Derivation {
  const { contractEnd: from, reading, calendar } = of;
  const timer = 'reversibility.ask';
  const count = contractRules.askDays;
  const asked = periodOfDays({ ...ofContract, timer, clause: '17.2', from, count, reading, calendar });
  const pack = of.scope === 'no' ? null : packAt('eu-2023-2854', from);
  if (pack?.rules['retrievalMinDays'] === undefined) return asked;
  const floor = periodOfDays({
    timer,
    clause: '25(2)(g)',
    from,
    count: numberRule(pack, 'retrievalMinDays'),
    reading: 'cal',
    calendar,
    pack: packRef(pack),
  });
  return floor.result > asked.result ? floor : asked;
}

/**
 * The last day to refuse new terms: thirty days from the entry into force (K2). The kinder reading is the default: that
 * day does not count, and a last day without business is moved.
 */
export function refuseBy(
  entersIntoForce: LocalDate,
  calendar: HolidayCalendar,
  { firstDay = 'excluded', rolled = true }: { firstDay?: 'excluded' | 'included'; rolled?: boolean } = {},
): Derivation {
  return periodOfDays({
    ...ofContract,
    timer: 'terms.refuse',
    clause: '3',
    from: firstDay === 'excluded' ? entersIntoForce : plusDays(entersIntoForce, -1),
    count: contractRules.refuseDays,
    reading: rolled ? 'cal-roll' : 'cal',
    calendar,
  });
}

/** The last day to dispute an invoice: fifteen days from its « émission », not from its receipt (K20). */
export function disputeBy(issued: LocalDate, calendar: HolidayCalendar, reading: DaysReading = 'cal'): Derivation {
  const count = contractRules.disputeDays;
  return periodOfDays({
    ...ofContract,
    timer: 'invoice.dispute',
    clause: '8.2',
    from: issued,
    count,
    reading,
    calendar,
  });
}

/** The last day to claim the credit of a civil month, `YYYY-MM`: thirty days after its last day (K24). */
export function slaClaimBy(month: string, calendar: HolidayCalendar, reading: DaysReading = 'cal'): Derivation {
  const from = lastDayOf(month);
  const count = contractRules.slaClaimDays;
  return periodOfDays({ ...ofContract, timer: 'sla.claim', clause: '11.2', from, count, reading, calendar });
}

/** The last day of a month written `YYYY-MM`. */
export function lastDayOf(month: string): LocalDate {
  const [, year, of] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
  return lastOfMonth(ofParts(Number(year), Number(of), 1));
}

/** The reminders after a delivery: mails, and last a registered letter, posted on a *jour ouvré* (§ 5). */
export function confirmReminders(delivered: LocalDate, calendar: HolidayCalendar): readonly Derivation[] {
  const { reminderDays } = contractRules;
  return reminderDays.map((count, at) => {
    const reading = at === reminderDays.length - 1 ? 'cal-roll' : 'cal';
    const timer = 'confirm.reminders';
    return periodOfDays({ ...ofContract, timer, clause: '5', from: delivered, count, reading, calendar });
  });
}

/** The first day on which erasure may be proposed: thirty days after the end (R), three months for a public buyer. */
export function eraseDelay(
  effective: LocalDate,
  profile: ContractTerms['profile'],
  calendar: HolidayCalendar,
): Derivation {
  const timer = 'erase.delay';
  const pack = profile === 'public-buyer' ? packAt('fr-ccag-2021', effective) : null;
  if (pack !== null) {
    const count = numberRule(pack, 'eraseMonths');
    return periodOfMonths({ timer, clause: 'CCAG', from: effective, count, calendar, pack: packRef(pack) });
  }
  const count = contractRules.eraseDays;
  return periodOfDays({ ...ofContract, timer, clause: 'R', from: effective, count, reading: 'cal', calendar });
}

/**
 * When a termination for cause takes effect: the end of the fifteen days, the end of the suspension that was announced, the
 * letter's first presentation. Fees stop at the earliest, duties about data run from the latest (§ 6.5).
 */
export function terminationEffect(of: {
  readonly periodEnd: LocalDate;
  readonly announcedEnd: LocalDate | null;
  readonly firstPresented: LocalDate | null;
}): { readonly feesStop: LocalDate; readonly dataFrom: LocalDate } {
  const dates = [of.periodEnd, of.announcedEnd, of.firstPresented].filter((date) => date !== null);
  return {
    feesStop: dates.reduce(earlierOf, of.periodEnd),
    dataFrom: dates.reduce(laterOf, of.periodEnd),
  };
}
