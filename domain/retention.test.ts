import { describe, expect, it } from 'vitest';
import { addDays } from './civil.ts';
import { mailboxId, night, type SnapshotId, snapshotId, tenantId } from './ids.ts';
import { planRetention, type RetentionSnapshot } from './retention.ts';
import type { Verdict } from './snapshot.ts';

const FIRST = night('2027-03-01');
const HOUR = 3_600_000;
const NOW = Date.parse('2027-03-11T04:00:00+01:00');

const idOf = (index: number): SnapshotId =>
  snapshotId(
    'a'.repeat(24) + String.fromCharCode(97 + Math.floor(index / 26)) + String.fromCharCode(97 + (index % 26)),
  );

/** Snapshot of the night `day` days after 1 March 2027, taken at 23:00 Paris time. */
function snap(day: number, verdict: Verdict = 'CLEAN', more: Partial<RetentionSnapshot> = {}): RetentionSnapshot {
  const date = addDays(FIRST, day);
  return {
    id: idOf(day),
    tenant: tenantId('acme'),
    mailboxId: mailboxId('anna'),
    kind: 'primary',
    night: date,
    createdAt: `${date}T23:00:00+01:00`,
    status: 'ok',
    verdict,
    verified: { level: 'structure', at: `${date}T23:30:00+01:00` },
    pinned: false,
    ...more,
  };
}

interface Options {
  readonly nights?: number;
  readonly now?: number;
  readonly lastSeen?: number | null;
  readonly jumpApproved?: boolean;
  readonly terminated?: boolean;
  readonly sentinel?: boolean;
}

function plan(snapshots: readonly RetentionSnapshot[], options: Options = {}): Record<string, string> {
  const { nights = 3, now = NOW, lastSeen = null, jumpApproved = false, ...policy } = options;
  const decided = planRetention({ snapshots, policy: { nights, ...policy }, now, clock: { lastSeen, jumpApproved } });
  return Object.fromEntries(
    decided.map((one, index) => [
      `${snapshots[index]?.night.slice(8)}${snapshots[index]?.kind === 'primary' ? '' : ' archive'}`,
      `${one.action}: ${one.why.map((reason) => reason.text).join(', ')}`,
    ]),
  );
}

const nightly = (verdicts: readonly Verdict[], from = 10 - verdicts.length): RetentionSnapshot[] =>
  verdicts.map((verdict, index) => snap(from + index, verdict));

describe('planRetention', () => {
  it('keeps the newest nights, drops the rest and says why', () => {
    expect(plan(nightly(['CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN']))).toEqual({
      '06': `drop: older-than-3-nights, superseded-by ${idOf(9)}`,
      '07': `drop: older-than-3-nights, superseded-by ${idOf(9)}`,
      '08': 'keep: rolling',
      '09': 'keep: rolling, rolling-days',
      '10': 'keep: rolling, rolling-days, clean-anchor, last-copy',
    });
  });

  it('keeps the clean anchor however many nights come after it', () => {
    const planned = plan(nightly(['CLEAN', 'NOTICE', 'UNSCANNED', 'NOTICE', 'NOTICE', 'NOTICE']));
    expect(planned['05']).toBe('keep: clean-anchor');
    expect(planned['06']).toMatch(/^drop/);
    expect(planned['07']).toMatch(/^drop/);
  });

  it('does not take an unverified or damaged snapshot for the anchor', () => {
    const snapshots = nightly(['CLEAN', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE']);
    snapshots.push(snap(10, 'CLEAN', { verified: null }));
    const planned = plan(snapshots, { now: NOW + 24 * HOUR });
    expect(planned['06']).toBe('keep: clean-anchor');
    expect(planned['11']).toBe('keep: last-copy, unverified');
  });

  it('stops expiry from the anchor on while a case is open, and goes on when a person lowered the verdict', () => {
    const attacked: Verdict[] = ['CLEAN', 'CLEAN', 'SUSPECT', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE'];
    const open = plan(nightly(attacked));
    expect(open['04']).toMatch(/^drop/);
    expect(open['05']).toBe('keep: clean-anchor, case-open');
    expect(open['06']).toBe('keep: case-open');
    expect(open['07']).toBe('keep: case-open');
    const closed = plan(nightly(attacked.map((one) => (one === 'SUSPECT' ? 'NOTICE' : one))));
    expect(closed['05']).toBe('keep: clean-anchor');
    expect([closed['06'], closed['07']].every((one) => one?.startsWith('drop'))).toBe(true);
  });

  it('keeps everything while a case is open that had no clean night before it', () => {
    const planned = plan(nightly(['NOTICE', 'NOTICE', 'COMPROMISED', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE']));
    expect(Object.values(planned).every((one) => one.startsWith('keep'))).toBe(true);
  });

  it('keeps the clean snapshot of a date when a later, worse one of the same date supersedes it', () => {
    const snapshots = [
      snap(5, 'CLEAN'),
      snap(9, 'CLEAN'),
      snap(9, 'UNSCANNED', { id: idOf(30), createdAt: '2027-03-10T23:50:00+01:00' }),
    ];
    const decided = planRetention({ snapshots, policy: { nights: 1 }, now: NOW });
    expect(decided.map((one) => [one.action, one.why.map((reason) => reason.code)])).toEqual([
      ['drop', ['older-than-nights', 'superseded-by']],
      ['keep', ['clean-anchor']],
      ['keep', ['rolling', 'last-copy']],
    ]);
  });

  it('lets a second backup of a night supersede the first', () => {
    const second = snap(9, 'CLEAN', { id: idOf(30), createdAt: '2027-03-10T23:50:00+01:00' });
    const decided = planRetention({ snapshots: [snap(9), second], policy: { nights: 3 }, now: NOW });
    expect(decided[0]).toMatchObject({ action: 'drop', why: [{ text: `superseded-by ${idOf(30)}` }] });
  });

  it('counts nights, not dates: a failed week drops nothing', () => {
    const planned = plan(nightly(['CLEAN', 'CLEAN', 'CLEAN'], 0), { lastSeen: NOW - HOUR });
    expect(Object.values(planned).every((one) => one.startsWith('keep: rolling'))).toBe(true);
  });

  it('keeps by days what the nights reading would let go, when labels of the future fill the nights', () => {
    const future = (index: number): RetentionSnapshot =>
      snap(9, 'NOTICE', { id: idOf(30 + index), night: addDays(FIRST, 300 + index) });
    const snapshots = [snap(8, 'NOTICE'), snap(9, 'NOTICE'), future(0), future(1)];
    const planned = planRetention({ snapshots, policy: { nights: 2 }, now: NOW });
    expect(planned.map((one) => one.why.map((reason) => reason.code))).toEqual([
      ['older-than-nights', 'superseded-by'],
      ['rolling-days'],
      ['rolling', 'rolling-days'],
      ['rolling', 'rolling-days', 'last-copy'],
    ]);
  });

  it.each<[string, Options]>([
    ['stands still', { now: NOW, lastSeen: NOW }],
    ['went back', { now: NOW - 72 * HOUR, lastSeen: NOW }],
    ['went back behind the newest snapshot', { now: NOW - 72 * HOUR }],
    ['jumped ahead by more than 25 hours', { now: NOW + 30 * 24 * HOUR, lastSeen: NOW }],
    ['jumped ahead and nothing else is known', { now: NOW + 30 * 24 * HOUR }],
  ])('drops nothing when the clock %s', (_, options) => {
    const planned = plan(nightly(['CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN']), options);
    expect(planned['05']).toBe('keep: clock');
    expect(Object.values(planned).every((one) => one.startsWith('keep'))).toBe(true);
  });

  it('goes on after a forward jump that a person approved, and over the night of 25 hours', () => {
    const snapshots = nightly(['CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN']);
    const dropped = (options: Options): number =>
      Object.values(plan(snapshots, options)).filter((one) => one.startsWith('drop')).length;
    expect(dropped({ now: NOW + 30 * 24 * HOUR, jumpApproved: true })).toBe(3);
    expect(dropped({ now: NOW, lastSeen: NOW - 25 * HOUR })).toBe(3);
  });

  it('keeps what is pinned, held or locked, and lets a lock go when it ends', () => {
    const snapshots = [
      snap(2, 'NOTICE', { pinned: true }),
      snap(3, 'NOTICE', { held: true }),
      snap(4, 'NOTICE', { lockUntil: NOW + 1 }),
      snap(5, 'NOTICE', { lockUntil: NOW }),
      ...nightly(['CLEAN', 'CLEAN', 'CLEAN']),
    ];
    const planned = plan(snapshots);
    expect([planned['03'], planned['04'], planned['05']]).toEqual(['keep: pin', 'keep: hold', 'keep: locked']);
    expect(planned['06']).toMatch(/^drop/);
  });

  it('keeps a partial snapshot that is the only one of a recent date, and no other', () => {
    const partial = (day: number, more: Partial<RetentionSnapshot> = {}): RetentionSnapshot =>
      snap(day, 'NOTICE', { status: 'partial', ...more });
    const planned = plan([snap(4), partial(5), snap(6), partial(7), snap(8), snap(9)]);
    expect(planned['08']).toBe('keep: only-copy-of-day');
    expect(planned['06']).toMatch(/^drop/);
    const doubled = planRetention({
      snapshots: [partial(9, { id: idOf(40) }), snap(9)],
      policy: { nights: 3 },
      now: NOW,
    });
    expect(doubled[0]?.action).toBe('drop');
  });

  it('keeps the newest dates of a mailbox whose nights are all partial, and its last clean one', () => {
    const snapshots = Array.from({ length: 6 }, (_, index) =>
      snap(4 + index, index === 1 ? 'CLEAN' : 'NOTICE', { status: 'partial' }),
    );
    const planned = plan(snapshots);
    const inOrder = Object.entries(planned).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(inOrder.map(([, one]) => one.split(':')[0])).toEqual(['drop', 'keep', 'drop', 'keep', 'keep', 'keep']);
    expect(planned['06']).toBe('keep: clean-anchor');
  });

  it('keeps the last copy until the contract has ended, and the anchor even then', () => {
    const one = [snap(1, 'NOTICE', { status: 'partial' }), snap(2, 'NOTICE', { status: 'partial' })];
    const late = { nights: 1, lastSeen: NOW - HOUR };
    expect(plan(one, late)['03']).toBe('keep: only-copy-of-day, last-copy');
    expect(plan(one, { ...late, terminated: true })['03']).toBe('keep: only-copy-of-day');
    const clean = nightly(['CLEAN', 'NOTICE', 'NOTICE']);
    expect(plan(clean, { nights: 1, terminated: true })['08']).toBe('keep: clean-anchor');
  });

  it('drops nothing under the sentinel option while the newest clean night is old', () => {
    const snapshots = nightly(
      ['CLEAN', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE'],
      1,
    );
    expect(plan(snapshots, { sentinel: true })['03']).toBe('keep: sentinel');
    expect(plan(snapshots)['03']).toMatch(/^drop/);
  });

  it('keeps a former anchor whose verdict was raised, until a newer clean one exists', () => {
    const raised = snap(5, 'NOTICE', { wasClean: true });
    const after = nightly(['NOTICE', 'NOTICE', 'NOTICE', 'NOTICE']);
    expect(plan([snap(3), raised, ...after])['06']).toBe('keep: raised-from-clean');
    expect(plan([snap(3), raised, ...after.slice(0, 3), snap(9)])['06']).toMatch(/^drop/);
  });

  it('judges each mailbox and kind alone, whatever the order of the input', () => {
    const archive = nightly(['CLEAN', 'CLEAN', 'CLEAN', 'CLEAN', 'CLEAN']).map((one, index) => ({
      ...one,
      id: idOf(50 + index),
      kind: 'archive' as const,
    }));
    const primary = nightly(['CLEAN', 'NOTICE', 'NOTICE', 'NOTICE', 'NOTICE']);
    const both = plan([...archive, ...primary].reverse());
    expect(both['06']).toBe('keep: clean-anchor');
    expect(both['06 archive']).toMatch(/^drop/);
  });

  it('names nothing for nothing', () => {
    expect(planRetention({ snapshots: [], policy: { nights: 7 }, now: NOW })).toEqual([]);
  });
});
