import { errorTable } from '../core/index.ts';

export const cliError = errorTable({
  USAGE: { kind: 'usage', hint: 'coffre --help lists the commands, coffre COMMAND --help their options.' },
  RUN_NOT_FOUND: { kind: 'not-found', hint: 'List the runs with coffre runs.' },
  RESTORE_TARGET_UNKNOWN: { kind: 'usage', hint: 'Use --to pst:FILE or --to mailbox:ADDRESS.' },
  RECEIPT_NOT_FOUND: { kind: 'not-found', hint: 'List the acts with coffre reversibility receipt TENANT.' },
  FOLDER_NOT_FOUND: { kind: 'not-found', hint: 'List the folders with coffre ls SNAPSHOT.' },
  KIT_MISMATCH: {
    kind: 'integrity',
    hint: 'This kit belongs to another vault or was copied wrongly: compare the groups with their checksums.',
  },
  FILE_UNUSABLE: { kind: 'usage', hint: 'Name a file that can be read, or written and is not there yet.' },
});
