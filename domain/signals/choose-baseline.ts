import type { Snapshot } from '../snapshot.ts';

/** What tonight is compared with. */
export interface Baseline<T> {
  readonly snapshot: T | null;
  /** An earlier snapshot is SUSPECT or COMPROMISED by its current verdict. */
  readonly caseOpen: boolean;
}

/**
 * The snapshot whose facts tonight is compared with, out of the earlier ones of the same mailbox and kind: the newest CLEAN
 * one, else the newest NOTICE, else the newest of all. Never simply yesterday: compared with the night of an attack, the
 * encrypted mailbox would look unchanged the night after, and against each NOTICE a slow change would stay below every
 * threshold. Null only when there is no earlier snapshot.
 */
export function chooseBaseline<T extends Pick<Snapshot, 'verdict' | 'createdAt' | 'id'>>(
  earlier: readonly T[],
): Baseline<T> {
  const newest = [...earlier].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.id < b.id ? 1 : -1),
  );
  const of = (verdict: Snapshot['verdict']): T | undefined => newest.find((one) => one.verdict === verdict);
  return {
    snapshot: of('CLEAN') ?? of('NOTICE') ?? newest[0] ?? null,
    caseOpen: newest.some((one) => one.verdict === 'SUSPECT' || one.verdict === 'COMPROMISED'),
  };
}
