import { canonicalJson, collectBytes, type JsonValue } from '../core/index.ts';
import type { CheckedBag, PackageFinding } from '../handover/index.ts';
import { isObject, mailboxClassesOf, peopleIn, type StoredClass } from './handover-configuration.ts';
import type { PackageView } from './handover-package-view.ts';

/** A class above this is none; see the limit of the snapshot itself. */
const LIMIT = 256 * 1024 * 1024;

export interface ConfigurationCheck {
  readonly view: PackageView;
  readonly bag: CheckedBag;
  readonly onFinding: (finding: PackageFinding) => void;
  readonly signal: AbortSignal;
}

/** Every class of the configuration snapshot stands in the bag, entry by entry and person by person, and nothing else does. */
export async function checkConfigurationBag(check: ConfigurationCheck, expected: Iterable<StoredClass>): Promise<void> {
  const { bag, onFinding } = check;
  const left = new Set([...bag.files.keys()].filter((path) => /^data\/config\/.*\.json$/.test(path)));
  for (const one of expected) {
    const path = `data/config/${one.class}.json`;
    const finding = (message: string): void => onFinding({ kind: 'different', bag: bag.name, path, message });
    left.delete(path);
    if (!bag.files.has(path)) {
      onFinding({ kind: 'missing', bag: bag.name, path, message: `${one.records.length} entries are not handed over` });
      continue;
    }
    const delivered = await recordsOf(check, path, one.class);
    if (delivered === null) {
      finding('does not read as a class of the configuration');
      continue;
    }
    if (delivered.length !== one.records.length) {
      finding(`has ${delivered.length} entries, the configuration snapshot ${one.records.length}`);
    }
    const [people, wanted] = [peopleIn(delivered), peopleIn(one.records)];
    if (people !== wanted) finding(`names ${people} people, the configuration snapshot ${wanted}`);
    const differs = one.records.findIndex((record, at) => {
      const other = delivered[at];
      return other === undefined || canonicalJson(other) !== canonicalJson(record);
    });
    if (differs >= 0) finding(`entry ${differs + 1} is not that of the configuration snapshot`);
  }
  for (const path of left) {
    onFinding({ kind: 'unexpected', bag: bag.name, path, message: 'the configuration snapshot has no such class' });
  }
}

/** The settings and rights of one mailbox, in its own bag. */
export function checkMailboxConfiguration(
  check: ConfigurationCheck,
  stored: Iterable<StoredClass>,
  mailboxId: string,
): Promise<void> {
  return checkConfigurationBag(check, mailboxClassesOf(stored, mailboxId));
}

async function recordsOf(check: ConfigurationCheck, path: string, name: string): Promise<readonly JsonValue[] | null> {
  const { view, bag, signal } = check;
  const value = await readJson(view, bag.name, path, signal);
  if (!isObject(value) || value['class'] !== name || !Array.isArray(value['records'])) return null;
  return value['records'] as readonly JsonValue[];
}

/** A JSON file of a bag; null where it is none. */
export async function readJson(view: PackageView, bag: string, path: string, signal: AbortSignal): Promise<unknown> {
  const bytes = await collectBytes(view.open(bag, path, signal), LIMIT);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
