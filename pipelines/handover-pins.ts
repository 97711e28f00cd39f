import { withNotes } from '../catalog/index.ts';
import { hasCode } from '../core/index.ts';
import type { MailboxId, SnapshotId, TenantId } from '../domain/index.ts';
import type { BackupDeps } from './backup-deps.ts';

export interface PinRequest {
  readonly tenant: TenantId;
  readonly snapshots: readonly { readonly mailboxId: MailboxId | string; readonly snapshot: SnapshotId | string }[];
  readonly on: boolean;
  readonly reason: string;
  readonly by: string;
  readonly signal: AbortSignal;
}

/**
 * Pins snapshots, so that retention keeps them, or releases them; the catalogue's rows say so too. A snapshot that is gone is
 * an error (VAULT_SNAPSHOT_NOT_FOUND) where it is to be kept, and none where it is released.
 */
export async function pinSnapshots(
  deps: Pick<BackupDeps, 'vault' | 'catalog' | 'clock'>,
  request: PinRequest,
): Promise<void> {
  const { tenant, on, reason, by, signal } = request;
  const at = new Date(deps.clock.now()).toISOString();
  for (const { mailboxId, snapshot } of request.snapshots) {
    try {
      const note = { kind: 'pin', snapshot, at, by, on, reason } as const;
      const stored = await deps.vault.putNote({ tenant, mailboxId }, note, { signal });
      const row = await deps.catalog.snapshots.find(snapshot);
      if (row === null || row === 'ambiguous') continue;
      const { pinned } = withNotes(row, [stored]);
      await deps.catalog.snapshots.put({ ...row, pinned });
    } catch (error) {
      if (on || !hasCode(error, 'VAULT_SNAPSHOT_NOT_FOUND')) throw error;
    }
  }
}
