import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../core/index.ts';
import { CONFIGURATION_MAILBOX } from '../domain/index.ts';
import {
  bagNames,
  type CheckedBag,
  checkBag,
  type InventoryFreeze,
  type PackageFinding,
  packageName,
  partsByMailbox,
  registerDocument,
  registerGaps,
  textLines,
} from '../handover/index.ts';
import { checkConfigurationBag, checkMailboxConfiguration, readJson } from './handover-check-configuration.ts';
import { checkMailboxBag } from './handover-check-mailbox.ts';
import { isObject, readConfiguration, type StoredClass } from './handover-configuration.ts';
import { findPackage, openPackage, type PackageName, readFreeze } from './handover-open-package.ts';
import { classesAsked } from './handover-other-bags.ts';
import { type PackageView, viewOf } from './handover-package-view.ts';
import type { PackageVerification, VerifyPackageDeps } from './handover-ports.ts';
import { snapshotReaders } from './handover-readers.ts';

/** Findings beyond this are only counted: a package that is all wrong needs no list of everything. */
const LISTED = 1_000;

export interface VerifyPackageRequest extends PackageName {
  readonly signal: AbortSignal;
  /** Read through this instead of the vault: a medium, or a test. */
  readonly view?: PackageView;
}

/**
 * Counts a package again from its bytes, trusting only the frozen inventory and the snapshots that it names: every file read
 * and hashed, every bag against what it says of itself and against `bags.json`, items against PSTs, rights against the
 * configuration snapshot, the register, the acts' hashes, the root. Findings are the result; it throws only where
 * nothing can be read.
 */
export async function verifyPackage(
  deps: VerifyPackageDeps,
  request: VerifyPackageRequest,
): Promise<PackageVerification> {
  const { tenant, packageId, signal } = request;
  const readers = snapshotReaders(deps.vault, tenant);
  const snapshots = await findPackage(deps.vault, request, signal);
  const freeze = await readFreeze(readers, snapshots, signal);
  const opened = await openPackage(deps.vault, request, signal);
  const { index } = opened;
  const view = request.view ?? viewOf(opened);
  const findings: PackageFinding[] = [];
  let more = 0;
  const onFinding = (one: PackageFinding): void => void (findings.length < LISTED ? findings.push(one) : more++);
  const { onProgress } = deps;
  const stored: ReadonlyMap<string, StoredClass> =
    freeze.configuration === null
      ? new Map()
      : await readConfiguration(
          await readers.get(CONFIGURATION_MAILBOX, freeze.configuration.snapshot, signal),
          signal,
        );
  const name = packageName(freeze.contractId, freeze.round);
  const names = bagsOf(freeze, name);
  const checked = new Map<string, CheckedBag>();
  for (const bag of names) checked.set(bag, await checkBag(view, bag, { onFinding, onProgress, signal }));
  const indexBag = checked.get(name);
  const reconciled = await checkIndexBag({ view, freeze, name, checked, onFinding, signal });
  for (const parts of partsByMailbox(freeze.parts)) {
    const bag = checked.get(bagNames.mailbox(name, parts[0].mailboxId));
    if (bag === undefined || bag.files.size === 0) continue;
    await checkMailboxBag({ view, bag, parts, reconciled: reconciled.parts, onFinding, signal });
    await checkMailboxConfiguration({ view, bag, onFinding, signal }, stored.values(), parts[0].mailboxId);
  }
  const configuration = checked.get(bagNames.configuration(name));
  if (configuration !== undefined && configuration.files.size > 0) {
    await checkConfigurationBag({ view, bag: configuration, onFinding, signal }, classesAsked(freeze, stored));
  }
  const evidence = checked.get(bagNames.evidence(name));
  if (evidence?.files.has('data/acts.jsonl') === true) await checkActs(view, evidence.name, freeze, onFinding, signal);
  const root = indexBag?.tagManifestSha512 ?? '';
  if (root !== index.root) {
    onFinding({
      kind: 'different',
      bag: name,
      path: 'tagmanifest-sha512.txt',
      message: 'the root is not that of the package',
    });
  }
  const { unexplained } = reconciled;
  if (unexplained !== index.unexplained) {
    const message = `${unexplained} unexplained differences, the package says ${index.unexplained}`;
    onFinding({ kind: 'different', bag: name, path: 'data/reconciliation.json', message });
  }
  const foreign = index.files.find((one) => !checked.has(one.bag));
  if (foreign !== undefined) {
    onFinding({ kind: 'unexpected', bag: foreign.bag, path: foreign.path, message: 'no bag of that name was frozen' });
  }
  if (!equal(index.items.map((one) => one.id).toSorted(), freeze.items.toSorted())) {
    onFinding({ kind: 'different', bag: name, path: '', message: 'its items are not those of the frozen inventory' });
  }
  if (more > 0) onFinding({ kind: 'different', bag: name, path: '', message: `${more} more findings` });
  const all = [...checked.values()].flatMap((bag) => [...bag.files.values()]);
  return {
    packageId,
    exit: exitOf(findings),
    root,
    findings,
    unexplained,
    bags: names.length,
    files: all.length,
    bytes: all.reduce((sum, one) => sum + one.bytes, 0),
    items: index.items.map((one) => one.id),
  };
}

/** 3 where whole bags are missing and all else is equal: they may be elsewhere. */
function exitOf(findings: readonly PackageFinding[]): PackageVerification['exit'] {
  if (findings.length === 0) return 0;
  return findings.every((one) => one.kind === 'missing' && one.path === '') ? 3 : 6;
}

/** The bags that a frozen inventory makes: taken from it alone, so that one that was left out is missed. */
function bagsOf(freeze: InventoryFreeze, name: string): readonly string[] {
  return [
    ...partsByMailbox(freeze.parts).map(([{ mailboxId }]) => bagNames.mailbox(name, mailboxId)),
    ...(freeze.configuration === null ? [] : [bagNames.configuration(name)]),
    bagNames.evidence(name),
    name,
  ];
}

interface IndexCheck {
  readonly view: PackageView;
  readonly freeze: InventoryFreeze;
  readonly name: string;
  readonly checked: ReadonlyMap<string, CheckedBag>;
  readonly onFinding: (finding: PackageFinding) => void;
  readonly signal: AbortSignal;
}

/** Compares `bags.json`, `register.json` and `reconciliation.json` with what was read and what was frozen. */
async function checkIndexBag(
  check: IndexCheck,
): Promise<{ readonly parts: ReadonlyMap<unknown, unknown>; readonly unexplained: number }> {
  const { view, freeze, name, checked, signal } = check;
  const found = (path: string, message: string): void =>
    check.onFinding({ kind: 'different', bag: name, path, message });
  const read = async (path: string): Promise<unknown> =>
    checked.get(name)?.files.has(path) === true ? readJson(view, name, path, signal) : undefined;

  const bags = await read('data/bags.json');
  const listed = new Map(listOf(bags, 'bags').map((one) => [one['name'], one]));
  for (const bag of checked.values()) {
    if (bag.name === name || bags === undefined) continue;
    const entry = listed.get(bag.name);
    listed.delete(bag.name);
    const isSame =
      entry?.['tagManifestSha512'] === bag.tagManifestSha512 && entry['payloadOxum'] === `${bag.octets}.${bag.streams}`;
    if (!isSame && bag.files.size > 0) found('data/bags.json', `does not describe ${bag.name} as it is`);
  }
  for (const one of listed.keys()) found('data/bags.json', `names a bag ${JSON.stringify(one)} that was not frozen`);

  const register = await read('data/register.json');
  for (const gap of register === undefined ? [] : registerGaps(register)) found('data/register.json', gap);
  if (register !== undefined && !equal(register, registerDocument(freeze.classes))) {
    found('data/register.json', 'is not the register of the frozen inventory');
  }

  const reconciliation = await read('data/reconciliation.json');
  const rows = listOf(reconciliation, 'parts');
  const parts = new Map<unknown, unknown>(rows.map((one) => [one['item'], one]));
  if (reconciliation !== undefined && (parts.size !== rows.length || rows.length !== freeze.parts.length)) {
    found('data/reconciliation.json', `lists ${rows.length} parts of ${freeze.parts.length}`);
  }
  let unexplained = 0;
  for (const row of rows) {
    for (const one of listOf(row, 'differences')) {
      if (one['class'] === 'unexplained') unexplained += Number(one['count']);
    }
  }
  return { parts, unexplained };
}

function listOf(value: unknown, member: string): readonly { readonly [key: string]: JsonValue | undefined }[] {
  const list = isObject(value) ? value[member] : undefined;
  return Array.isArray(list) ? (list as JsonValue[]).filter(isObject) : [];
}

function equal(a: unknown, b: JsonValue): boolean {
  try {
    return canonicalJson(a as JsonValue) === canonicalJson(b);
  } catch {
    return false;
  }
}

/** Each act has the hash of what it says, is the tenant's, and none comes after the freeze. */
async function checkActs(
  view: PackageView,
  bag: string,
  freeze: InventoryFreeze,
  onFinding: (finding: PackageFinding) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = 'data/acts.jsonl';
  let last = 0;
  for await (const { text, ended } of textLines(view.open(bag, path, signal))) {
    const message = ended ? actProblem(text, freeze, last) : 'a line does not end';
    if (message !== null) onFinding({ kind: 'different', bag, path, message: `after act ${last}: ${message}` });
    else last = Number((JSON.parse(text) as { seq: number }).seq);
  }
}

function actProblem(text: string, freeze: InventoryFreeze, last: number): string | null {
  let act: unknown;
  try {
    act = JSON.parse(text);
  } catch {
    return 'a line is no act';
  }
  if (!isObject(act)) return 'a line is no act';
  const { hash, ...rest } = act;
  const seq = Number(act['seq']);
  if (hash !== createHash('sha256').update(canonicalJson(rest)).digest('hex'))
    return 'an act has not the hash of its words';
  if (act['tenant'] !== freeze.tenant) return 'an act is of another tenant';
  return seq > last && seq <= freeze.ledgerSeq ? null : 'acts are out of order, or later than the freeze';
}
