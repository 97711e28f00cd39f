/**
 * What the commands `contract` and `reversibility` share: the contract of one client opened for whoever acts, proofs and
 * payloads read from the command line, and the tables in which dates, duties, refusals and invoice lines are shown. The rules
 * are the daemon's; nothing is decided here.
 */
export { datesTable, dutiesTable, linesTable, refusalDocument, refusalLines } from './blocks.ts';
export { chargeDocument, chargeLine } from './charge.ts';
export { moneyText } from './money.ts';
export { eventName, handoverNames, lifecycleNames, type Name, readingName, roleNames, timerName } from './names.ts';
export { asProposal, type OpenContract, openContract } from './open-contract.ts';
export { eventFrom, payloadOf } from './payload.ts';
export { hashFile, proofOf, readProofs } from './read-proofs.ts';
export { recorded } from './recorded.ts';
export { type WrittenDocument, writeDocument } from './write-document.ts';
export { writeNewFile } from './write-new-file.ts';
