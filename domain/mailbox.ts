import type { MailboxId, TenantId } from './ids.ts';

/** How Exchange calls it; a `folder` source knows only `user`. */
export type MailboxType = 'user' | 'shared' | 'room' | 'equipment' | 'linked' | 'other';

/** A mailbox as the vault and the catalogue know it. `name` is what people call it: the address, or the file's stem. */
export interface MailboxKey {
  readonly tenant: TenantId;
  readonly id: MailboxId;
  readonly name: string;
}

/** The pseudo-mailbox that carries a tenant's configuration snapshots. */
export const CONFIGURATION_MAILBOX = '_configuration';
