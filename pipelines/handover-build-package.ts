import { createReadStream } from 'node:fs';
import { snapshotFromManifest } from '../catalog/index.ts';
import { canonicalJson, type JsonValue } from '../core/index.ts';
import {
  CONFIGURATION_MAILBOX,
  civilDate,
  needsAcknowledgement,
  PARIS,
  restoreDecision,
  type Snapshot,
} from '../domain/index.ts';
import {
  type BagInfo,
  type Bilingual,
  bagNames,
  csvRow,
  type FrozenPart,
  handoverError,
  type InventoryFreeze,
  type PackageBag,
  type PackageIndex,
  packageIndexSchema,
  packageName,
  partsByMailbox,
} from '../handover/index.ts';
import { readConfiguration, type StoredClass } from './handover-configuration.ts';
import { fillMailboxBag, type MailboxBagResult } from './handover-mailbox-bag.ts';
import { type BagMaker, type MadeBag, makeBag } from './handover-make-bag.ts';
import { findPackage, type PackageSnapshots, readFreeze, readIndex } from './handover-open-package.ts';
import { classesAsked, fillConfigurationBag, fillEvidenceBag, fillIndexBag } from './handover-other-bags.ts';
import type { BuildRequest, HandoverDeps } from './handover-ports.ts';
import { type Readers, snapshotReaders } from './handover-readers.ts';
import { openPart, type PackagePart, storePackage, textStream } from './handover-store-package.ts';
import { notesBySnapshot } from './handover-tenant-snapshots.ts';

const DESCRIPTIONS: Readonly<Record<PackageBag['role'], Bilingual>> = {
  mailbox: { fr: 'Une boîte aux lettres et ses réglages', en: 'One mailbox and its settings' },
  configuration: { fr: 'Configuration et droits', en: 'Configuration and rights' },
  evidence: { fr: 'Preuves : actes et catalogue des sauvegardes', en: 'Evidence: acts and backup catalogue' },
  index: { fr: 'Sommaire de la remise', en: 'Index of the hand-over' },
};
/** Snapshots named by an act of acknowledgement; their number stands beside them. */
const NAMED_IN_ACT = 200;

/** What building goes through. */
interface Build {
  readonly deps: HandoverDeps;
  readonly request: BuildRequest;
  readonly freeze: InventoryFreeze;
  readonly snapshots: PackageSnapshots;
  readonly readers: Readers;
  readonly dir: string;
  readonly signal: AbortSignal;
}

/**
 * Makes the bags of a frozen inventory and stores what they generate as a snapshot of kind `package`: mail stays where it is.
 * The same freeze and provider give the same bytes; a package that was built is returned as it is. HANDOVER_GATE where a
 * snapshot is, or meanwhile became, one that needs an acknowledgement; an act says who gave it and why.
 */
export async function buildPackage(deps: HandoverDeps, request: BuildRequest): Promise<PackageIndex> {
  const { tenant, packageId, signal } = request;
  const readers = snapshotReaders(deps.vault, tenant);
  const found = await findPackage(deps.vault, request, signal);
  const freeze = await readFreeze(readers, found, signal);
  let built: PackageIndex | null = found.built === null ? null : await readIndex(readers, found, signal);
  if (built === null) await passGate(deps, request, freeze, readers);
  await storePackage(deps, { tenant, packageId, frozenAt: freeze.frozenAt, signal }, async (dir, held) => {
    // Another process may have built it while this one waited for the lease.
    const snapshots = await findPackage(deps.vault, request, held);
    if (snapshots.built !== null) {
      built = await readIndex(readers, snapshots, held);
      return null;
    }
    const made = await makeBags({ deps, request, freeze, snapshots, readers, dir, signal: held });
    built = made.index;
    return made.parts;
  });
  if (built === null) throw new TypeError('a package was stored and not built');
  return built;
}

async function passGate(
  deps: HandoverDeps,
  request: BuildRequest,
  freeze: InventoryFreeze,
  readers: Readers,
): Promise<void> {
  const { tenant, signal, actor } = request;
  const notes = await notesBySnapshot(deps.vault, tenant, signal);
  const risky: { part: FrozenPart; now: Snapshot }[] = [];
  for (const part of freeze.parts) {
    const { committed } = await readers.get(part.mailboxId, part.snapshot, signal);
    const now = snapshotFromManifest(committed, notes.get(part.snapshot) ?? []);
    const reason = request.acknowledgement;
    const acknowledgement = reason === null ? null : { reason, verdictId: part.verdictId };
    const decision = restoreDecision({ verdict: now.verdict, verdictId: now.verdictId, acknowledgement });
    if (decision.kind === 'refused') {
      const changed = decision.why === 'verdict-changed' ? ', a verdict newer than the frozen one' : '';
      const message = `${part.mailbox} (${part.kind}) of ${part.night} is ${now.verdict}${changed}`;
      throw handoverError('HANDOVER_GATE', message, { facts: { snapshot: part.snapshot } });
    }
    if (needsAcknowledgement(now.verdict)) risky.push({ part, now });
  }
  if (risky.length === 0) return;
  const body = {
    package: freeze.packageId,
    reason: request.acknowledgement ?? '',
    count: risky.length,
    snapshots: risky.slice(0, NAMED_IN_ACT).map(({ part, now }) => {
      return { snapshot: part.snapshot, verdict: now.verdict, verdictId: now.verdictId };
    }),
  };
  await deps.ledger.append({ actor, type: 'handover.acknowledged', tenant, body }, signal);
}

async function makeBags(
  build: Build,
): Promise<{ readonly index: PackageIndex; readonly parts: readonly PackagePart[] }> {
  const { freeze, readers, dir, signal } = build;
  const { onProgress } = build.deps;
  const name = packageName(freeze.contractId, freeze.round);
  const stored = await configurationOf(build);
  const classes = classesAsked(freeze, stored);
  const mailboxes = partsByMailbox(freeze.parts);
  const of = mailboxes.length + (freeze.configuration === null ? 0 : 1) + 2;
  const made: MadeBag[] = [];
  const results: MailboxBagResult[] = [];
  const finish = async (bag: BagMaker, role: PackageBag['role'], used: readonly string[]): Promise<void> => {
    made.push(await bag.close(role, infoOf(build, role, used, made.length + 1, of)));
  };
  await using csv = await openPart(dir, 'reconciliation.csv');
  await csv.append(
    textStream(`\ufeff${csvRow(['mailbox', 'part', 'folder', 'exchange', 'pst', 'hidden', 'delivered'])}`),
  );
  for (const parts of mailboxes) {
    const [first] = parts;
    await using bag = await makeBag(dir, bagNames.mailbox(name, first.mailboxId), freeze.seed, onProgress);
    const onRow = (row: string): Promise<void> => csv.append(textStream(row));
    results.push(await fillMailboxBag(bag, { readers, parts, classes: stored.values(), onRow, signal }));
    await finish(
      bag,
      'mailbox',
      parts.map((one) => one.snapshot),
    );
  }
  const items = results.flatMap((one) => one.items);
  if (freeze.configuration !== null) {
    await using bag = await makeBag(dir, bagNames.configuration(name), freeze.seed, onProgress);
    items.push(...(await fillConfigurationBag(bag, freeze, classes)));
    await finish(bag, 'configuration', [freeze.configuration.snapshot]);
  }
  {
    await using bag = await makeBag(dir, bagNames.evidence(name), freeze.seed, onProgress);
    const { snapshots } = build;
    await fillEvidenceBag(bag, { freeze, snapshots, readers, ledger: build.deps.ledger, signal });
    await finish(bag, 'evidence', [snapshots.freeze.manifest.id]);
  }
  const parts = results.flatMap((one) => one.parts);
  {
    await using bag = await makeBag(dir, bagNames.index(name), freeze.seed, onProgress);
    const { path } = await csv.close();
    const bags = made.map((one) => one.bag);
    await fillIndexBag(bag, {
      freeze,
      name,
      bags,
      parts,
      classes,
      reconciliationCsv: createReadStream(path, { signal }),
    });
    await finish(bag, 'index', []);
  }
  const bags = made.map((one) => one.bag);
  const index = packageIndexSchema.parse({
    format: 1,
    packageId: freeze.packageId,
    tenant: freeze.tenant,
    contractId: freeze.contractId,
    round: freeze.round,
    frozenAt: freeze.frozenAt,
    root: bags.at(-1)?.tagManifestSha512,
    bags,
    items,
    files: made.flatMap((one) => one.files),
    classes: freeze.classes,
    notCaptured: freeze.notCaptured,
    unexplained: parts.reduce((sum, one) => sum + one.unexplained, 0),
    bytes: bags.reduce((sum, one) => sum + one.bytes, 0),
  });
  await using file = await openPart(dir, 'package.json');
  await file.append(textStream(`${canonicalJson(index as unknown as JsonValue)}\n`));
  return { index, parts: [await file.close(), ...made.map((one) => one.part)] };
}

async function configurationOf({ freeze, readers, signal }: Build): Promise<ReadonlyMap<string, StoredClass>> {
  if (freeze.configuration === null) return new Map();
  return readConfiguration(await readers.get(CONFIGURATION_MAILBOX, freeze.configuration.snapshot, signal), signal);
}

function infoOf(
  { request, freeze }: Build,
  role: PackageBag['role'],
  snapshots: readonly string[],
  number: number,
  of: number,
): BagInfo {
  const { contractId, round, packageId, frozenAt } = freeze;
  return {
    provider: request.provider,
    description: DESCRIPTIONS[role],
    contractId,
    round,
    packageId,
    frozenAt,
    snapshots,
    // The day of the freeze, so that a repeated build gives the same bag.
    baggingDate: civilDate(Date.parse(frozenAt), PARIS),
    number,
    of,
  };
}
