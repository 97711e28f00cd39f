import { errorTable } from '../../core/index.ts';

/**
 * Codes of the writer. They do not begin with `PST_`: those are damage of a file being read, which salvage steps over; a slicer that
 * streams from one file into another must not take a full disk for a damaged item.
 */
export const pstWriterError = errorTable({
  PSTWRITER_INPUT: {
    kind: 'failed',
    hint: 'Leave out or correct the property that the message names; everything else can be written.',
  },
  PSTWRITER_FULL: {
    kind: 'failed',
    hint: 'Spread the items over more folders or over several files.',
  },
  PSTWRITER_SINK: {
    kind: 'temporary',
    retryable: true,
    hint: 'Check the space and rights of the disk that takes the file, then write it again.',
  },
});
