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
  CONTRACT_NOT_SIGNED: {
    kind: 'refused',
    hint: 'Record it: coffre contract event TENANT contract.signed --text FILE --subscribed YYYY-MM-DD.',
  },
  HTTP_NO_PUBLIC_URL: {
    kind: 'usage',
    hint: 'Set http.publicUrl in the configuration, or deliver a medium with --receipt FILE.',
  },
  PORTAL_NO_MAIL: { kind: 'usage', hint: 'Add mail to the configuration: the portal sends codes and links by it.' },
  ROLE_READS: {
    kind: 'refused',
    hint: 'Let a technician or an approver do it.',
  },
  ROLE_TENANT: {
    kind: 'refused',
    hint: 'Add the tenant to this person’s tenants in people, or let somebody act who works for it.',
  },
  INIT_EXISTS: { kind: 'refused', hint: 'coffre init never overwrites: move the file away first.' },
  NIGHT_INVALID: { kind: 'usage', hint: 'Give a night as YYYY-MM-DD, not in the future.' },
});
