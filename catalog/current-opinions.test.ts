import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleManifest, sampleNote } from '../test/fakes/sample-manifest.ts';
import type { StoredNote } from '../vault/index.ts';
import { currentOpinions } from './current-opinions.ts';

const manifest = sampleManifest({ seq: 1 });
const at = (hour: number): string => `2027-01-02T${String(hour).padStart(2, '0')}:00:00Z`;

type Level = 'structure' | 'sample' | 'full' | 'rehearsal';
type Verdict = 'UNSCANNED' | 'CLEAN' | 'NOTICE' | 'SUSPECT' | 'COMPROMISED';

const verification = (hour: number, level: Level, passed: boolean): StoredNote =>
  sampleNote(manifest, { kind: 'verification', at: at(hour), level, passed, findings: passed ? 0 : 1 });
const verdict = (hour: number, rank: 'machine' | 'person', value: Verdict): StoredNote =>
  sampleNote(manifest, { kind: 'verdict', at: at(hour), rank, verdict: value, reasons: [value], scanner: 'test' });
const pin = (hour: number, on: boolean): StoredNote =>
  sampleNote(manifest, { kind: 'pin', at: at(hour), on, reason: 'litige' });

describe('the current verdict', () => {
  test.each([
    ['is UNSCANNED where nobody has said anything', [], 'UNSCANNED'],
    ['is the latest of a machine', [verdict(1, 'machine', 'SUSPECT'), verdict(2, 'machine', 'CLEAN')], 'CLEAN'],
    [
      'is a person’s over a later one of a machine',
      [verdict(1, 'person', 'CLEAN'), verdict(2, 'machine', 'SUSPECT')],
      'CLEAN',
    ],
    ['is the latest of a person', [verdict(1, 'person', 'CLEAN'), verdict(2, 'person', 'COMPROMISED')], 'COMPROMISED'],
    [
      'is the graver at the same instant',
      [verdict(1, 'machine', 'SUSPECT'), verdict(1, 'machine', 'CLEAN')],
      'SUSPECT',
    ],
  ] as const)('%s', (_, notes, expected) => {
    expect(currentOpinions(notes).verdict).toBe(expected);
  });

  test('carries its note and its reasons', () => {
    const note = verdict(1, 'machine', 'NOTICE');
    expect(currentOpinions([note])).toMatchObject({ verdictId: note.id, reasons: ['NOTICE'] });
  });

  test('compares instants, not their spelling', () => {
    const early = sampleNote(manifest, {
      ...verdict(1, 'machine', 'SUSPECT').note,
      at: '2027-01-02T09:30:00+10:00',
    } as never);
    const late = verdict(1, 'machine', 'CLEAN');
    expect(currentOpinions([late, early]).verdict).toBe('CLEAN');
  });
});

describe('the verification shown', () => {
  test.each([
    ['is none where nothing was verified', [], null],
    [
      'is the deepest, not the newest',
      [verification(1, 'full', true), verification(2, 'structure', true)],
      ['full', 1],
    ],
    ['has the newest time of that level', [verification(1, 'full', true), verification(3, 'full', true)], ['full', 3]],
    ['is none after a failure', [verification(1, 'full', true), verification(2, 'sample', false)], null],
    [
      'comes back with a pass at the level that failed',
      [verification(1, 'full', false), verification(2, 'full', true)],
      ['full', 2],
    ],
    [
      'does not come back with a shallower pass',
      [verification(1, 'full', false), verification(2, 'structure', true)],
      null,
    ],
    [
      'forgets passes before a failure',
      [verification(1, 'rehearsal', true), verification(2, 'sample', false), verification(3, 'sample', true)],
      ['sample', 3],
    ],
    [
      'takes a failure at the same instant for the later',
      [verification(1, 'full', true), verification(1, 'full', false)],
      null,
    ],
    [
      'stays away while the deeper of two failures stands',
      [verification(1, 'full', false), verification(2, 'structure', false), verification(3, 'sample', true)],
      null,
    ],
  ] as const)('%s', (_, notes, expected) => {
    expect(currentOpinions(notes).verified).toEqual(
      expected === null ? null : { level: expected[0], at: at(expected[1]) },
    );
  });
});

describe('the pin', () => {
  test.each([
    ['is off where nobody pinned', [], false],
    ['is as the latest note says', [pin(1, true), pin(2, false)], false],
    ['is on at the same instant', [pin(1, true), pin(1, false)], true],
  ] as const)('%s', (_, notes, expected) => {
    expect(currentOpinions(notes).pinned).toBe(expected);
  });
});

test('the order in which notes are read changes nothing', () => {
  const level = fc.constantFrom<Level>('structure', 'sample', 'full', 'rehearsal');
  const value = fc.constantFrom<Verdict>('UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED');
  const hour = fc.integer({ min: 0, max: 5 });
  const note = fc.oneof(
    fc.tuple(hour, level, fc.boolean()).map((one) => verification(...one)),
    fc.tuple(hour, fc.constantFrom('machine', 'person'), value).map((one) => verdict(...one)),
    fc.tuple(hour, fc.boolean()).map((one) => pin(...one)),
  );
  const shuffled = fc
    .array(note, { maxLength: 12 })
    .chain((notes) => fc.tuple(fc.constant(notes), fc.shuffledSubarray(notes, { minLength: notes.length })));
  fc.assert(
    fc.property(shuffled, ([notes, other]) => {
      expect(currentOpinions(other)).toEqual(currentOpinions(notes));
    }),
    { numRuns: 1_000 },
  );
});
