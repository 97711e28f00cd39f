import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './civil.ts';
import { mailboxId, night, type SnapshotId, snapshotId, tenantId } from './ids.ts';
import { planRetention, type RetentionClock, type RetentionInput, type RetentionSnapshot } from './retention.ts';
import type { Verdict } from './snapshot.ts';

/** Invariants 1 to 8 of the retention rule, checked on every state of a small world and on random larger ones. */

const FIRST = night('2027-03-20');
const HOUR = 3_600_000;
const VERDICTS: readonly Verdict[] = ['UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED'];
const SEVERITY: Readonly<Record<Verdict, number>> = { UNSCANNED: 0, CLEAN: 1, NOTICE: 2, SUSPECT: 3, COMPROMISED: 4 };

const idAt = (index: number): SnapshotId =>
  snapshotId(
    'a'.repeat(23) +
      [Math.floor(index / 676) % 26, Math.floor(index / 26) % 26, index % 26]
        .map((n) => String.fromCharCode(97 + n))
        .join(''),
  );

interface Made {
  readonly day: number;
  readonly hour?: number;
  readonly label?: number;
  readonly verdict: Verdict;
  readonly ok?: boolean;
  readonly verified?: boolean;
}

const dates = Array.from({ length: 64 }, (_, index) => addDays(FIRST, index - 20));
const dateOf = (day: number) => dates[day + 20] ?? FIRST;
const START = Date.parse(`${FIRST}T22:00:00Z`);
const TENANT = tenantId('acme');
const MAILBOX = mailboxId('anna');
const VERIFIED = { level: 'structure', at: '2027-03-20T23:00:00Z' } as const;

function make(made: Made, index: number): RetentionSnapshot {
  return {
    id: idAt(index),
    tenant: TENANT,
    mailboxId: MAILBOX,
    kind: 'primary',
    night: dateOf(made.label ?? made.day),
    createdAt: new Date(START + made.day * 24 * HOUR + (made.hour ?? 0) * HOUR).toISOString(),
    status: made.ok === false ? 'partial' : 'ok',
    verdict: made.verdict,
    verified: made.verified === false ? null : VERIFIED,
    pinned: false,
  };
}

const verifiedClean = (one: RetentionSnapshot): boolean => one.verdict === 'CLEAN' && one.verified !== null;
const takenAt = (one: RetentionSnapshot): number => Date.parse(one.createdAt);

/** Throws with the number of the invariant that is broken; plain comparisons, since it runs some hundred thousand times. */
function checkInvariants(input: RetentionInput, clockIsWrong: boolean): readonly RetentionSnapshot[] {
  const plan = planRetention(input);
  const fail = (invariant: number): never => {
    throw new Error(`invariant ${invariant}: ${JSON.stringify({ input, plan }, null, 1)}`);
  };
  if (plan.length !== input.snapshots.length) fail(8);
  const kept: RetentionSnapshot[] = [];
  const dropped: RetentionSnapshot[] = [];
  for (const [index, decision] of plan.entries()) {
    const snapshot = input.snapshots[index];
    if (snapshot === undefined || snapshot.id !== decision.id || decision.why.length === 0) return fail(8);
    (decision.action === 'keep' ? kept : dropped).push(snapshot);
  }
  if (input.snapshots.some(verifiedClean) && !kept.some(verifiedClean)) fail(1);
  for (const one of dropped) {
    if (one.pinned || one.held === true || (one.lockUntil ?? 0) > input.now) fail(7);
    if (verifiedClean(one) && !kept.some((other) => verifiedClean(other) && takenAt(other) >= takenAt(one))) fail(2);
  }
  if (clockIsWrong && dropped.length > 0) fail(5);
  if (dropped.length > 0 && planRetention({ ...input, snapshots: kept }).some((one) => one.action === 'drop')) fail(6);
  return kept;
}

interface ClockCase {
  readonly name: string;
  readonly wrong: boolean;
  at(last: number): { readonly now: number; readonly clock: RetentionClock };
}

const CLOCKS: readonly ClockCase[] = [
  { name: 'right', wrong: false, at: (last) => ({ now: last + 6 * HOUR, clock: { lastSeen: last - 18 * HOUR } }) },
  { name: 'frozen', wrong: true, at: (last) => ({ now: last + 6 * HOUR, clock: { lastSeen: last + 6 * HOUR } }) },
  { name: 'behind itself', wrong: true, at: (last) => ({ now: last + HOUR, clock: { lastSeen: last + 6 * HOUR } }) },
  { name: 'behind a snapshot', wrong: true, at: (last) => ({ now: last - HOUR, clock: { lastSeen: null } }) },
  { name: 'ahead', wrong: true, at: (last) => ({ now: last + 26 * HOUR, clock: { lastSeen: last + 30 * 60_000 } }) },
  {
    name: 'ahead and approved',
    wrong: false,
    at: (last) => ({ now: last + 240 * HOUR, clock: { lastSeen: last, jumpApproved: true } }),
  },
];

const RIGHT_CLOCKS = CLOCKS.filter((one) => !one.wrong);

/** Snapshots that somebody with the writer's key adds to push the clean ones out; days count from the last honest night. */
const HOSTILE: readonly Made[] = [
  { day: 0, hour: 0.5, verdict: 'COMPROMISED' },
  { day: 0, hour: 0.25, label: 1, verdict: 'NOTICE' },
  { day: 0, hour: 0.4, label: 2, verdict: 'UNSCANNED' },
  { day: 0, hour: 0.6, label: -1, verdict: 'CLEAN', verified: false },
  { day: -1, hour: 1, verdict: 'CLEAN', ok: false },
  { day: 0, hour: 0.7, label: -15, verdict: 'SUSPECT' },
];

function upToThree<T>(list: readonly T[]): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [[]];
  for (let a = 0; a < list.length; a++) {
    for (let b = a; b < list.length; b++) {
      for (let c = b; c < list.length; c++) {
        const picked = [...new Set([a, b, c])].flatMap((index) => list[index] ?? []);
        if (picked.length === 3 || (b === c && picked.length < 3)) found.push(picked);
      }
    }
  }
  return found;
}

function sequences(length: number, verdicts: readonly Verdict[]): readonly (readonly Verdict[])[] {
  let all: (readonly Verdict[])[] = [[]];
  for (let i = 0; i < length; i++) all = all.flatMap((one) => verdicts.map((verdict) => [...one, verdict]));
  return all;
}

function explore(
  lengths: readonly number[],
  verdicts: readonly Verdict[],
  hostile: readonly (readonly Made[])[],
  nights: number,
): number {
  let states = 0;
  for (const length of lengths) {
    const last = START + (length - 1) * 24 * HOUR;
    const added = hostile.map((set) =>
      set.map((made, index) =>
        make({ ...made, day: made.day + length - 1, label: (made.label ?? made.day) + length - 1 }, 100 + index),
      ),
    );
    for (const sequence of sequences(length, verdicts)) {
      const honest = sequence.map((verdict, day) => make({ day, verdict }, day));
      for (const extra of added) {
        // A wrong clock keeps everything: fewer hostile sets show that as well.
        for (const clock of extra.length > 1 ? RIGHT_CLOCKS : CLOCKS) {
          checkInvariants({ snapshots: [...honest, ...extra], policy: { nights }, ...clock.at(last) }, clock.wrong);
          states++;
        }
      }
    }
  }
  return states;
}

describe('the retention rule, on every state of a small world', { timeout: 120_000 }, () => {
  it('holds for up to 4 nights, all verdicts, up to 3 of 6 hostile snapshots, 6 clocks (window of 2)', () => {
    const sets = upToThree(HOSTILE);
    expect(sets).toHaveLength(42);
    expect(explore([1, 2, 3, 4], VERDICTS, sets, 2)).toBe((5 + 25 + 125 + 625) * (7 * 6 + 35 * 2));
  });

  it('holds for 5 to 8 nights, the verdicts that the rule tells apart, 2 hostile sets, 6 clocks (window of 3)', () => {
    const sets = [[], HOSTILE.slice(0, 3)];
    expect(explore([5, 6, 7, 8], ['CLEAN', 'NOTICE', 'SUSPECT'], sets, 3)).toBe((243 + 729 + 2187 + 6561) * (6 + 2));
  });

  it('raising a verdict only adds keeps (invariant 3), for every raise in every sequence of 5 nights', () => {
    const last = START + 4 * 24 * HOUR;
    let raises = 0;
    for (const sequence of sequences(5, ['CLEAN', 'NOTICE', 'SUSPECT'])) {
      const snapshots = sequence.map((verdict, day) => make({ day, verdict }, day));
      const input = { policy: { nights: 2 }, now: last + HOUR };
      const before = planRetention({ ...input, snapshots });
      for (const [index, snapshot] of snapshots.entries()) {
        for (const verdict of VERDICTS.filter((one) => SEVERITY[one] > SEVERITY[snapshot.verdict])) {
          const raised = snapshots.with(index, { ...snapshot, verdict, wasClean: snapshot.verdict === 'CLEAN' });
          const after = planRetention({ ...input, snapshots: raised });
          const lost = before.filter((one, at) => one.action === 'keep' && after[at]?.action === 'drop');
          if (lost.length > 0) expect({ sequence, index, verdict, lost }).toEqual('nothing lost');
          raises++;
        }
      }
    }
    expect(raises).toBe(81 * 5 * (3 + 2 + 1));
  });
});

describe('the retention rule, on random worlds', () => {
  const made: fc.Arbitrary<Made> = fc.record({
    day: fc.integer({ min: 0, max: 20 }),
    hour: fc.double({ min: 0, max: 20, noNaN: true }),
    label: fc.integer({ min: -5, max: 30 }),
    verdict: fc.constantFrom(...VERDICTS),
    ok: fc.boolean(),
    verified: fc.boolean(),
  });
  const world = fc.record({
    list: fc.array(
      fc.record({
        made,
        pinned: fc.boolean(),
        held: fc.boolean(),
        lock: fc.option(fc.integer({ min: -300, max: 300 })),
        was: fc.boolean(),
      }),
      { maxLength: 25 },
    ),
    nights: fc.integer({ min: 1, max: 9 }),
    sinceLast: fc.integer({ min: -100, max: 100 }),
    terminated: fc.boolean(),
    sentinel: fc.boolean(),
  });

  it('keeps its invariants whatever the snapshots, and gives the same plan in any order', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (facts, random) => {
        const now = START + 20 * 24 * HOUR + facts.sinceLast * HOUR;
        const snapshots = facts.list.map(({ made: one, pinned, held, lock, was }, index) => ({
          ...make(one, index),
          pinned,
          held,
          lockUntil: lock === null ? null : now + lock * HOUR,
          wasClean: was,
        }));
        const { nights, terminated, sentinel } = facts;
        const input: RetentionInput = { snapshots, policy: { nights, terminated, sentinel }, now };
        const ahead = snapshots.some((one) => takenAt(one) > now + 5 * 60_000);
        checkInvariants(input, ahead);
        const shuffled = snapshots
          .map((one) => ({ one, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const byId = (plan: ReturnType<typeof planRetention>) => new Map(plan.map((one) => [one.id, one]));
        expect(byId(planRetention({ ...input, snapshots: shuffled }))).toEqual(byId(planRetention(input)));
      }),
      { numRuns: 1500 },
    );
  });

  it('adding any snapshots never takes the anchor away unless a newer verified clean one came (invariant 2)', () => {
    fc.assert(
      fc.property(
        fc.array(made, { minLength: 1, maxLength: 10 }),
        fc.array(made, { maxLength: 10 }),
        (first, added) => {
          const now = START + 30 * 24 * HOUR;
          const input = (snapshots: readonly RetentionSnapshot[]): RetentionInput => ({
            snapshots,
            policy: { nights: 2 },
            now,
            clock: { lastSeen: now - HOUR },
          });
          const before = first.map((one, index) => make(one, index));
          const after = [...before, ...added.map((one, index) => make(one, 100 + index))];
          const anchors = planRetention(input(before)).filter((one) =>
            one.why.some((reason) => reason.code === 'clean-anchor'),
          );
          const planned = new Map(planRetention(input(after)).map((one) => [one.id, one.action]));
          for (const { id } of anchors) {
            const anchor = before.find((one) => one.id === id);
            const newer = after.some(
              (one) => verifiedClean(one) && anchor !== undefined && one !== anchor && takenAt(one) >= takenAt(anchor),
            );
            expect(planned.get(id) === 'keep' || newer).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
