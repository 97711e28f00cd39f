import { CodedError, errorTable } from '../core/index.ts';

export const vaultError = errorTable({
  VAULT_NOT_FOUND: {
    kind: 'not-found',
    hint: 'Create it with coffre init, or correct store.path in the configuration.',
  },
  VAULT_EXISTS: { kind: 'refused', hint: 'The store already holds a vault: use another path or prefix.' },
  VAULT_FORMAT: { kind: 'failed', hint: 'This vault was written by a newer Coffre: install that version.' },
  VAULT_KEY_WRONG: { kind: 'integrity', hint: 'Check keys.masterFile against the recovery kit: coffre kit check.' },
  VAULT_KEY_MISSING: { kind: 'integrity', hint: 'Restore the keys/ prefix from its replica, then coffre verify.' },
  VAULT_OBJECT_CORRUPT: { kind: 'integrity', hint: 'Run coffre verify --level full to list what is hit.' },
  VAULT_OBJECT_MISSING: { kind: 'integrity', hint: 'Run coffre verify --level full to list what is hit.' },
  VAULT_MANIFEST_CORRUPT: { kind: 'integrity', hint: 'Run coffre verify --level full to list what is hit.' },
  VAULT_NOTE_CORRUPT: { kind: 'integrity', hint: 'Run coffre verify --level full to list what is hit.' },
  VAULT_PART_MISMATCH: { kind: 'integrity', hint: 'The export is kept in the spool; run the backup again.' },
  VAULT_SNAPSHOT_NOT_FOUND: { kind: 'not-found', hint: 'List the snapshots with coffre snapshots.' },
  VAULT_PART_NOT_FOUND: { kind: 'not-found', hint: 'List the parts with coffre snapshot ID.' },
  VAULT_STALE_WRITER: {
    kind: 'temporary',
    retryable: true,
    hint: 'Another process took the mailbox over; run the command again.',
  },
  VAULT_SELF_TEST: {
    kind: 'failed',
    hint: 'The cryptographic self-test failed on this machine: do not use it for backups.',
  },
  VAULT_MANIFEST_VOID: {
    kind: 'integrity',
    hint: 'Nothing is lost: the run that took over has its own snapshot. Check that no second daemon writes here.',
  },
  VAULT_ACT_EXISTS: {
    kind: 'failed',
    hint: 'Another process recorded an act first: read the ledger again, then repeat the command.',
  },
  VAULT_KIT_INVALID: { kind: 'usage', hint: 'Type the line named again from the paper, then coffre kit check.' },
  VAULT_TENANT_UNKNOWN: { kind: 'not-found', hint: 'List the tenants with coffre tenants list.' },
  VAULT_TENANT_ERASED: {
    kind: 'refused',
    hint: 'Its keys were destroyed and stay so: give a client who comes back a new tenant id.',
  },
  VAULT_ERASED_KEY: {
    kind: 'integrity',
    hint: 'An erasure was cut off, or somebody put a copy back: find out who, then run coffre keys erase TENANT again.',
  },
  VAULT_ERASED_REST: { kind: 'failed', hint: 'Run coffre keys erase TENANT again once the locks have ended.' },
  VAULT_ERASE_LOCKED_KEY: {
    kind: 'refused',
    hint: 'Wait until the lock on the key object ends, or move keys/ to a bucket without default retention.',
  },
  VAULT_ERASE_UNDECIDED: {
    kind: 'integrity',
    hint: 'Put the key object named back from its replica, so that its owner can be told; then plan again.',
  },
  VAULT_ERASE_UNFINISHED: {
    kind: 'failed',
    retryable: true,
    hint: 'Run coffre keys erase TENANT again: it goes on where it stopped.',
  },
  VAULT_CHANGED: { kind: 'integrity', hint: 'Run coffre verify --level structure.' },
});

/**
 * Whether this says that stored bytes are not what they should be, as against a store that does not answer. A version
 * nobody knows counts as damage: one changed byte of a header reads like that.
 */
export function isDamage(error: unknown): error is CodedError {
  if (!(error instanceof CodedError) || !error.code.startsWith('VAULT_')) return false;
  return error.kind === 'integrity' || error.code === 'VAULT_FORMAT';
}
