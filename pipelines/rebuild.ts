import { type Catalog, type RebuildReport, rebuildCatalog } from '../catalog/index.ts';
import type { OnProgress } from '../core/index.ts';
import type { Vault } from '../vault/index.ts';

/** Makes every snapshot row again from the vault; leases then go on above the highest fence found. */
export function rebuildFromVault(
  vault: Vault,
  catalog: Catalog,
  options: { readonly signal: AbortSignal; readonly onProgress?: OnProgress },
): Promise<RebuildReport> {
  const { signal } = options;
  return rebuildCatalog(catalog, vault.manifests({}, signal), vault.notes({}, signal), options);
}
