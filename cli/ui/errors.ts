import { errorTable } from '../../core/index.ts';

export const uiError = errorTable({
  OUTPUT_FAILED: {
    kind: 'failed',
    hint: 'The answer could not be written completely: free space where it goes, then run the command again.',
  },
});
