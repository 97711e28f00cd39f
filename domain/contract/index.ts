/**
 * The end of a contract as pure functions: what an event changes, what blocks it, which dates run, what is owed
 * (contract of shared Exchange hosting, French law). Nothing here is legal advice: readings are computed, shown with their
 * derivation, and people decide.
 *
 * | File | Holds |
 * |---|---|
 * | `facts` `events` `state` | what was agreed, what happened, what follows from it |
 * | `decide` `guards` `fold` | an event against a state: accepted, known already, or refused by named rules; the same again over all events |
 * | `lifecycle` `handover-state` `suspension` `terms-overlay` `fallback` | what an accepted event changes, one region each |
 * | `permissions` | who may record what, and what needs two persons |
 * | `due-events` | the few events that time alone brings; `term.renewed` is the only legal effect without a person |
 * | `timers` `duties` `calendar-file` | running dates with derivations; what to tell and when; both as a calendar |
 * | `blocking` | what keeps the contract from ending or from erasure, and what unlocks it |
 * | `invoicing` | the lines for the billing tool |
 * | `local-date` `paris` `holidays` `working-days` `readings` `letter` | days, months and working days as the clauses count them |
 * | `rule-pack` `fee` `restore-charge` `proration` `invoice-line` | dated rules, and money in whole cents |
 *
 * Truth is the ordered list of events in the ledger. The state is a fold over them, and only their recorded instants count:
 * the machine's clock changes nothing until an event bears it. An event is judged with the guards both before it is recorded
 * and in every later fold, so that one that slipped in beside another is void for ever. A clock that goes back ends nothing;
 * what relies on time having passed waits, after a jump of more than 25 hours, for a witness or a person (`guards`, clock.jump).
 * What it does not do: read a clock, send mail, write to the ledger, or decide what the clauses leave to people.
 */
export * from './billing.ts';
export * from './blocking.ts';
export * from './calendar-file.ts';
export * from './cents.ts';
export type { BodyOf } from './context.ts';
export * from './data-act.ts';
export * from './deadlines.ts';
export * from './decide.ts';
export * from './derive.ts';
export * from './due-events.ts';
export * from './duties.ts';
export type * from './events.ts';
export type * from './facts.ts';
export * from './fallback.ts';
export * from './fee.ts';
export * from './fold.ts';
export * from './guards.ts';
export * from './holidays.ts';
export * from './invoice-export.ts';
export * from './invoice-line.ts';
export * from './invoicing.ts';
export * from './letter.ts';
export * from './local-date.ts';
export * from './paris.ts';
export * from './permissions.ts';
export * from './proration.ts';
export * from './readings.ts';
export * from './restore-charge.ts';
export * from './rule-pack.ts';
export * from './signatory.ts';
export * from './sla.ts';
export type * from './state.ts';
export * from './term.ts';
export * from './timers.ts';
export * from './working-days.ts';
