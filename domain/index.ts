/**
 * Rules as pure functions: time is an argument, nothing is read or written, no package is used.
 *
 * | File | Decides |
 * |---|---|
 * | `ids` `mailbox` `snapshot` | facts as readonly types, identifiers that are checked where they enter |
 * | `civil` | dates and instants of a time zone, right on both nights of the year when clocks change |
 * | `schedule` | which night is due now, or when the next one opens |
 * | `reconcile` | what the source counted against what the PST holds; each difference gets a class |
 * | `signals/` | the verdict on a night, from facts of its items and of the last clean night |
 * | `erasure` `erasure-gate` | what an erasure destroys and leaves: plan and certificate as values; what keeps it from beginning |
 * | `gate` | whether a restore needs a recorded acknowledgement |
 * | `retention` | what is kept, what may go, and why |
 * | `signed-link` `link` | a link's token, made and checked; what its acts say of it |
 * | `contract/` | the end of a contract: what an event changes, what blocks it, which dates run, what is owed |
 * | `exportable` | what a client can be handed over, class by class, and what each class needs |
 * | `medium` | where a physical medium stands, and whether a carrier may take a package |
 * | `safe-file-name` | a name for a file from a hostile one |
 *
 * Plans come with their reasons and are carried out elsewhere. Expected refusals are returned, only damaged input is thrown.
 */
export * from './anchor-lock.ts';
export * from './civil.ts';
export * from './contract/index.ts';
export * from './erasure.ts';
export { type ErasureFacts, erasureRefusals, erasureRules } from './erasure-gate.ts';
export { unseenPlaces } from './erasure-places.ts';
export { domainError } from './errors.ts';
export * from './exportable.ts';
export * from './gate.ts';
export * from './ids.ts';
export * from './link.ts';
export * from './mailbox.ts';
export * from './medium.ts';
export * from './reconcile.ts';
export * from './retention.ts';
export * from './safe-file-name.ts';
export * from './schedule.ts';
export * from './signals/index.ts';
export * from './signed-link.ts';
export * from './snapshot.ts';
