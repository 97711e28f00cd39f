import type { Catalog } from '../../catalog/index.ts';
import type { TenantId } from '../../domain/index.ts';

/** Mailboxes of a tenant that are not retired: those of users, and all. An archive belongs to its mailbox. */
export async function countMailboxes(
  catalog: Pick<Catalog, 'mailboxes'>,
  tenant: TenantId,
): Promise<{ readonly user: number; readonly all: number }> {
  const known = (await catalog.mailboxes.list(tenant)).filter((one) => !one.retired);
  return { user: known.filter((one) => one.type === 'user').length, all: known.length };
}
