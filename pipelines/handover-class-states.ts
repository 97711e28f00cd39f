import { type ExportableClass, exportableClasses } from '../domain/index.ts';
import { type ClassState, classOfItem, type FrozenPart } from '../handover/index.ts';
import { entriesOf, type StoredClass } from './handover-configuration.ts';

interface Inventory {
  readonly source: 'exchange' | 'folder';
  readonly parts: readonly FrozenPart[];
  /** Null where there is no configuration snapshot. */
  readonly configuration: ReadonlyMap<string, StoredClass> | null;
  /** Mailboxes that are known and have no snapshot, by type. */
  readonly missing: readonly { readonly type: string; readonly kinds: readonly string[] }[];
  /** Items of this round; null: all. */
  readonly items: ReadonlySet<string> | null;
}

type Outcome = Omit<ClassState, 'number'>;
const NOT_ASKED = { fr: 'hors de ce lot', en: 'not part of this round' };
const NO_EXCHANGE = { fr: 'pas d’accès à Exchange', en: 'no Exchange access' };

/**
 * What becomes of each class of the register: captured, in part, or not, always with the reason. A class that nobody can read
 * because the source is a folder of files is `not-applicable`.
 */
export function classStates(inventory: Inventory): readonly ClassState[] {
  return exportableClasses.map((entry) => ({ number: entry.number, ...outcome(entry, inventory) }));
}

function outcome(entry: ExportableClass, inventory: Inventory): Outcome {
  const { capture, number } = entry;
  if (inventory.source === 'folder' && !entry.withoutExchange) {
    return { state: 'not-applicable', entries: null, why: NO_EXCHANGE };
  }
  switch (capture.by) {
    case 'none':
      return { state: 'not-captured', entries: null, why: capture.why };
    case 'evidence':
      return { state: 'captured', entries: null, why: null };
    case 'in-pst':
      return inventory.parts.length === 0
        ? { state: 'not-captured', entries: null, why: NOT_ASKED }
        : { state: 'captured', entries: null, why: null };
    case 'mailboxes':
      return mailboxes(capture, inventory);
    case 'configuration': {
      const asked = inventory.items === null || [...inventory.items].some((one) => classOfItem(one) === number);
      return asked
        ? configuration(entry, inventory.configuration)
        : { state: 'not-captured', entries: null, why: NOT_ASKED };
    }
  }
}

function mailboxes(capture: Extract<ExportableClass['capture'], { by: 'mailboxes' }>, inventory: Inventory): Outcome {
  const isOf = (type: string): boolean => capture.types.includes(type);
  const parts = inventory.parts.filter((one) => one.kind === capture.kind && isOf(one.type));
  const missing = inventory.missing.filter((one) => isOf(one.type) && one.kinds.includes(capture.kind)).length;
  const damaged = parts.filter((one) => one.status === 'partial').length;
  if (missing === 0 && damaged === 0) return { state: 'captured', entries: parts.length, why: null };
  const why = {
    fr: `${missing} boîte(s) sans instantané, ${damaged} incomplète(s) : voir la liste`,
    en: `${missing} mailbox(es) without a snapshot, ${damaged} incomplete: see the list`,
  };
  return { state: 'partial', entries: parts.length, why };
}

function configuration(entry: ExportableClass, stored: Inventory['configuration']): Outcome {
  const { capture } = entry;
  if (capture.by !== 'configuration') throw new TypeError(`class ${entry.number} is no configuration`);
  if (stored === null) {
    const why = { fr: 'aucun instantané de configuration', en: 'there is no configuration snapshot' };
    return { state: 'not-captured', entries: null, why };
  }
  const absent = capture.classes.filter((one) => !stored.has(one));
  if (absent.length === capture.classes.length && !capture.mayBeAbsent) {
    const why = { fr: 'absent de l’instantané de configuration', en: 'not in the configuration snapshot' };
    return { state: 'not-captured', entries: null, why };
  }
  const entries = entriesOf(entry, (name) => stored.get(name)?.records ?? []);
  const errors = capture.classes.flatMap((one) => stored.get(one)?.error?.split('\n') ?? []);
  if (errors.length > 0) {
    const text = `${errors.slice(0, 3).join('; ')}${errors.length > 3 ? ` (+${errors.length - 3})` : ''}`.slice(
      0,
      1_000,
    );
    return { state: 'partial', entries, why: { fr: `lecture incomplète : ${text}`, en: `not read in full: ${text}` } };
  }
  if (capture.lacks !== null) return { state: 'partial', entries, why: capture.lacks };
  return { state: 'captured', entries, why: null };
}
