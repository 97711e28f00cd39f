import { errorTable } from '../core/index.ts';

export const ledgerError = errorTable({
  LEDGER_BROKEN: { kind: 'integrity', hint: 'Run coffre audit verify: it names the event and what is wrong with it.' },
  LEDGER_NOT_STORED: {
    kind: 'temporary',
    retryable: true,
    hint: 'The act is not known to lie in the vault and was not acknowledged; run the command again.',
  },
  LEDGER_BUSY: { kind: 'temporary', retryable: true, hint: 'Another process is recording an act; try again.' },
  LEDGER_UNAVAILABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'Make room and check the permissions of the state folder; what the vault already holds is taken over at the next command.',
  },
  LEDGER_NEWER: { kind: 'failed', hint: 'The ledger was written by a newer Coffre: install that version.' },
  LEDGER_EVENT_INVALID: {
    kind: 'usage',
    hint: 'Correct the field; coffre contract event TENANT --list names the events, docs/operations.md what they hold.',
  },
  LEDGER_EVENT_UNREADABLE: {
    kind: 'failed',
    hint: 'The act was written by a newer Coffre: install that version. coffre audit list shows it as it stands.',
  },
  LEDGER_ACT_INVALID: {
    kind: 'failed',
    hint: 'Run again with --verbose and keep the log; this is a defect of Coffre.',
  },
});
