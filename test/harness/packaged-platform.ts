import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigurationClass, MailboxSource, SourceFolderCount } from '../../connectors/sources/index.ts';
import { collectBytes, type JsonValue, neverAborted, sha256Hex } from '../../core/index.ts';
import { tenantId } from '../../domain/index.ts';
import type { InventoryFreeze, PackageIndex } from '../../handover/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import {
  backupConfiguration,
  backupMailbox,
  buildPackage,
  createSpool,
  type FreezeRequest,
  freezeInventory,
  type HandoverDeps,
  openPackage,
  type PackageView,
  packageFiles,
} from '../../pipelines/index.ts';
import { fileByteSource, openPst } from '../../pst/index.ts';
import { FIXTURES, type SmallPlatform, smallPlatform } from './small-platform.ts';

export const PROVIDER = {
  organization: 'Hébergeur SAS',
  address: '1 rue de l’Exemple\n75001 Paris',
  contactName: 'Service réversibilité',
  contactEmail: 'reversibilite@hebergeur.test',
};
export const tenant = tenantId('acme');

/** A tenant with mailboxes, rights and acts, of which packages are made; everything real but Exchange itself. */
export interface PackagedPlatform {
  readonly platform: SmallPlatform;
  readonly ledger: Ledger;
  readonly deps: HandoverDeps;
  /** One night of one mailbox; the fixture becomes its content. */
  save(mailbox: string, fixture: string, folders?: readonly SourceFolderCount[]): Promise<void>;
  /** One night of a part that the source exports as several files. */
  saveParts(mailbox: string, kind: 'primary' | 'archive', fixtures: readonly string[]): Promise<void>;
  saveConfiguration(classes: readonly ConfigurationClass[]): Promise<void>;
  freeze(request?: Partial<FreezeRequest>): Promise<InventoryFreeze>;
  build(packageId: string, acknowledgement?: string): Promise<PackageIndex>;
  close(): Promise<void>;
}

export async function packagedPlatform(): Promise<PackagedPlatform> {
  const platform = await smallPlatform();
  const { vault, clock } = platform;
  const ledger = await openLedger({
    path: join(platform.root, 'ledger.sqlite'),
    store: vault,
    clock,
    signal: neverAborted,
  });
  const deps: HandoverDeps = { ...platform.deps, ledger, spool: createSpool(join(platform.root, 'handover')) };
  const open = async () => {
    const run = platform.run(new Date(clock.now()).toISOString().slice(0, 10));
    const startedAt = new Date(clock.now()).toISOString();
    await platform.catalog.runs.open({ ...run, startedAt, by: 'test', trigger: 'manual' });
    return run;
  };
  return {
    platform,
    ledger,
    deps,
    save: async (name, fixture, folders) => {
      await platform.place(tenant, name, fixture);
      const mailbox = await platform.mailbox(tenant, name);
      await platform.catalog.mailboxes.see(
        { ...mailbox, source: platform.source.id },
        new Date(clock.now()).toISOString(),
      );
      const source: MailboxSource = {
        ...platform.source,
        export: async (request) => ({ ...(await platform.source.export(request)), sourceFolders: folders ?? null }),
      };
      await backupMailbox(platform.deps, { run: await open(), source, mailbox, kind: 'primary', signal: neverAborted });
    },
    saveParts: async (name, kind, fixtures) => {
      await platform.place(tenant, name, fixtures[0] ?? '');
      const mailbox = await platform.mailbox(tenant, name);
      const source: MailboxSource = {
        ...platform.source,
        export: async (request) => ({
          ...(await platform.source.export({ ...request, kind: 'primary' })),
          parts: await Promise.all(
            fixtures.map(async (fixture, at) => {
              const path = join(request.spoolDir, `part-${at}.pst`);
              const content = await readFile(join(FIXTURES, fixture));
              await writeFile(path, content);
              return { name: `part-${at}.pst`, path, bytes: content.byteLength, sha256: sha256Hex(content) };
            }),
          ),
        }),
      };
      const request = { run: await open(), source, mailbox, kind, signal: neverAborted };
      const { error } = await backupMailbox(platform.deps, request);
      if (error !== null) throw new Error(`${error.code}: ${error.message}`);
    },
    saveConfiguration: async (classes) => {
      const source: MailboxSource = { ...platform.source, captureConfiguration: async () => classes };
      await backupConfiguration(platform.deps, {
        run: await open(),
        source,
        tenant,
        mailboxes: [],
        signal: neverAborted,
      });
    },
    freeze: (request = {}) =>
      freezeInventory(deps, {
        tenant,
        contractId: 'C-2026/001',
        round: 1,
        source: 'exchange',
        items: null,
        by: 'camille',
        signal: neverAborted,
        ...request,
      }),
    build: (packageId, acknowledgement) =>
      buildPackage(deps, {
        tenant,
        packageId,
        provider: PROVIDER,
        actor: 'camille',
        acknowledgement: acknowledgement ?? null,
        signal: neverAborted,
      }),
    close: async () => {
      await ledger.close();
      await platform.close();
    },
  };
}

/** What Exchange would have counted of a mailbox with just this content. */
export async function exchangeCounts(fixture: string): Promise<readonly SourceFolderCount[]> {
  const counted: SourceFolderCount[] = [];
  await using source = await fileByteSource(join(FIXTURES, fixture));
  const file = await openPst(source, { mode: 'strict', signal: neverAborted });
  for await (const { ipmPath: path, isSearchFolder, items } of file.folders(neverAborted)) {
    if (path !== null && !isSearchFolder) counted.push({ path, items, includesHidden: false, folderType: null });
  }
  return counted;
}

/** A record of the configuration as the capture makes them. */
export function record(
  mailbox: string | null,
  id: string,
  people: readonly string[] = [],
  values: JsonValue = {},
): JsonValue {
  const trustees = people.length === 0 ? {} : { User: people.map((name) => ({ name, guid: null })) };
  return { id, name: `name of ${id}`, mailbox, values, trustees, droppedForeign: 0 };
}

/** All files of a package: bag → path → bytes. */
export type PackageBytes = Map<string, Map<string, Buffer>>;

export async function readPackage(platform: SmallPlatform, packageId: string): Promise<PackageBytes> {
  const opened = await openPackage(platform.vault, { tenant, packageId }, neverAborted);
  const bags: PackageBytes = new Map();
  for await (const one of packageFiles(opened)) {
    const files = bags.get(one.bag) ?? new Map<string, Buffer>();
    bags.set(one.bag, files.set(one.path, await collectBytes(one.open(neverAborted), 100_000_000)));
  }
  return bags;
}

/** The package in memory, for whoever wants to damage it. */
export function bytesView(bags: PackageBytes): PackageView {
  const find = (bag: string, path: string): Buffer => bags.get(bag)?.get(path) ?? Buffer.alloc(0);
  return {
    files: async function* (bag) {
      for (const [path, content] of bags.get(bag) ?? []) yield { path, bytes: content.byteLength };
    },
    open: async function* (bag, path) {
      const content = find(bag, path);
      for (let at = 0; at < content.byteLength; at += 65_536) yield content.subarray(at, at + 65_536);
    },
    read: async (bag, path, offset, length) => find(bag, path).subarray(offset, offset + length),
  };
}
