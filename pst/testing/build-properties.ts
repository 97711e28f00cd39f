/** A property for a built heap: its tag, and its value as it stands in the record (a number) or in the heap (bytes). */
export type BuiltProperty = readonly [tag: number, value: number | Buffer];

/** A heap of one block holding a property context, records sorted by id, for tests. */
export function buildProperties(properties: readonly BuiltProperty[]): Buffer {
  const sorted = [...properties].sort((a, b) => a[0] - b[0]);
  const records = Buffer.alloc(8 * sorted.length);
  const values: Buffer[] = [];
  sorted.forEach(([tag, value], index) => {
    records.writeUInt16LE(tag >>> 16, index * 8);
    records.writeUInt16LE(tag & 0xffff, index * 8 + 2);
    if (typeof value !== 'number') values.push(value);
    records.writeUInt32LE(typeof value === 'number' ? value : (values.length + 2) << 5, index * 8 + 4);
  });
  const treeHeader = Buffer.from([0xb5, 2, 6, 0, 0x40, 0, 0, 0]);
  return buildHeap(0xbc, 0x20, [treeHeader, records, ...values]);
}

/** A heap of one block with these items. */
export function buildHeap(client: number, root: number, items: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(12);
  header[2] = 0xec;
  header[3] = client;
  header.writeUInt32LE(root, 4);
  const offsets = [12];
  for (const item of items) offsets.push((offsets.at(-1) ?? 0) + item.length);
  const end = offsets.at(-1) ?? 12;
  const padding = Buffer.alloc(end % 2);
  header.writeUInt16LE(end + padding.length, 0);
  const map = Buffer.alloc(4 + 2 * offsets.length);
  map.writeUInt16LE(items.length, 0);
  offsets.forEach((offset, index) => {
    map.writeUInt16LE(offset, 4 + 2 * index);
  });
  return Buffer.concat([header, ...items, padding, map]);
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
