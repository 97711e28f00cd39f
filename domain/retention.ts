import { addDays, civilDate, PARIS } from './civil.ts';
import type { Night, SnapshotId } from './ids.ts';
import type { Snapshot } from './snapshot.ts';

/** What retention needs to know of a snapshot; a catalogue's `Snapshot` will do as it is. */
export interface RetentionSnapshot
  extends Pick<
    Snapshot,
    'id' | 'tenant' | 'mailboxId' | 'kind' | 'night' | 'createdAt' | 'status' | 'verdict' | 'verified' | 'pinned'
  > {
  /** Legal hold. */
  readonly held?: boolean;
  /** End of the store's object lock, ms since the epoch. */
  readonly lockUntil?: number | null;
  /** An earlier opinion said CLEAN, and a later one something graver. */
  readonly wasClean?: boolean;
}

export interface RetentionPolicy {
  /** « 7 jours glissants »: 7. */
  readonly nights: number;
  readonly timeZone?: string;
  /** The contract ended effectively: the last copy is no longer kept for being the last. */
  readonly terminated?: boolean;
  /** Contract option: nothing expires while the newest clean night is 8 days old or older. */
  readonly sentinel?: boolean;
}

export interface RetentionClock {
  /** The newest instant at which a plan was accepted or anything else proved the time; null when unknown. */
  readonly lastSeen: number | null;
  /** A person looked at a forward jump and found it right. */
  readonly jumpApproved?: boolean;
}

export interface RetentionInput {
  readonly snapshots: readonly RetentionSnapshot[];
  readonly policy: RetentionPolicy;
  readonly now: number;
  readonly clock?: RetentionClock;
}

export type KeepCode =
  | 'rolling'
  | 'rolling-days'
  | 'clean-anchor'
  | 'raised-from-clean'
  | 'case-open'
  | 'pin'
  | 'hold'
  | 'locked'
  | 'sentinel'
  | 'last-copy'
  | 'only-copy-of-day'
  | 'unverified'
  | 'clock';

export type DropCode = 'older-than-nights' | 'superseded-by';

/** `text` is what `retention plan` prints: the code, with its number or id. */
export interface RetentionReason {
  readonly code: KeepCode | DropCode;
  readonly text: string;
}

export interface RetentionDecision {
  readonly id: SnapshotId;
  readonly action: 'keep' | 'drop';
  readonly why: readonly RetentionReason[];
}

/** A clock further ahead of the newest proof of time than a night and an hour (clocks go back) has jumped. */
const MAX_FORWARD_MS = 25 * 3_600_000;

/** Two clocks may differ by this much without either being wrong. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

const SENTINEL_DAYS = 8;

interface Dated {
  readonly snapshot: RetentionSnapshot;
  readonly at: number;
}

/** Taken later; the night's name and the id decide where the instant does not. */
function newestFirst(a: Dated, b: Dated): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.snapshot.night !== b.snapshot.night) return a.snapshot.night < b.snapshot.night ? 1 : -1;
  return a.snapshot.id < b.snapshot.id ? 1 : -1;
}

/**
 * What is kept and what may go, with every reason; the same input gives the same plan. Works on each mailbox and kind alone.
 *
 * A night is the newest complete, verified snapshot of its date. Kept are: the newest `nights` nights and, beside them, every
 * night dated after today − `nights` (both readings of « 7 jours glissants »; what either keeps is kept); the clean anchor,
 * the newest verified CLEAN snapshot, however old (and the newest partial one where that is newer); what was taken from the anchor of an open case on (a case is open while a
 * snapshot is SUSPECT or COMPROMISED; a person closes it by lowering the verdict); what is pinned, held, locked or not
 * verified yet; the last copy; and a partial snapshot that is the only one of a recent date. A clock that stands still,
 * lies behind a snapshot or jumped drops nothing.
 *
 * The anchor is looked for among all snapshots, superseded ones included: a later snapshot of the same date must not
 * push out the clean one of that date.
 */
export function planRetention(input: RetentionInput): readonly RetentionDecision[] {
  const groups = new Map<string, Dated[]>();
  for (const snapshot of input.snapshots) {
    const key = `${snapshot.tenant}\n${snapshot.mailboxId}\n${snapshot.kind}`;
    const dated = { snapshot, at: Date.parse(snapshot.createdAt) };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [dated]);
    else group.push(dated);
  }
  const proof = provenTime(groups, input);
  const decided = new Map<SnapshotId, RetentionDecision>();
  for (const group of groups.values()) {
    for (const decision of planGroup(group.sort(newestFirst), input, proof)) decided.set(decision.id, decision);
  }
  return input.snapshots.flatMap(({ id }) => decided.get(id) ?? []);
}

const isVerified = ({ snapshot }: Dated): boolean => snapshot.verified !== null;
const isComplete = (one: Dated): boolean => one.snapshot.status === 'ok' && isVerified(one);
const isGrave = ({ snapshot }: Dated): boolean => snapshot.verdict === 'SUSPECT' || snapshot.verdict === 'COMPROMISED';

const isClean = (one: Dated): boolean => one.snapshot.verdict === 'CLEAN' && isVerified(one);

/** Newest verified CLEAN among `group`: the newest complete one, or a partial one where no complete one ever was clean. */
function anchorOf(group: readonly Dated[]): Dated | undefined {
  return group.find((one) => isClean(one) && isComplete(one)) ?? group.find(isClean);
}

/** `group` is newest first. */
function planGroup(group: readonly Dated[], input: RetentionInput, proof: number): readonly RetentionDecision[] {
  const { policy, now } = input;
  const today = civilDate(now, policy.timeZone ?? PARIS);
  const why = new Map<SnapshotId, RetentionReason[]>();
  const keep = (one: Dated, code: KeepCode): void => {
    const reasons = why.get(one.snapshot.id);
    if (reasons === undefined) why.set(one.snapshot.id, [{ code, text: code }]);
    else reasons.push({ code, text: code });
  };

  const nights = latestOfEachDate(group.filter(isComplete));
  const rolling = nights.slice(0, policy.nights);
  for (const one of rolling) keep(one, 'rolling');
  const firstDay = addDays(today, 1 - policy.nights);
  for (const one of nights) if (one.snapshot.night >= firstDay) keep(one, 'rolling-days');

  const anchor = anchorOf(group);
  const newestClean = group.find(isClean);
  if (anchor !== undefined) keep(anchor, 'clean-anchor');
  if (newestClean !== undefined && newestClean !== anchor) keep(newestClean, 'clean-anchor');
  for (const one of group) {
    if (anchor !== undefined && newestFirst(one, anchor) >= 0) break;
    if (one.snapshot.wasClean === true && isVerified(one)) keep(one, 'raised-from-clean');
  }
  for (const one of openCase(group)) keep(one, 'case-open');
  for (const one of lonelyPartials(group, nights, policy.nights)) keep(one, 'only-copy-of-day');

  const last = group.find((one) => one.snapshot.status === 'ok') ?? group[0];
  if (last !== undefined && policy.terminated !== true) keep(last, 'last-copy');
  const stale =
    policy.sentinel === true && (anchor === undefined || anchor.snapshot.night <= addDays(today, -SENTINEL_DAYS));
  const clockWrong = !clockIsSound(group, input, proof);
  for (const one of group) {
    const { snapshot } = one;
    if (snapshot.pinned) keep(one, 'pin');
    if (snapshot.held === true) keep(one, 'hold');
    if (snapshot.lockUntil !== undefined && snapshot.lockUntil !== null && now < snapshot.lockUntil)
      keep(one, 'locked');
    if (snapshot.status === 'ok' && !isVerified(one)) keep(one, 'unverified');
    if (stale) keep(one, 'sentinel');
    if (clockWrong) keep(one, 'clock');
  }
  return group.map((one) => {
    const reasons = why.get(one.snapshot.id);
    if (reasons !== undefined) return { id: one.snapshot.id, action: 'keep', why: reasons };
    return { id: one.snapshot.id, action: 'drop', why: dropReasons(one, nights, rolling, anchor, policy.nights) };
  });
}

/** One a date, the newest of it, later dates first. */
function latestOfEachDate(group: readonly Dated[]): readonly Dated[] {
  const byDate = new Map<Night, Dated>();
  for (const one of group) if (!byDate.has(one.snapshot.night)) byDate.set(one.snapshot.night, one);
  return [...byDate.values()].sort((a, b) => (a.snapshot.night < b.snapshot.night ? 1 : -1));
}

/** What an open case keeps: everything from the clean anchor before its first grave snapshot on. */
function openCase(group: readonly Dated[]): readonly Dated[] {
  const first = group.findLastIndex(isGrave);
  if (first < 0) return [];
  const anchor = anchorOf(group.slice(first + 1));
  return anchor === undefined ? group : group.slice(0, group.indexOf(anchor) + 1);
}

/** Partial snapshots of recent dates without a complete one; the newest of each date. */
function lonelyPartials(group: readonly Dated[], nights: readonly Dated[], count: number): readonly Dated[] {
  const complete = new Set(nights.map((one) => one.snapshot.night));
  const partials = latestOfEachDate(
    group.filter((one) => one.snapshot.status === 'partial' && !complete.has(one.snapshot.night)),
  );
  const dates = [...new Set([...complete, ...partials.map((one) => one.snapshot.night)])].sort().reverse();
  // Recent: among the newest dates of any status, or not older than the nights that are kept.
  const newest = new Set(dates.slice(0, count));
  const oldestKept = nights[count - 1]?.snapshot.night;
  return partials.filter(
    ({ snapshot }) => newest.has(snapshot.night) || (oldestKept !== undefined && snapshot.night >= oldestKept),
  );
}

/** The newest instant that has certainly passed: what the caller saw, or a snapshot of any mailbox that is not in the future. */
function provenTime(groups: ReadonlyMap<string, readonly Dated[]>, { now, clock }: RetentionInput): number {
  let proof = clock?.lastSeen ?? Number.NEGATIVE_INFINITY;
  for (const group of groups.values()) {
    for (const { at } of group) if (at <= now + CLOCK_TOLERANCE_MS && at > proof) proof = at;
  }
  return proof;
}

/** False when the clock stands still, lies behind a snapshot or behind itself, or jumped ahead with nobody's approval. */
function clockIsSound(group: readonly Dated[], { now, clock }: RetentionInput, proof: number): boolean {
  if (group.some(({ at }) => Number.isNaN(at) || at > now + CLOCK_TOLERANCE_MS)) return false;
  const lastSeen = clock?.lastSeen ?? null;
  if (lastSeen !== null && now <= lastSeen) return false;
  return now - proof <= MAX_FORWARD_MS || clock?.jumpApproved === true;
}

function dropReasons(
  one: Dated,
  nights: readonly Dated[],
  rolling: readonly Dated[],
  anchor: Dated | undefined,
  count: number,
): readonly RetentionReason[] {
  const sameDate = nights.find((other) => other.snapshot.night === one.snapshot.night);
  const oldest = rolling.at(-1)?.snapshot.night;
  const reasons: RetentionReason[] = [];
  if (oldest === undefined || one.snapshot.night < oldest) {
    reasons.push({ code: 'older-than-nights', text: `older-than-${count}-nights` });
  }
  const successor = sameDate !== undefined && sameDate !== one ? sameDate : (anchor ?? rolling[0]);
  if (successor !== undefined && newestFirst(successor, one) < 0) {
    reasons.push({ code: 'superseded-by', text: `superseded-by ${successor.snapshot.id}` });
  }
  if (reasons.length === 0) reasons.push({ code: 'older-than-nights', text: `older-than-${count}-nights` });
  return reasons;
}
