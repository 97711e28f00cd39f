import type { Context } from './context.ts';
import { retrievalUntil } from './data-act.ts';
import { confirmReminders, eraseDelay } from './deadlines.ts';
import { isOpen } from './handover-items.ts';
import { type Derivation, type LocalDate, laterOf } from './local-date.ts';
import { contractRules } from './rule-pack.ts';
import type { ContractState } from './state.ts';
import { terminated } from './termination.ts';

/** Reminders by mail that the fallback asks for before the registered letter (§ 5). */
export const REMINDERS_NEEDED = 3;

/** The calendar of § 5 after a delivery: mails at +7, +14, +21, a registered letter at +30, posted on a *jour ouvré*. */
export function fallbackCalendar({ handover, terms }: ContractState): readonly Derivation[] {
  const { deliveredOn } = handover;
  return deliveredOn === null || terms === null ? [] : confirmReminders(deliveredOn, terms.readings.calendar);
}

/**
 * The day that has to be over before a case may be opened: the last reminder's, and thirty days of retrieval after the
 * transition. Null while nothing is delivered, or the contract has not ended.
 */
export function fallbackFloor(state: ContractState): LocalDate | null {
  const { lifecycle, terms } = state;
  const last = fallbackCalendar(state).at(-1)?.result;
  if (last === undefined || lifecycle.kind !== 'transition' || terms === null) return null;
  const { calendar } = terms.readings;
  const over = lifecycle.latest ?? lifecycle.contractEnd;
  const kept = retrievalUntil(over, calendar) ?? eraseDelay(over, 'company', calendar);
  return laterOf(last, kept.result);
}

/** A proof (b), (c) or (d) covers every item that the client has not confirmed himself. */
export function provenWhole({ handover }: ContractState): boolean {
  const { items, covered } = handover;
  return items.length > 0 && items.every((item) => !isOpen(item) || covered.has(item.id));
}

export function enoughReminders({ handover }: ContractState): boolean {
  return handover.reminders.length >= REMINDERS_NEEDED;
}

/** The step of the registered letter: the last of the calendar. */
export function isLetterStep(step: number): boolean {
  return step === contractRules.reminderDays.at(-1);
}

export function fallbackOpened(state: ContractState, { today }: Context): ContractState {
  return { ...state, handover: { ...state.handover, fallbackOpenedOn: today } };
}

/** L10. */
export function fallbackClosed(state: ContractState, { today: on }: Context): ContractState {
  const { lifecycle } = state;
  if (lifecycle.kind !== 'transition') return state;
  const { contractEnd, feesUntil, latest } = lifecycle;
  return terminated(state, { contractEnd, on, fallback: true, feesUntil, latest });
}
