import { errorTable } from '../../core/index.ts';

export const documentError = errorTable({
  DOCUMENT_INVALID: {
    kind: 'usage',
    hint: 'A document needs an id of letters, digits, dots and dashes, and an instant of issue in ISO 8601.',
  },
});
