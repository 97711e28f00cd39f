import { z } from 'zod';

/**
 * Small sealed write-once objects beside the manifests: opinions and decisions about snapshots. Notes are sets, never
 * edited; the current verdict is that of the highest rank (person over machine), then the latest.
 */
const iso = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const common = { snapshot: z.string().regex(/^[a-z2-7]{26}$/), at: iso, by: z.string().min(1).max(200) };

export const verdictNoteSchema = z
  .object({
    kind: z.literal('verdict'),
    ...common,
    rank: z.enum(['machine', 'person']),
    verdict: z.enum(['UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED']),
    /** At most three, with counts; no content, subject or name of a person's mail. */
    reasons: z.array(z.string()).readonly(),
    scanner: z.string(),
  })
  .readonly();

export const verificationNoteSchema = z
  .object({
    kind: z.literal('verification'),
    ...common,
    level: z.enum(['structure', 'sample', 'full', 'rehearsal']),
    passed: z.boolean(),
    findings: z.number().int().nonnegative(),
  })
  .readonly();

export const pinNoteSchema = z
  .object({ kind: z.literal('pin'), ...common, on: z.boolean(), reason: z.string().min(1) })
  .readonly();

/** Written before a manifest is removed by retention: its absence is then a decision, not a loss. */
export const dropNoteSchema = z
  .object({ kind: z.literal('drop'), ...common, reasons: z.array(z.string()).min(1).readonly() })
  .readonly();

export const noteSchema = z.discriminatedUnion('kind', [
  verdictNoteSchema,
  verificationNoteSchema,
  pinNoteSchema,
  dropNoteSchema,
]);

export type VerdictNote = z.infer<typeof verdictNoteSchema>;
export type VerificationNote = z.infer<typeof verificationNoteSchema>;
export type PinNote = z.infer<typeof pinNoteSchema>;
export type DropNote = z.infer<typeof dropNoteSchema>;
export type Note = z.infer<typeof noteSchema>;

/** A note as read from the store. `id` is the object id in its key. */
export interface StoredNote {
  readonly id: string;
  readonly key: string;
  readonly tenant: string;
  readonly mailboxId: string;
  readonly note: Note;
}
