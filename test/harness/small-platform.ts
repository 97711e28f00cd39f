import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, openCatalog } from '../../catalog/index.ts';
import { memoryStore, type ObjectStore } from '../../connectors/objects/index.ts';
import { createFolderSource, type DiscoveredMailbox, type MailboxSource } from '../../connectors/sources/index.ts';
import { neverAborted, noProgress, type OnStep, Secret, SimulatedClock, silentLogger } from '../../core/index.ts';
import { type Night, night, type RunId, runId, sourceId, type TenantId, tenantId } from '../../domain/index.ts';
import { type BackupDeps, createSpool } from '../../pipelines/index.ts';
import { createVault, openVault, type Vault } from '../../vault/index.ts';

export const FIXTURES = new URL('../fixtures/pst/', import.meta.url).pathname;

/** A platform small enough for a unit test and real in every part: folder source, vault on a store, catalogue on SQLite. */
export interface SmallPlatform {
  readonly root: string;
  readonly clock: SimulatedClock;
  readonly store: ObjectStore;
  readonly masterKey: Secret<Uint8Array>;
  readonly vault: Vault;
  readonly catalog: Catalog;
  readonly source: MailboxSource;
  readonly deps: BackupDeps;
  /** Puts a fixture into the source as this mailbox. */
  place(tenant: string, mailbox: string, fixture: string): Promise<void>;
  mailbox(tenant: string, name: string): Promise<DiscoveredMailbox>;
  /** A new run for this night. */
  run(date: string): { readonly id: RunId; readonly night: Night };
  /** Another process on the same vault: catalogue of its own file name, vault opened anew. */
  reopen(options?: {
    readonly catalogFile?: string;
    readonly onStep?: OnStep;
    readonly store?: ObjectStore;
  }): Promise<SmallPlatform>;
  close(): Promise<void>;
}

const START = Date.parse('2026-11-23T22:00:00+01:00');

export async function smallPlatform(
  options: { readonly store?: ObjectStore; readonly onStep?: OnStep; readonly tenants?: readonly string[] } = {},
): Promise<SmallPlatform> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-platform-'));
  const clock = new SimulatedClock(START);
  const store = options.store ?? memoryStore({ clock });
  const masterKey = new Secret<Uint8Array>(randomBytes(32));
  await (await createVault({ store, masterKey, clock, signal: neverAborted })).close();
  const tenants = (options.tenants ?? ['acme', 'beta']).map(tenantId);
  for (const one of tenants) await mkdir(join(root, 'pst', one), { recursive: true });
  return assemble({
    root,
    clock,
    store,
    masterKey,
    tenants,
    catalogFile: 'catalog.sqlite',
    onStep: options.onStep,
    owner: true,
  });
}

interface Parts {
  readonly root: string;
  readonly clock: SimulatedClock;
  readonly store: ObjectStore;
  readonly masterKey: Secret<Uint8Array>;
  readonly tenants: readonly TenantId[];
  readonly catalogFile: string;
  readonly onStep: OnStep | undefined;
  readonly owner: boolean;
}

async function assemble(parts: Parts): Promise<SmallPlatform> {
  const { root, clock, store, masterKey, tenants } = parts;
  const vault = await openVault({ store, masterKey, clock, signal: neverAborted });
  const catalog = await openCatalog({ path: join(root, parts.catalogFile), clock });
  const path = join(root, 'pst');
  const source = createFolderSource({ id: sourceId('drop'), path, tenants, concurrency: 2, clock });
  const deps: BackupDeps = {
    vault,
    catalog,
    clock,
    log: silentLogger,
    spool: createSpool(join(root, 'spool')),
    writer: 'test',
    holder: `test/${randomBytes(4).toString('hex')}`,
    heartbeatMs: 15_000,
    random: randomBytes,
    onStep: parts.onStep ?? (() => undefined),
    onProgress: noProgress,
  };
  return {
    root,
    clock,
    store,
    masterKey,
    vault,
    catalog,
    source,
    deps,
    place: (tenant, mailbox, fixture) => copyFile(join(FIXTURES, fixture), join(path, tenant, `${mailbox}.pst`)),
    mailbox: async (tenant, name) => {
      const { mailboxes } = await source.discover([tenantId(tenant)], neverAborted);
      const found = mailboxes.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no mailbox ${tenant}/${name}`);
      return found;
    },
    run: (date) => ({ id: runId(`run-${date}-${randomId()}`), night: night(date) }),
    reopen: (again = {}) =>
      assemble({
        ...parts,
        store: again.store ?? store,
        catalogFile: again.catalogFile ?? parts.catalogFile,
        onStep: again.onStep,
        owner: false,
      }),
    close: async () => {
      await catalog.close();
      await vault.close();
      if (parts.owner) await rm(root, { recursive: true, force: true });
    },
  };
}

function randomId(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  return [...randomBytes(10)].map((byte) => alphabet[byte & 31]).join('');
}
