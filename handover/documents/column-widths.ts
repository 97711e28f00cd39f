/** What a column would like and what it cannot do without, in points. */
export interface ColumnNeed {
  readonly natural: number;
  readonly least: number;
  /** Never broken over lines: figures. */
  readonly rigid: boolean;
}

/** Widths that add up to `total`: what columns need, the rest to (or from) those that can be broken. */
export function columnWidths(needs: readonly ColumnNeed[], total: number): readonly number[] {
  const least = needs.map((one) => (one.rigid ? one.natural : one.least));
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const needed = sum(least);
  if (needed >= total) return least.map((one) => (one / needed) * total);
  const more = needs.map((one, index) => Math.max(0, one.natural - (least[index] ?? 0)));
  const wanted = sum(more);
  if (needed + wanted >= total)
    return least.map((one, index) => one + ((more[index] ?? 0) / wanted) * (total - needed));
  const natural = least.map((one, index) => one + (more[index] ?? 0));
  const spare = total - sum(natural);
  const flexible = needs.filter((one) => !one.rigid).length;
  const takers = flexible === 0 ? needs.length : flexible;
  return natural.map((one, index) => (flexible > 0 && needs[index]?.rigid === true ? one : one + spare / takers));
}
