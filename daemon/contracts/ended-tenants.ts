import { CodedError } from '../../core/index.ts';
import type { TenantId } from '../../domain/index.ts';
import { readContract } from '../../pipelines/index.ts';
import type { App } from '../app.ts';

/**
 * Tenants whose contract has effectively ended: they are no longer saved, and after an erasure a night must not make keys for
 * them again. Whatever state comes before it, suspension included, is saved every night (contract.md § 12, 7). A ledger that
 * cannot be read stops no backup: nobody is taken for ended then.
 */
export async function endedTenants(app: App, tenants: readonly TenantId[]): Promise<ReadonlySet<TenantId>> {
  const ended = new Set<TenantId>();
  try {
    const ledger = await app.ledger();
    for (const tenant of tenants) {
      const { state } = await readContract(ledger, tenant);
      if ('effectiveTermination' in state.lifecycle) ended.add(tenant);
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    app.log.error({ err: error }, 'the ledger does not tell which contracts have ended: every tenant is saved');
    return new Set();
  }
  return ended;
}
