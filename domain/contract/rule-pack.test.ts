import { describe, expect, it, test } from 'vitest';
import { localDate, plusDays } from './local-date.ts';
import {
  CONTRACT_PACK,
  contractRules,
  numberRule,
  numbersRule,
  packAt,
  packRef,
  packs,
  type RulePack,
  rulePack,
} from './rule-pack.ts';

const base: RulePack = {
  id: 'eu-2023-2854',
  version: 9,
  jurisdiction: 'EU',
  effectiveFrom: localDate('2026-01-01'),
  effectiveTo: null,
  source: 'a proposal',
  reviewedBy: null,
  reviewedOn: null,
  status: 'draft',
  rules: { switchingCharge: 'none' },
};

describe('the packs that Coffre brings', () => {
  it('are cited by a name that is theirs alone', () => {
    expect(new Set(packs.map(packRef)).size).toBe(packs.length);
  });

  it('have versions that follow each other without overlap', () => {
    const ids = new Set(packs.map(({ id }) => id));
    for (const id of ids) {
      const versions = packs.filter((pack) => pack.id === id);
      versions.forEach((pack, at) => {
        expect(pack.version).toBe(at + 1);
        const before = versions[at - 1]?.effectiveTo;
        if (before) expect(pack.effectiveFrom).toBe(plusDays(before, 1));
      });
    }
  });

  it('call nothing reviewed that nobody reviewed, and no proposal law', () => {
    for (const { id, status, reviewedBy } of packs) {
      if (reviewedBy === null) expect(status).not.toBe('reviewed');
      expect(status === 'draft').toBe(id.startsWith('draft-'));
    }
  });
});

describe('packAt', () => {
  it.each([
    ['2024-01-10', null],
    ['2024-01-11', 'eu-2023-2854@1'],
    ['2025-09-11', 'eu-2023-2854@1'],
    ['2025-09-12', 'eu-2023-2854@2'],
    ['2027-01-11', 'eu-2023-2854@2'],
    ['2027-01-12', 'eu-2023-2854@3'],
    ['2040-01-01', 'eu-2023-2854@3'],
  ])('on %s is %s', (date, ref) => {
    const pack = packAt('eu-2023-2854', localDate(date));
    expect(pack && packRef(pack)).toBe(ref);
  });

  it('passes over drafts, unless a simulation asks for them', () => {
    const date = localDate('2026-06-01');
    const among = [base, ...packs];
    expect(packAt('eu-2023-2854', date, { among })?.status).toBe('in-force');
    expect(packAt('eu-2023-2854', date, { among, simulate: true })).toBe(base);
    expect(packAt('draft-com-2025-837', date)).toBeNull();
    expect(packAt('draft-com-2025-837', date, { simulate: true })?.status).toBe('draft');
  });

  it('takes the highest version where several are in force', () => {
    const newer = { ...base, version: 10, status: 'in-force' } as const;
    expect(packAt(base.id, localDate('2026-06-01'), { among: [...packs, newer] })).toBe(newer);
  });

  it('finds the contract’s own pack on any day', () => {
    const pack = packAt('contract-fr', localDate('1999-01-01'));
    expect(pack && packRef(pack)).toBe(CONTRACT_PACK);
  });
});

describe('a pack from outside', () => {
  it.each([
    ['an id that is none', { id: 'EU 1' }],
    ['version 0', { version: 0 }],
    ['an end before its start', { effectiveTo: localDate('2025-01-01') }],
    ['a start that is no day', { effectiveFrom: '2026-02-30' }],
    ['a reviewer without a day', { reviewedBy: 'counsel' }],
    ['a review by nobody', { status: 'reviewed' }],
    ['an unknown status', { status: 'final' }],
    ['a rule that is a float', { rules: { rate: 0.2 } }],
    ['no rules', { rules: null }],
    ['no source', { source: '' }],
  ])('with %s is refused', (_, change) => {
    expect(() => rulePack({ ...base, ...change })).toThrow(TypeError);
  });

  it('that is sound is taken as it is', () => {
    expect(rulePack(base)).toBe(base);
  });
});

test('the contract states its lengths, and a rule that is not there is not zero', () => {
  expect(contractRules).toMatchObject({ initialMonths: 36, renewalMonths: 12, performDays: 15, refuseDays: 30 });
  expect(() => numberRule(base, 'noticeMaxMonths')).toThrow(RangeError);
  expect(() => numbersRule(base, 'switchingCharge')).toThrow(RangeError);
});
