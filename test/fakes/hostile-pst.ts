import { DatabaseBuilder } from '../../pst/testing/build-database.ts';
import { buildProperties, utf16 } from '../../pst/testing/build-properties.ts';

/** A store with a folder for each name, and in it a message with that subject. */
export function hostileStore(names: readonly string[]): Buffer {
  const builder = new DatabaseBuilder();
  const node = (nid: number, parent: number, tag: number, name: string): void => {
    const properties = buildProperties([
      ...(parent === 0x122 || nid === 0x122 ? [] : [[0x001a_001f, utf16('IPM.Note')] as const]),
      [tag, utf16(name)],
    ]);
    builder.node({ nid, bidData: builder.block('data', properties), parent });
  };
  builder.node({ nid: 0x21, bidData: builder.block('data', buildProperties([[0x3001_001f, utf16('store')]])) });
  node(0x122, 0x122, 0x3001_001f, '');
  for (const [at, name] of names.entries()) {
    const folder = (0x500 + at) * 32 + 2;
    node(folder, 0x122, 0x3001_001f, name);
    node((0x10_000 + at) * 32 + 4, folder, 0x0037_001f, name);
  }
  return builder.build();
}
