import { errorTable } from '../core/index.ts';

export const daemonError = errorTable({
  MASTER_KEY_INVALID: {
    kind: 'usage',
    hint: 'The file must hold the 64 hexadecimal digits of the master key: restore it from the kit.',
  },
  TENANT_UNKNOWN: { kind: 'not-found', hint: 'List the tenants with coffre tenants list.' },
  MAILBOX_UNKNOWN: { kind: 'not-found', hint: 'List the mailboxes with coffre mailboxes list.' },
  CONTRACT_NOT_CONFIGURED: {
    kind: 'usage',
    hint: 'Add contract to the tenant in the configuration; docs/configuration.md lists its settings.',
  },
  ROLE_TENANT: {
    kind: 'refused',
    hint: 'Add the tenant to this person’s tenants in people, or let somebody act who works for it.',
  },
  INIT_EXISTS: { kind: 'refused', hint: 'coffre init never overwrites: move the file away first.' },
  NIGHT_INVALID: { kind: 'usage', hint: 'Give a night as YYYY-MM-DD, not in the future.' },
});
