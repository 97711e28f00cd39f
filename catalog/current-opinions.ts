import type { Snapshot, VerificationLevel } from '../domain/index.ts';
import type { StoredNote } from '../vault/index.ts';

/** What the notes about one snapshot say today. The order in which they are given does not matter. */
export type Opinions = Pick<Snapshot, 'verdict' | 'verdictId' | 'reasons' | 'verified' | 'pinned'>;

type NoteOf<Kind extends StoredNote['note']['kind']> = Extract<StoredNote['note'], { readonly kind: Kind }>;

interface Opinion<Kind extends StoredNote['note']['kind']> {
  readonly id: string;
  readonly note: NoteOf<Kind>;
}

const severity = { UNSCANNED: 0, CLEAN: 1, NOTICE: 2, SUSPECT: 3, COMPROMISED: 4 } as const;
const depth: Readonly<Record<VerificationLevel, number>> = { structure: 0, sample: 1, full: 2, rehearsal: 3 };

function ofKind<Kind extends StoredNote['note']['kind']>(
  notes: readonly StoredNote[],
  kind: Kind,
): readonly Opinion<Kind>[] {
  return notes.flatMap(({ id, note }) => (note.kind === kind ? [{ id, note: note as NoteOf<Kind> }] : []));
}

const time = (opinion: { readonly note: { readonly at: string } }): number => Date.parse(opinion.note.at);
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** A person's verdict over a machine's, then the latest; at the same instant the graver, then the higher note id. */
function currentVerdict(notes: readonly StoredNote[]): Pick<Opinions, 'verdict' | 'verdictId' | 'reasons'> {
  const rank = { machine: 0, person: 1 } as const;
  const current = ofKind(notes, 'verdict')
    .toSorted(
      (a, b) =>
        rank[a.note.rank] - rank[b.note.rank] ||
        time(a) - time(b) ||
        severity[a.note.verdict] - severity[b.note.verdict] ||
        byId(a, b),
    )
    .at(-1);
  if (current === undefined) return { verdict: 'UNSCANNED', verdictId: null, reasons: [] };
  return { verdict: current.note.verdict, verdictId: current.id, reasons: current.note.reasons };
}

/**
 * The deepest level that passed, with the newest time it did. A failure takes back every pass before it, and stands (null)
 * until a later pass at its own level or deeper: a structure check says nothing about the byte that a full one found bad.
 * At the same instant the failure counts as the later one.
 */
function currentVerification(notes: readonly StoredNote[]): Opinions['verified'] {
  const inTime = ofKind(notes, 'verification').toSorted(
    (a, b) => time(a) - time(b) || Number(b.note.passed) - Number(a.note.passed) || byId(a, b),
  );
  let standing = -1;
  let best: Opinions['verified'] = null;
  for (const { note } of inTime) {
    const { level, at } = note;
    if (!note.passed) {
      standing = Math.max(standing, depth[level]);
      best = null;
    } else if (depth[level] >= standing) {
      standing = -1;
      if (best === null || depth[level] >= depth[best.level]) best = { level, at };
    }
  }
  return best;
}

/** As the latest pin note says; at the same instant pinned wins, because a note may lengthen a life and not shorten it. */
function currentlyPinned(notes: readonly StoredNote[]): boolean {
  const latest = ofKind(notes, 'pin')
    .toSorted((a, b) => time(a) - time(b) || Number(a.note.on) - Number(b.note.on))
    .at(-1);
  return latest?.note.on ?? false;
}

/** The current opinions among notes that are already known to be about the snapshot at hand. */
export function currentOpinions(notes: readonly StoredNote[]): Opinions {
  return { ...currentVerdict(notes), verified: currentVerification(notes), pinned: currentlyPinned(notes) };
}
