import type { TenantId } from '../../domain/index.ts';
import { mailboxItem } from '../../handover/index.ts';
import { type HandoverDeps, listPackages } from '../../pipelines/index.ts';

/** Mailbox parts whose newest snapshot holds other bytes than the one that was handed over last, or that are new. */
export async function changedItems(
  deps: Pick<HandoverDeps, 'vault' | 'catalog'>,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const handed = new Map<string, string>();
  const digest = (parts: readonly { readonly name: string; readonly sha256: string }[]): string =>
    parts
      .map((one) => `${one.sha256} ${one.name}`)
      .sort()
      .join('\n');
  for (const { freeze } of await listPackages(deps.vault, tenant, signal)) {
    for (const one of freeze.parts) handed.set(one.item, digest(one.parts));
  }
  const newest = new Map<string, { readonly at: string; readonly parts: string }>();
  for (const one of await deps.catalog.snapshots.list({ tenant })) {
    if (one.kind === 'configuration') continue;
    const item = mailboxItem(one.mailboxId, one.kind);
    const known = newest.get(item);
    if (known === undefined || known.at < one.createdAt)
      newest.set(item, { at: one.createdAt, parts: digest(one.parts) });
  }
  return [...newest]
    .filter(([item, { parts }]) => handed.get(item) !== parts)
    .map(([item]) => item)
    .sort();
}
