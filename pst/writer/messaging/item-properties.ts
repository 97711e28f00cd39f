import { sha256Hex } from '../../../core/index.ts';
import { prop } from '../../messaging/tags.ts';
import { type PreparedProperty, prepareProperties, prepareProperty, takeWhole } from '../ltp/prepare-properties.ts';
import type { PstPropertyBag } from '../model.ts';
import { templates } from './templates.ts';

const CREATED = 0x3007;
export const HAS_ATTACHMENT = 0x10;
const READ = 0x1;

/** Ids that stand in rows of a contents table: needed whole. */
const inRows: readonly number[] = [...templates.contents.columns, ...templates.associated.columns].map(
  ({ tag }) => tag >>> 16,
);

/** What an item is given when it comes without. */
export interface ItemDefaults {
  readonly recordKey: Uint8Array;
  readonly createdAt: Date;
}

/**
 * The properties of a message as they are stored: those given, those that no message may lack ([MS-PST] 2.4.5.1), and places for what is known
 * only later: size and the attachment flag.
 */
export async function itemProperties(
  bag: PstPropertyBag,
  nid: number,
  defaults: ItemDefaults,
): Promise<Map<number, PreparedProperty>> {
  const given = prepareProperties(bag);
  await takeWhole(given, inRows);
  const flags = integerOf(given, prop.messageFlags) & ~HAS_ATTACHMENT;
  for (const one of [
    prepareProperty(prop.messageFlags * 0x10000 + 3, flags),
    prepareProperty(prop.messageSize * 0x10000 + 3, 0),
  ]) {
    given.set(one.id, one);
  }
  const key = Buffer.from(sha256Hex(Buffer.from(defaults.recordKey), Buffer.from(nid.toString(16))), 'hex');
  for (const one of [
    prepareProperty(prop.messageClass * 0x10000 + 0x1f, 'IPM.Note'),
    prepareProperty(CREATED * 0x10000 + 0x40, defaults.createdAt),
    prepareProperty(prop.lastModified * 0x10000 + 0x40, defaults.createdAt),
    prepareProperty(prop.searchKey * 0x10000 + 0x102, key.subarray(0, 16)),
  ]) {
    if (!given.has(one.id)) given.set(one.id, one);
  }
  return given;
}

/** A 4-byte property, 0 where it is absent or of another type. */
export function integerOf(properties: ReadonlyMap<number, PreparedProperty>, id: number): number {
  const one = properties.get(id);
  return one !== undefined && one.type === 3 && Buffer.isBuffer(one.value) ? one.value.readInt32LE(0) : 0;
}

export function setInteger(properties: Map<number, PreparedProperty>, id: number, value: number): void {
  const one = prepareProperty(id * 0x10000 + 3, value | 0);
  properties.set(one.id, one);
}

export function isRead(properties: ReadonlyMap<number, PreparedProperty>): boolean {
  return (integerOf(properties, prop.messageFlags) & READ) !== 0;
}

/** Text columns that stand in a row even when empty; of all others an empty one is no cell (ScanPST). */
const KEPT_EMPTY: ReadonlySet<number> = new Set([prop.subject, prop.sentRepresentingName, 0x0070]);

/** What a row of a contents table has in a column: the property of the same tag, as it is in the message. */
export function cellOf(properties: ReadonlyMap<number, PreparedProperty>, tag: number): Buffer | null {
  const one = properties.get(tag >>> 16);
  // PidTagMessageStatus lives in the row.
  if (one === undefined) return tag === 0x0e17_0003 ? Buffer.alloc(4) : null;
  if (one.type !== (tag & 0xffff) || !Buffer.isBuffer(one.value)) return null;
  return one.value.length === 0 && !KEPT_EMPTY.has(one.id) ? null : one.value;
}
