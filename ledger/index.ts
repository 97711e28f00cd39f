/**
 * The ledger: acts that bind people, in a chain that only grows.
 *
 * Promises: an act is acknowledged only when its event, which carries the hash of the one before, lies in the vault and in
 * the local file. What is acknowledged survives the loss of either: the file is made again from the vault when it is missing,
 * and `verify` names each event of either copy that was edited, removed, moved or cut off. Processes take turns; a process
 * killed between the two writes leaves an event that the next opening takes over.
 *
 * Flow: `openLedger` settles file and vault → `append`: turn, head, event, vault (`ActStore.putAct`), file → `events`, from
 * which others derive states → `verify`.
 *
 * It does not: know what an act means (`contract-events` checks the shape of a contract's events, `domain` judges them), hold
 * mail content, mend a copy that disagrees (a person decides which one is evidence), or see a tail that was cut from the file
 * and from the vault at once: the vault's locks and witnesses are there for that.
 * An act whose reply was lost may be in the ledger although nobody was told so; none that was told is missing.
 */
export * from './contract-events.ts';
export { proofSchema, readingsSchema, roleSchema, termsSchema } from './contract-schemas.ts';
export { ledgerError } from './errors.ts';
export type * from './ledger.ts';
export { LEDGER_APPLICATION_ID, type OpenLedger, openLedger } from './open-ledger.ts';
