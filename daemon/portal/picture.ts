import { type Link, parisDay, signatoryOn } from '../../domain/index.ts';
import { type Contract, type KnownPackage, listPackages, readContract } from '../../pipelines/index.ts';
import type { App } from '../app.ts';

/** What the portal's parts read: each answer is of this very moment, but for packages, which never change once built. */
export interface Picture {
  readonly app: App;
  contract(tenant: string): Promise<Contract>;
  packages(tenant: string, signal: AbortSignal): Promise<readonly KnownPackage[]>;
  /** The package that the link gives: its own, else the one that is at the client's. */
  packageOf(link: Link, signal: AbortSignal): Promise<KnownPackage | null>;
  /** Who signs for the client today; null while no contract is recorded. */
  signatory(
    tenant: string,
  ): Promise<{ readonly name: string; readonly capacity: string; readonly email: string } | null>;
}

/** A page asks for packages several times; a build takes minutes. */
const PACKAGES_LIVE_MS = 30_000;

export function openPicture(app: App): Picture {
  const known = new Map<string, { readonly at: number; readonly packages: Promise<readonly KnownPackage[]> }>();
  const contract = async (tenant: string): Promise<Contract> => readContract(await app.ledger(), tenant);
  const packages = (tenant: string, signal: AbortSignal): Promise<readonly KnownPackage[]> => {
    const now = app.clock.monotonic();
    const found = known.get(tenant);
    if (found !== undefined && now - found.at < PACKAGES_LIVE_MS) return found.packages;
    const fresh = app.vault().then((vault) => listPackages(vault, tenant, signal));
    known.set(tenant, { at: now, packages: fresh });
    fresh.catch(() => known.delete(tenant));
    return fresh;
  };
  return {
    app,
    contract,
    packages,
    packageOf: async (link, signal) => {
      const id = link.packageId ?? (await contract(link.tenant)).state.handover.packageId;
      return (await packages(link.tenant, signal)).find((one) => one.packageId === id) ?? null;
    },
    signatory: async (tenant) => {
      const { state } = await contract(tenant);
      return signatoryOn(state, parisDay(app.clock.now())) ?? state.terms?.signatory ?? null;
    },
  };
}
