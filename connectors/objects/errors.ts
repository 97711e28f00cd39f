import { errorTable } from '../../core/index.ts';

export const objectsError = errorTable({
  OBJECTS_NOT_FOUND: { kind: 'not-found', hint: 'List what the store holds with coffre snapshots.' },
  OBJECTS_DENIED: { kind: 'failed', hint: 'Check the store credentials and policy: coffre doctor store.' },
  OBJECTS_LOCKED: { kind: 'refused', hint: 'The object is locked until the date shown; nothing can delete it before.' },
  OBJECTS_EXISTS: { kind: 'failed', hint: 'Another writer stored this key first; run the command again.' },
  OBJECTS_CORRUPT: { kind: 'integrity', hint: 'Run coffre verify --level full.' },
  OBJECTS_INVALID: { kind: 'failed', hint: 'This is a defect of Coffre or a damaged name in the store; keep the log.' },
  OBJECTS_UNSUPPORTED: {
    kind: 'failed',
    hint: 'The store lacks this ability: coffre doctor store lists what it can do.',
  },
  OBJECTS_LOCK_IGNORED: {
    kind: 'integrity',
    hint: 'The store accepted a lock and did not apply it: use another store.',
  },
  OBJECTS_CLOCK_SKEW: { kind: 'failed', hint: 'Set this machine’s clock (NTP), then try again.' },
  OBJECTS_THROTTLED: { kind: 'temporary', retryable: true, hint: 'The store asks to slow down; try again later.' },
  OBJECTS_UNAVAILABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'The store does not answer; try again, then coffre doctor store.',
  },
  OBJECTS_TRUNCATED: { kind: 'temporary', retryable: true, hint: 'The transfer was cut; try again.' },
  OBJECTS_FULL: { kind: 'temporary', hint: 'Free space in the store, then run the command again.' },
  OBJECTS_UNCERTAIN: {
    kind: 'temporary',
    retryable: true,
    hint: 'The reply was lost; run the command again, it continues where it stopped.',
  },
});
