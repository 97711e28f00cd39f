import { errorTable } from '../core/index.ts';

export const catalogError = errorTable({
  CATALOG_NEWER: {
    kind: 'failed',
    hint: 'The catalogue was written by a newer Coffre: install that version, or delete it and run coffre catalog rebuild.',
  },
  CATALOG_CORRUPT: {
    kind: 'failed',
    hint: 'Move the file away and run coffre catalog rebuild: the catalogue is a cache.',
  },
  CATALOG_UNAVAILABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'The catalogue is busy or its disk is full; try again.',
  },
  LEASE_HELD: {
    kind: 'temporary',
    retryable: true,
    hint: 'Another process works on this; try again after the expiry shown.',
  },
  LEASE_LOST: { kind: 'temporary', retryable: true, hint: 'Another process took this over; run the command again.' },
});
