import { errorTable } from '../../core/index.ts';

export const sourceError = errorTable({
  SOURCE_NOT_FOUND: {
    kind: 'failed',
    hint: 'Check sources[].path in the configuration and that the share is mounted.',
  },
  SOURCE_MAILBOX_GONE: {
    kind: 'failed',
    hint: 'The file is no longer there; coffre mailboxes list shows what the source has.',
  },
  SOURCE_MOVING: {
    kind: 'temporary',
    retryable: true,
    hint: 'Somebody writes the file during the backup: move the window, or write to another name and rename.',
  },
  SOURCE_UNSAFE: {
    kind: 'failed',
    hint: 'Only plain files directly under the source folder are read: replace the link by the file.',
  },
  SOURCE_UNREADABLE: { kind: 'failed', hint: 'Give the account of the daemon the right to read the file.' },
  SPOOL_FULL: { kind: 'temporary', hint: 'Free space in stateDir/spool, then run the backup again.' },
});
