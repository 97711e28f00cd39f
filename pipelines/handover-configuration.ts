import { canonicalJson, collectBytes, type JsonValue } from '../core/index.ts';
import { type ExportableClass, exportableClasses } from '../domain/index.ts';
import { csvRow, handoverError } from '../handover/index.ts';
import type { SnapshotReader } from '../vault/index.ts';

/** Part of a configuration snapshot. */
const PART = 'configuration.json';
/** A configuration above this is no configuration: 1,000 mailboxes take some tens of megabytes. */
const LIMIT = 256 * 1024 * 1024;

export interface StoredClass {
  readonly class: string;
  readonly records: readonly JsonValue[];
  readonly error: string | null;
}

type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** The classes of a configuration snapshot. HANDOVER_SOURCE_CHANGED where they do not read as what the backup wrote. */
export async function readConfiguration(
  reader: SnapshotReader,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StoredClass>> {
  const text = (await collectBytes(reader.part(PART, signal), LIMIT)).toString('utf8');
  const value = parse(text);
  const classes = isObject(value) && value['format'] === 1 ? value['classes'] : undefined;
  if (!Array.isArray(classes)) throw unreadable();
  const found = new Map<string, StoredClass>();
  for (const one of classes as JsonValue[]) {
    if (!isObject(one) || typeof one['class'] !== 'string' || !/^[a-zA-Z]{1,60}$/.test(one['class']))
      throw unreadable();
    const { records, error } = one;
    if (!Array.isArray(records) || (error !== null && typeof error !== 'string')) throw unreadable();
    found.set(one['class'], { class: one['class'], records: records as JsonValue[], error });
  }
  return found;
}

const unreadable = () => handoverError('HANDOVER_SOURCE_CHANGED', 'the configuration snapshot does not read as one');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw handoverError('HANDOVER_SOURCE_CHANGED', 'the configuration snapshot is no JSON', { cause: error });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members of a record, whatever it lacks. */
export function recordOf(record: JsonValue): {
  readonly id: string;
  readonly name: string;
  readonly mailbox: string | null;
  readonly values: JsonObject;
  readonly trustees: Readonly<Record<string, readonly { readonly name: string; readonly guid: string }[]>>;
} {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const object = isObject(record) ? record : {};
  const trustees: Record<string, { name: string; guid: string }[]> = {};
  for (const [role, list] of Object.entries(isObject(object['trustees']) ? object['trustees'] : {})) {
    const people = (Array.isArray(list) ? (list as JsonValue[]) : []).filter(isObject);
    trustees[role] = people.map((one) => ({ name: text(one['name']), guid: text(one['guid']) }));
  }
  const mailbox = typeof object['mailbox'] === 'string' ? object['mailbox'] : null;
  const values = isObject(object['values']) ? object['values'] : {};
  return { id: text(object['id']), name: text(object['name']), mailbox, values, trustees };
}

/** How many entries of a register class a set of records holds: the records, or the people in the roles that it names. */
export function entriesOf(
  entry: ExportableClass,
  records: (configurationClass: string) => readonly JsonValue[],
): number {
  const { capture } = entry;
  if (capture.by !== 'configuration') return 0;
  const all = capture.classes.flatMap((one) => records(one));
  const { roles } = capture;
  if (roles === undefined) return all.length;
  return all.reduce<number>((sum, one) => {
    const { trustees } = recordOf(one);
    return sum + roles.reduce((people, role) => people + (trustees[role]?.length ?? 0), 0);
  }, 0);
}

/** Everybody who is named in a right: what "no permission was lost" is counted by. */
export function peopleIn(records: readonly JsonValue[]): number {
  return records.reduce<number>(
    (sum, one) => sum + Object.values(recordOf(one).trustees).reduce((people, list) => people + list.length, 0),
    0,
  );
}

/** `data/config/<class>.json`: one record a line inside an array, each canonical. */
export async function* classJson({ class: name, records, error }: StoredClass): AsyncGenerator<Uint8Array> {
  const head = canonicalJson({ class: name, error, format: 1 });
  yield Buffer.from(`${head.slice(0, -1)},"records":[`);
  for (const [at, record] of records.entries()) yield Buffer.from(`${at === 0 ? '' : ','}\n${canonicalJson(record)}`);
  yield Buffer.from('\n]}\n');
}

/** `data/config/<class>.csv`: a row for each person named, and for each record that names nobody. */
export async function* classCsv({ records }: StoredClass): AsyncGenerator<Uint8Array> {
  const columns = [...new Set(records.flatMap((one) => Object.keys(recordOf(one).values)))].sort();
  yield Buffer.from(`\ufeff${csvRow(['mailbox', 'id', 'name', 'role', 'person', 'personGuid', ...columns])}`);
  for (const one of records) {
    const { id, name, mailbox, values, trustees } = recordOf(one);
    const rest = columns.map((column) => plain(values[column]));
    const people = Object.entries(trustees).flatMap(([role, list]) => list.map((who) => [role, who.name, who.guid]));
    for (const [role = '', person = '', guid = ''] of people.length === 0 ? [[]] : people) {
      yield Buffer.from(csvRow([mailbox ?? '', id, name, role, person, guid, ...rest]));
    }
  }
}

function plain(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map((one) => plain(one as JsonValue)).join('; ') : canonicalJson(value);
}

/** Files of a configuration in a bag: each class as JSON, and as CSV where the register says so. */
export function* configurationFiles(
  classes: Iterable<StoredClass>,
): Generator<{ readonly path: string; readonly content: AsyncIterable<Uint8Array>; readonly class: string }> {
  const listed = new Set(exportableClasses.flatMap((one) => one.writes));
  for (const one of classes) {
    const stem = `data/config/${one.class}`;
    yield { path: `${stem}.json`, content: classJson(one), class: one.class };
    if (listed.has(`${stem}.csv`)) yield { path: `${stem}.csv`, content: classCsv(one), class: one.class };
  }
}

/** The records of one mailbox, class by class; classes without any are left out. */
export function* mailboxClassesOf(classes: Iterable<StoredClass>, mailboxId: string): Generator<StoredClass> {
  for (const one of classes) {
    const records = one.records.filter((record) => recordOf(record).mailbox === mailboxId);
    if (records.length > 0) yield { class: one.class, records, error: null };
  }
}
