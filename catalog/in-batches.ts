/**
 * The items of `source` in groups of `size`, the last one shorter: a statement for many rows costs little more than one for a
 * single row. Reads no further ahead than the group at hand.
 */
export async function* inBatches<T>(
  source: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
