/** What a night of the Exchange lab must come to, and how the suite writes it down. */

export interface OutcomeDocument {
  readonly tenant: string;
  readonly mailbox: string;
  readonly kind: string;
  readonly status: string;
  readonly items: number;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly snapshot: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exceptions: readonly {
    readonly class: string;
    readonly folder: string | null;
    readonly count: number;
    readonly message: string;
  }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * Every mailbox part of both tenants: part, status, messages in its PST, exceptions. A torn PST is told by the codes of its
 * findings; where exactly its tables break is the PST suites' matter.
 */
export const EXPECTED: readonly string[] = [
  'beranger compta@ateliers-beranger.test primary ok 66',
  'beranger configuration configuration ok 0',
  'beranger contact@ateliers-beranger.test primary ok 4',
  'beranger direction@ateliers-beranger.test primary ok 1',
  'beranger e.beranger@ateliers-beranger.test primary ok 7',
  'beranger factures@ateliers-beranger.test primary ok 2',
  'beranger g.leger@ateliers-beranger.test primary partial 17: damaged PST_FOLDER; damaged PST_PAGE',
  'beranger h.chateau@ateliers-beranger.test archive ok 11',
  'beranger h.chateau@ateliers-beranger.test primary ok 2',
  'beranger jf.oneill@ateliers-beranger.test primary ok 17',
  'beranger m.darc@ateliers-beranger.test primary ok 3',
  'beranger n.muller@ateliers-beranger.test primary partial 1: not-captured Recoverable Items/DiscoveryHolds 3',
  'beranger s.ozturk@ateliers-beranger.test primary ok 150',
  'beranger salle.etoile@ateliers-beranger.test primary ok 1',
  'beranger videoproj2@ateliers-beranger.test primary ok 0',
  'beranger z.ile@ateliers-beranger.test primary ok 0',
  'delmas a.delmas@delmas-fils.test primary ok 3',
  'delmas accueil@delmas-fils.test primary ok 1',
  'delmas b.oeuvrard@delmas-fils.test primary ok 6',
  'delmas compta@delmas-fils.test primary ok 1',
  'delmas configuration configuration ok 0',
  'delmas greffe@delmas-fils.test primary ok 3',
  'delmas p.delmas@delmas-fils.test primary ok 17',
  'delmas salle.conseil@delmas-fils.test primary ok 0',
];

/** The part of the expected table that concerns one tenant. */
export const expectedOf = (tenant: string): readonly string[] => EXPECTED.filter((one) => one.startsWith(`${tenant} `));

/** The outcomes in the form of `EXPECTED`, sorted as it is. */
export function tableOf(outcomes: readonly OutcomeDocument[]): readonly string[] {
  return outcomes.map(rowOf).sort();
}

function rowOf({ tenant, mailbox, kind, status, items, exceptions, error }: OutcomeDocument): string {
  const told = exceptions.map((one) => {
    if (one.class !== 'damaged') return `${one.class} ${one.folder ?? '*'} ${one.count}`;
    const code = /^PST_[A-Z_]+(?=:)/.exec(one.message)?.[0];
    return code === undefined ? null : `damaged ${code}`;
  });
  const distinct = [...new Set(told.filter((one) => one !== null))].sort();
  const reasons = [...distinct, ...(error === null ? [] : [`${error.code} ${error.message}`])];
  return `${tenant} ${mailbox} ${kind} ${status} ${items}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`;
}

/** The table as the suite prints it, with bytes and seconds. */
export function printed(title: string, outcomes: readonly OutcomeDocument[]): string {
  const rows = outcomes.map((one) => {
    const seconds = (Date.parse(one.endedAt) - Date.parse(one.startedAt)) / 1000;
    return `${String(one.sourceBytes).padStart(9)} ${String(one.storedBytes).padStart(8)} ${seconds.toFixed(1).padStart(6)} s  ${rowOf(one)}`;
  });
  const sum = (of: (one: OutcomeDocument) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  const source = sum((one) => one.sourceBytes);
  const stored = sum((one) => one.storedBytes);
  const total = `${source} bytes exported, ${stored} stored (${((100 * stored) / Math.max(1, source)).toFixed(1)} %)`;
  return `\n${title}\n${rows.sort((a, b) => (a.slice(28) < b.slice(28) ? -1 : 1)).join('\n')}\n${total}\n`;
}
