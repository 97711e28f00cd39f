import { describe, expect, it } from 'vitest';
import { anchorLock } from './anchor-lock.ts';

const DAY = 86_400_000;
const facts = { now: 1000 * DAY, lockUntil: null, bytes: 100, usedByteDays: 0, capByteDays: 3000 };

describe('anchorLock', () => {
  it.each([
    ['extends an unlocked anchor by 30 days', {}, { kind: 'extend', until: 1030 * DAY, byteDays: 3000 }],
    [
      'pays only for the days it adds',
      { lockUntil: 1020 * DAY },
      { kind: 'extend', until: 1030 * DAY, byteDays: 1000 },
    ],
    [
      'starts from now when the lock has ended',
      { lockUntil: 900 * DAY },
      { kind: 'extend', until: 1030 * DAY, byteDays: 3000 },
    ],
    ['never shortens', { lockUntil: 1040 * DAY }, { kind: 'enough' }],
    ['leaves a lock of exactly 30 days', { lockUntil: 1030 * DAY }, { kind: 'enough' }],
    ['alarms at the cap', { usedByteDays: 1 }, { kind: 'capped', byteDays: 3000 }],
  ])('%s', (_, change, expected) => {
    expect(anchorLock({ ...facts, ...change })).toEqual(expected);
  });
});
