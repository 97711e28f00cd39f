import { canonicalJson, type JsonValue } from '../core/index.ts';
import { exportableClasses } from '../domain/index.ts';
import {
  configurationItem,
  type InventoryFreeze,
  leafletInEnglish,
  leafletInFrench,
  type PackageBag,
  type PackageItem,
  packageMailbox,
  registerDocument,
} from '../handover/index.ts';
import type { Ledger, LedgerEvent } from '../ledger/index.ts';
import { configurationFiles, peopleIn, type StoredClass } from './handover-configuration.ts';
import type { ReconciledPart } from './handover-mailbox-bag.ts';
import type { BagMaker } from './handover-make-bag.ts';
import type { PackageSnapshots } from './handover-open-package.ts';
import type { Readers } from './handover-readers.ts';
import { textStream } from './handover-store-package.ts';

/** Classes of the configuration that this round hands over: those that its items name. */
export function classesAsked(
  freeze: InventoryFreeze,
  stored: ReadonlyMap<string, StoredClass>,
): readonly StoredClass[] {
  if (!freeze.selected) return [...stored.values()];
  const asked = new Set(
    exportableClasses.flatMap(({ number, capture }) =>
      capture.by === 'configuration' && freeze.items.includes(configurationItem(number)) ? capture.classes : [],
    ),
  );
  return [...stored.values()].filter((one) => asked.has(one.class));
}

/** Fills the bag of the configuration and gives its items. */
export async function fillConfigurationBag(
  bag: BagMaker,
  freeze: InventoryFreeze,
  classes: readonly StoredClass[],
): Promise<readonly PackageItem[]> {
  const sizes = new Map<string, number>();
  for (const { path, content } of configurationFiles(classes)) sizes.set(path, await bag.generated(path, content));
  return exportableClasses.flatMap((entry): readonly PackageItem[] => {
    const id = configurationItem(entry.number);
    const state = freeze.classes.find((one) => one.number === entry.number);
    if (!freeze.items.includes(id) || state === undefined) return [];
    const paths = entry.writes.filter((one) => sizes.has(one));
    const why = state.why === null ? [] : [{ class: 'not-captured', folder: null, count: 1, message: state.why.en }];
    return [
      {
        id,
        kind: 'configuration',
        label: { ...entry.name },
        bag: bag.name,
        count: state.entries ?? 0,
        bytes: paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0),
        files: paths.map((path) => bag.id(path)),
        verdict: null,
        night: freeze.configuration?.night ?? '',
        exceptions: why,
      },
    ];
  });
}

/** Fills the bag of evidence: the tenant's acts up to the freeze with their hashes, and the backup catalogue as it was then. */
export async function fillEvidenceBag(
  bag: BagMaker,
  request: {
    readonly freeze: InventoryFreeze;
    readonly snapshots: PackageSnapshots;
    readonly readers: Readers;
    readonly ledger: Pick<Ledger, 'events'>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { freeze, readers, snapshots, signal } = request;
  const events = await request.ledger.events({ tenant: freeze.tenant });
  await bag.generated('data/acts.jsonl', actLines(events.filter((one) => one.seq <= freeze.ledgerSeq)));
  const { manifest } = snapshots.freeze;
  const part = manifest.parts.find((one) => one.name === 'snapshots.jsonl');
  if (part === undefined) throw new TypeError('a freeze without its catalogue');
  const mailboxId = packageMailbox(freeze.packageId);
  const reader = await readers.get(mailboxId, manifest.id, signal);
  await bag.stored('data/snapshots.jsonl', {
    source: { kind: 'snapshot', mailboxId, snapshot: manifest.id, part: part.name },
    bytes: part.bytes,
    sha256: part.sha256,
    content: reader.part(part.name, signal),
  });
}

async function* actLines(events: readonly LedgerEvent[]): AsyncGenerator<Uint8Array> {
  for (const one of events) yield Buffer.from(`${canonicalJson(one as unknown as JsonValue)}\n`);
}

export interface IndexBagFacts {
  readonly freeze: InventoryFreeze;
  readonly name: string;
  /** Every other bag. */
  readonly bags: readonly PackageBag[];
  readonly parts: readonly ReconciledPart[];
  readonly classes: readonly StoredClass[];
  readonly reconciliationCsv: AsyncIterable<Uint8Array>;
}

/** Fills the index bag: leaflets, register, the other bags by their hashes, the reconciliation. */
export async function fillIndexBag(bag: BagMaker, facts: IndexBagFacts): Promise<void> {
  const { freeze, name, bags } = facts;
  const { contractId, round, frozenAt } = freeze;
  const leaflet = { name, contractId, round, frozenAt, bags: [...bags.map((one) => one.name), name] };
  await bag.generated('data/LISEZ-MOI.txt', textStream(leafletInFrench(leaflet)));
  await bag.generated('data/README.txt', textStream(leafletInEnglish(leaflet)));
  await bag.generated('data/register.json', json(registerDocument(freeze.classes)));
  await bag.generated('data/bags.json', json(bagsDocument(freeze, bags)));
  await bag.generated('data/reconciliation.json', json(reconciliationDocument(facts)));
  await bag.generated('data/reconciliation.csv', facts.reconciliationCsv);
}

const json = (value: JsonValue): AsyncIterable<Uint8Array> => textStream(`${canonicalJson(value)}\n`);

/** `data/bags.json`: every bag but the index bag itself. */
export function bagsDocument(freeze: InventoryFreeze, bags: readonly PackageBag[]): JsonValue {
  const { packageId, contractId, round } = freeze;
  return {
    format: 1,
    packageId,
    contractId,
    round,
    bags: bags.map(({ name, role, octets, streams, tagManifestSha512 }) => {
      return { name, role, medium: null, payloadOxum: `${octets}.${streams}`, tagManifestSha512 };
    }),
  };
}

/** `data/reconciliation.json`: each mailbox part and each class of the configuration, with every difference. */
export function reconciliationDocument({ freeze, parts, classes }: IndexBagFacts): JsonValue {
  const sum = (pick: (one: ReconciledPart) => number): number => parts.reduce((total, one) => total + pick(one), 0);
  return {
    format: 1,
    packageId: freeze.packageId,
    frozenAt: freeze.frozenAt,
    parts: parts.map((one) => ({ ...one }) as unknown as JsonValue),
    configuration: classes.map(({ class: name, records, error }) => {
      return { class: name, records: records.length, people: peopleIn(records), error };
    }),
    passedOver: freeze.parts.flatMap((part) =>
      part.passedOver.map((one) => ({ item: part.item, mailbox: part.mailbox, kind: part.kind, ...one })),
    ),
    notCaptured: freeze.notCaptured.map((one) => ({ ...one })),
    totals: {
      parts: parts.length,
      items: sum((one) => one.delivered),
      pst: sum((one) => one.pst.items),
      unexplained: sum((one) => one.unexplained),
    },
  };
}
