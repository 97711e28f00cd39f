import { errorTable } from '../core/index.ts';

export const pipelineError = errorTable({
  BACKUP_NOT_A_PST: {
    kind: 'failed',
    hint: 'The source delivered something that is no PST; look at it with coffre pst info FILE.',
  },
  CONTRACT_ID_TAKEN: {
    kind: 'refused',
    hint: 'Leave --id out, or give an id of your own that no event bears.',
  },
  CONTRACT_REFUSED: {
    kind: 'refused',
    hint: 'Run coffre contract show TENANT: it lists what is open and what unlocks it.',
  },
  CONTRACT_UNKNOWN: {
    kind: 'not-found',
    hint: 'Record the signature first: coffre contract event TENANT contract.signed --file FILE.',
  },
  ERASURE_REFUSED: {
    kind: 'refused',
    hint: 'Run coffre contract show TENANT: it lists what is open and what unlocks it.',
  },
  ERASURE_WAITING: {
    kind: 'temporary',
    retryable: true,
    hint: 'Run coffre keys erase TENANT again after the date named: the store lets go of the locked versions then.',
  },
  ERASURE_UNVERIFIED: {
    kind: 'integrity',
    hint: 'Run coffre verify --level full, then coffre keys erase TENANT again.',
  },
  RESTORE_GATE: {
    kind: 'refused',
    hint: 'Restore the last clean snapshot instead, or add --acknowledge-risk "REASON".',
  },
  RESTORE_CHARGE_NOT_ACCEPTED: {
    kind: 'refused',
    hint: 'Tell the client the price, then repeat with --accept-charge CENTS.',
  },
  RESTORE_TARGET_EXISTS: { kind: 'refused', hint: 'Name another file: a restore never overwrites.' },
  RESTORE_TARGET_UNUSABLE: { kind: 'failed', hint: 'Create the folder, or name another place with enough space.' },
  RESTORE_MISMATCH: {
    kind: 'integrity',
    hint: 'Run coffre verify SNAPSHOT --level full; nothing was left under the final name.',
  },
  RESTORE_NO_TARGET: { kind: 'usage', hint: 'This tenant’s source cannot import: restore with --to pst:FILE.' },
  LINK_NOT_FOUND: { kind: 'not-found', hint: 'List the links with coffre links list.' },
  SNAPSHOT_NOT_FOUND: { kind: 'not-found', hint: 'List the snapshots with coffre snapshots.' },
  SNAPSHOT_AMBIGUOUS: { kind: 'usage', hint: 'Give more characters of the snapshot’s id.' },
  SPOOL_LEFT: { kind: 'failed', hint: 'Remove the folder by hand: its owner or rights were changed.' },
});
