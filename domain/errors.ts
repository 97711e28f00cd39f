import { errorTable } from '../core/index.ts';

export const domainError = errorTable({
  FACTS_DAMAGED: { kind: 'integrity', hint: 'Run coffre verify --level full on the snapshot.' },
  FACTS_TOO_MANY: {
    kind: 'failed',
    hint: 'The mailbox holds more than two million items: its snapshot stays UNSCANNED.',
  },
  LINK_INVALID: {
    kind: 'usage',
    hint: 'Name the tenant, the recipient, at least one scope and a life of at least a second.',
  },
});
