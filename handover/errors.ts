import { errorTable } from '../core/index.ts';

export const handoverError = errorTable({
  HANDOVER_PATH_FORBIDDEN: {
    kind: 'failed',
    hint: 'This is a defect of Coffre: names inside bags are its own. Keep the log and report it.',
  },
  HANDOVER_STREAM_OPEN: {
    kind: 'failed',
    hint: 'This is a defect of Coffre: a file of a bag was not read to its end. Keep the log and report it.',
  },
  HANDOVER_GATE: {
    kind: 'refused',
    hint: 'Freeze again once clean snapshots exist, or build with --acknowledge-risk "REASON".',
  },
  HANDOVER_NOTHING: {
    kind: 'refused',
    hint: 'Back the tenant up first (coffre backup --tenant NAME), or name items that exist.',
  },
  HANDOVER_ITEM_UNKNOWN: { kind: 'usage', hint: 'Name items as the contract’s state lists them.' },
  HANDOVER_PACKAGE_NOT_FOUND: {
    kind: 'not-found',
    hint: 'List the tenant’s packages with coffre handover status NAME.',
  },
  HANDOVER_NOT_BUILT: {
    kind: 'refused',
    hint: 'The inventory is frozen and its package not yet built: build it first.',
  },
  HANDOVER_FILE_NOT_FOUND: { kind: 'not-found', hint: 'Take the file’s id from the list of this very package.' },
  HANDOVER_SOURCE_CHANGED: {
    kind: 'integrity',
    hint: 'Run coffre verify --level full, then freeze the inventory again.',
  },
  HANDOVER_PACKAGE_CORRUPT: { kind: 'integrity', hint: 'Run coffre verify --level full, then build a new package.' },
});
