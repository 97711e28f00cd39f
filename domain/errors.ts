import { errorTable } from '../core/index.ts';

export const domainError = errorTable({
  FACTS_DAMAGED: { kind: 'integrity', hint: 'Run coffre verify --level full on the snapshot.' },
  FACTS_TOO_MANY: {
    kind: 'failed',
    hint: 'The mailbox holds more than two million items: its snapshot stays UNSCANNED.',
  },
});
