import type { ChunkIndex } from './chunk-index.ts';
import type { VaultContext } from './context.ts';
import { currentKeys, type Domain } from './keyring.ts';
import type { ObjectRef } from './manifest.ts';
import { newObjectId, orderedName } from './names.ts';
import { sealObject } from './sealed-object.ts';
import { encodeSegment, SEGMENT_ENTRIES, type SegmentEntry } from './segment.ts';
import { putProven } from './store-io.ts';

/** More deltas than this make loading slow; then one base replaces them all. */
export const MAX_DELTAS = 8;

export interface SegmentPlan {
  /** Segments named by the manifest before. */
  readonly before: readonly ObjectRef[];
  /** Chunks of this run. */
  readonly ids: readonly Uint8Array[];
  /** A segment before is lost, or a pack was found bad: what they said is not carried on. */
  readonly renew: boolean;
  readonly seq: number;
  readonly fence: number;
}

function* entriesOf(index: ChunkIndex, ids: readonly Uint8Array[]): Generator<SegmentEntry> {
  for (const id of ids) {
    const place = index.get(id);
    if (place !== null) yield { id, place };
  }
}

/** Stores what this run adds to the index and reads it back; gives the segments the manifest is to name. */
export async function writeSegments(
  context: VaultContext,
  domain: Domain,
  index: ChunkIndex,
  plan: SegmentPlan & { readonly signal: AbortSignal },
): Promise<readonly ObjectRef[]> {
  const base = plan.renew || plan.before.length === 0 || plan.before.length >= MAX_DELTAS;
  if (!base && plan.ids.length === 0) return plan.before;
  const written: ObjectRef[] = [];
  let batch: SegmentEntry[] = [];
  const store = async (): Promise<void> => {
    const id = newObjectId(context.random);
    const identity = { kind: 'segment', id, mailboxRef: domain.mailboxRef, number: plan.fence } as const;
    const raw = encodeSegment({ base: base && written.length === 0, entries: batch });
    const body = sealObject(currentKeys(domain).meta, { ...identity, generation: domain.generation }, raw);
    written.push(await putProven(context.store, orderedName('index', domain, { ...plan, id }), body, plan.signal));
    batch = [];
  };
  for (const entry of base ? index.entries() : entriesOf(index, plan.ids)) {
    batch.push(entry);
    if (batch.length === SEGMENT_ENTRIES) await store();
  }
  if (batch.length > 0 || (base && written.length === 0)) await store();
  return base ? written : [...plan.before, ...written];
}
