import { errorTable } from '../core/index.ts';

export const ledgerError = errorTable({
  LEDGER_BROKEN: { kind: 'integrity', hint: 'Run coffre audit verify: it names the event and what is wrong with it.' },
  LEDGER_NOT_STORED: {
    kind: 'temporary',
    retryable: true,
    hint: 'The act does not lie in the vault yet and was not acknowledged; run the command again.',
  },
  LEDGER_BUSY: { kind: 'temporary', retryable: true, hint: 'Another process is recording an act; try again.' },
});
