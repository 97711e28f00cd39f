import { errorTable } from '../core/index.ts';

/** Codes of `pst`; the same codes stand in findings. Kind `integrity`: the bytes are not what they must be. */
export const pstError = errorTable({
  PST_NOT_A_PST: {
    kind: 'integrity',
    hint: 'Check that the path names a PST or OST file and that its copy has finished.',
  },
  PST_UNSUPPORTED: {
    kind: 'failed',
    hint: 'Open the file with Outlook and export it as a Unicode PST, then try again.',
  },
  PST_TRUNCATED: { kind: 'integrity', hint: 'Fetch or export the file again; salvage mode reads what is there.' },
  PST_HEADER: { kind: 'integrity', hint: 'Fetch or export the file again; salvage mode reads on where it can.' },
  PST_CRC: {
    kind: 'integrity',
    hint: 'Fetch or export the file again; coffre pst verify names the items that are hit.',
  },
  PST_PAGE: {
    kind: 'integrity',
    hint: 'Fetch or export the file again; coffre pst verify names the items that are hit.',
  },
  PST_BLOCK: {
    kind: 'integrity',
    hint: 'Fetch or export the file again; coffre pst verify names the items that are hit.',
  },
  PST_MAP: {
    kind: 'integrity',
    hint: 'Let Outlook repair the file before anything writes to it; reading is not affected.',
  },
  PST_REFERENCE: {
    kind: 'integrity',
    hint: 'Fetch or export the file again; salvage mode leaves out what is missing.',
  },
  PST_CYCLE: {
    kind: 'integrity',
    hint: 'Fetch or export the file again; salvage mode leaves out what refers to itself.',
  },
  PST_HEAP: { kind: 'integrity', hint: 'Export the mailbox again; salvage mode leaves out the property or row.' },
  PST_PROPERTY: { kind: 'integrity', hint: 'Export the mailbox again; salvage mode leaves out the property.' },
  PST_TABLE: { kind: 'integrity', hint: 'Export the mailbox again; salvage mode finds items without their tables.' },
  PST_FOLDER: { kind: 'integrity', hint: 'Export the mailbox again; salvage mode still lists what the nodes say.' },
  PST_ITEM: { kind: 'integrity', hint: 'Export the mailbox again; salvage mode leaves out what cannot be read.' },
  PST_LIMIT: {
    kind: 'integrity',
    hint: 'The file is built to exhaust its reader, or badly damaged: do not trust it; export again.',
  },
  PST_READ: {
    kind: 'temporary',
    retryable: true,
    hint: 'Check the disk or share that holds the file, then try again.',
  },
});

export type PstCode = Extract<keyof typeof pstError.table, string>;
