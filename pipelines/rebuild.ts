import { type Catalog, type RebuildReport, rebuildCatalog } from '../catalog/index.ts';
import type { OnProgress } from '../core/index.ts';
import type { CommittedManifest, UnreadableManifest, Vault } from '../vault/index.ts';

/** `snapshots/<tenant>/<mailbox>/<seq>-<fence>-<id>`, docs/vault-format.md § 2. */
const MANIFEST_NAME = /^snapshots\/[a-z2-7]{16}\/[a-z2-7]{16}\/\d{12}-(\d{12})-[a-z2-7]{26}$/;

/**
 * How far above the fences that are proven a mere name may raise them. A hundred years of nights of a large platform take
 * less; without a limit whoever may write to the store could use up all fences with one name.
 */
const MAX_RAISE = 1_000_000_000;

/**
 * Makes every snapshot row again from the vault; leases then go on above the highest fence found. Manifests that do not open
 * count by their names: once their key or their bytes are put right, none made meanwhile may stand below them and be void.
 */
export async function rebuildFromVault(
  vault: Vault,
  catalog: Catalog,
  options: { readonly signal: AbortSignal; readonly onProgress?: OnProgress },
): Promise<RebuildReport> {
  const { signal } = options;
  let named = 0;
  async function* manifests(): AsyncGenerator<CommittedManifest | UnreadableManifest> {
    for await (const one of vault.manifests({}, signal)) {
      if (!('manifest' in one)) named = Math.max(named, Number(MANIFEST_NAME.exec(one.key)?.[1] ?? 0));
      yield one;
    }
  }
  const report = await rebuildCatalog(catalog, manifests(), vault.notes({}, signal), options);
  const highestFence = Math.max(report.highestFence, Math.min(named, report.highestFence + MAX_RAISE));
  if (highestFence > report.highestFence) await catalog.leases.raiseFences(highestFence);
  return { ...report, highestFence };
}
