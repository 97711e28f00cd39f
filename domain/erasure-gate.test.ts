import { expect, test } from 'vitest';
import { emptyState } from './contract/empty-state.ts';
import { localDate } from './contract/local-date.ts';
import { endOfDay } from './contract/paris.ts';
import type { ContractState } from './contract/state.ts';
import { erasureStatement } from './erasure.ts';
import { erasureRefusals, erasureRules } from './erasure-gate.ts';

const PLAN = 'a'.repeat(64);
const UNTIL = localDate('2027-07-30');
const NOW = endOfDay(UNTIL);
const person = (id: string, role: 'technician' | 'approver' | 'client-admin') => ({ id, role }) as const;

/** A contract of which everything an erasure asks for is true, on the first instant that it is. */
const ready: ContractState = {
  ...emptyState('acme'),
  lifecycle: {
    kind: 'erasing',
    contractEnd: localDate('2027-06-30'),
    effectiveTermination: localDate('2027-06-30'),
    fallback: false,
    feesUntil: localDate('2027-06-30'),
    retrievalUntil: UNTIL,
  },
  instruction: { id: 'i', by: person('client', 'client-admin'), on: localDate('2027-07-10'), kind: 'erase' },
  erasure: {
    requester: person('claire', 'technician'),
    approver: person('paul', 'approver'),
    planSha256: PLAN,
    keysDestroyed: false,
    versionsPurged: false,
    lastLockUntil: null,
  },
  latestAt: NOW,
};
const erasure = ready.erasure as NonNullable<ContractState['erasure']>;
const rulesOf = (state: ContractState, now = NOW, planSha256 = PLAN): readonly string[] =>
  erasureRefusals({ state, planSha256, now }).map(({ rule }) => rule);

test('nothing is against an erasure that was ordered, waited for and approved by another person', () => {
  expect(rulesOf(ready)).toEqual([]);
});

type Case = readonly [when: string, rule: string, state: ContractState, now?: number, plan?: string];
const cases: readonly Case[] = [
  [
    'the contract is merely erasable',
    'L12.approved',
    { ...ready, lifecycle: { ...ready.lifecycle, kind: 'erasable' } as ContractState['lifecycle'] },
  ],
  ['the last day to fetch is not over', 'L12.delay', { ...ready, latestAt: NOW - 1 }, NOW - 1],
  ['the clock is behind the ledger', 'L12.clock', { ...ready, latestAt: NOW + 1 }],
  ['the client gave no instruction', 'L12.instruction', { ...ready, instruction: null }],
  ['a hold is set', 'L12.hold', { ...ready, holds: [{ id: 'h1', reason: 'requisition', until: null }] }],
  [
    'an item is contested',
    'L12.contest',
    {
      ...ready,
      handover: {
        ...ready.handover,
        items: [
          { id: 'x', round: 1, status: 'contested', reason: 'missing', root: null },
        ] as ContractState['handover']['items'],
      },
    },
  ],
  ['a late claim is being served', 'L12.contest', { ...ready, handover: { ...ready.handover, kind: 'rework' } }],
  [
    'an invoice is disputed about the data',
    'L12.dispute',
    { ...ready, disputedLines: [{ lineId: 'l', onData: true }] },
  ],
  [
    'one person did both',
    'L12.four-eyes',
    { ...ready, erasure: { ...erasure, approver: person('claire', 'approver') } },
  ],
  ['the store has changed since', 'L12.plan', ready, NOW, 'b'.repeat(64)],
];

const named = cases.map(([when, rule, state, now, plan]) => ({ when, rule, state, now, plan }));

test.each(named)('an erasure is refused when $when', ({ rule, state, now, plan }) => {
  expect(rulesOf(state, now, plan)).toEqual([rule]);
  const { [rule]: gone, ...others } = erasureRules;
  expect(gone).toBeDefined();
  // Without the rule nobody refuses: no other one stands in for it.
  expect(erasureRefusals({ state, planSha256: plan ?? PLAN, now: now ?? NOW }, others)).toEqual([]);
});

test('a contract of which nothing is recorded is refused for its state, its delay and its instruction', () => {
  expect(rulesOf({ ...emptyState('acme') })).toEqual(['L12.approved', 'L12.delay', 'L12.instruction']);
});

test('a hold that has ended by itself holds nothing any more, and one without an end does', () => {
  const hold = (until: typeof UNTIL | null) => ({ ...ready, holds: [{ id: 'h1', reason: 'requisition', until }] });
  expect(rulesOf(hold(UNTIL))).toEqual([]);
  expect(rulesOf(hold(localDate('2027-07-31')))).toEqual(['L12.hold']);
  expect(rulesOf(hold(null))).toEqual(['L12.hold']);
});

test('a day announced by letter stands for the instruction from its first instant on', () => {
  const announced = { ...ready, instruction: null, announcedErasure: UNTIL };
  expect(rulesOf(announced)).toEqual([]);
  expect(rulesOf({ ...announced, announcedErasure: localDate('2027-08-01') })).toEqual(['L12.instruction']);
});

test('a certificate never says that all is gone, and says first what is left', () => {
  const method = { term: 'none', technique: '', truth: { fr: '', en: '' } } as const;
  const count = { objects: 1, versions: 1, bytes: 5 };
  const copies = [{ kind: 'restores', where: '/state/restores', count, method, after: count }] as const;
  const key = 'packs/a/b/c';
  const locked = [
    {
      kind: 'packs',
      key,
      versionId: 'v',
      bytes: 5,
      mode: 'compliance',
      retainUntil: '2027-08-09T00:00:00.000Z',
      legalHold: false,
    },
  ] as const;
  const verification = { method: { fr: '', en: '' }, result: 'passed', checks: [] } as const;
  const facts = {
    tenant: 'acme',
    verification,
    unseen: [],
    next: { due: '2027-08-09T00:00:00.000Z', why: { fr: '', en: '' } },
  };
  for (const left of [
    { locked, copies },
    { locked: [], copies: [] },
    { locked, copies: [] },
    { locked: [], copies },
  ]) {
    const { fr, en } = erasureStatement({ ...facts, ...left });
    expect(en).not.toMatch(/all (the )?data|everything (has|was)/i);
    expect(fr).not.toMatch(/toutes les données|intégralité/i);
    if (left.locked.length > 0)
      expect(en).toMatch(/^1 encrypted version\(s\) \(5 bytes\) are left .* until 2027-08-09/);
    if (left.copies.length > 0) expect(en).toMatch(/1 file\(s\) .* are left on this machine \(\/state\/restores\)/);
  }
  const failed = erasureStatement({
    ...facts,
    locked: [],
    copies: [],
    verification: { ...verification, result: 'failed' },
  });
  expect(failed.en).toMatch(/not complete/);
});
