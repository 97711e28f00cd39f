import { errorTable } from '../core/index.ts';

export const daemonError = errorTable({
  MASTER_KEY_INVALID: {
    kind: 'usage',
    hint: 'The file must hold the 64 hexadecimal digits of the master key: restore it from the kit.',
  },
  TENANT_UNKNOWN: { kind: 'not-found', hint: 'List the tenants with coffre tenants list.' },
  MAILBOX_UNKNOWN: { kind: 'not-found', hint: 'List the mailboxes with coffre mailboxes list.' },
  INIT_EXISTS: { kind: 'refused', hint: 'coffre init never overwrites: move the file away first.' },
  NIGHT_INVALID: { kind: 'usage', hint: 'Give a night as YYYY-MM-DD, not in the future.' },
});
