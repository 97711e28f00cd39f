import { describe, expect, test } from 'vitest';
import { assignMedium, foldMedia, type MediumAct, type MediumStatus, mayStep } from './medium.ts';

let minute = 0;
function act(type: string, more: Record<string, unknown> = {}, tenant: string | null = 'acme'): MediumAct {
  const at = new Date(Date.parse('2027-03-01T08:00:00Z') + minute++ * 60_000).toISOString();
  return { at, actor: 'marie', type, tenant, body: { label: 'A1', ...more } };
}

const begin = (more: Record<string, unknown> = {}): MediumAct =>
  act('medium.assigned', {
    packageId: 'p1',
    root: 'ab',
    serial: 'WD-42',
    folder: 'coffre-c1-r1',
    encrypted: false,
    reason: 'no key yet',
    ...more,
  });
const written = act('medium.written', {
  files: 3,
  bytes: 30,
  readBack: 'direct',
  volumeUuid: 'u1',
  sums: [{ name: 'SHA512SUMS', bytes: 9, sha256: 'aa', sha512: 'bb' }],
});
const verified = act('medium.verified', { readBack: 'direct' });
const failed = act('medium.failed', { count: 1 });
const received = act('medium.received', { seal: 'S-9', sealIntact: true, receivedOn: '2027-03-04' });
const wiped = act('medium.wiped', { result: 'ok' });

const statusAfter = (...acts: readonly MediumAct[]): MediumStatus | undefined => foldMedia(acts).get('A1')?.status;

describe('a medium', () => {
  test('begins with its package, its carrier and the reason for what it is not', () => {
    expect(foldMedia([begin()]).get('A1')).toMatchObject({
      tenant: 'acme',
      packageId: 'p1',
      serial: 'WD-42',
      encrypted: false,
      reason: 'no key yet',
      status: 'assigned',
      assignedBy: 'marie',
      content: null,
      failed: false,
    });
  });

  test('goes its way from writing to the receipt and back to the shelf', () => {
    const way = [begin(), written, verified, act('medium.sealed'), act('medium.dispatched'), received, wiped];
    const states = way.map((_, at) => statusAfter(...way.slice(0, at + 1)));
    expect(states).toEqual(['assigned', 'written', 'verified', 'sealed', 'dispatched', 'received', 'wiped']);
    expect(foldMedia(way).get('A1')).toMatchObject({
      content: { files: 3, bytes: 30, volumeUuid: 'u1', sums: [{ name: 'SHA512SUMS', sha512: 'bb' }] },
      receipt: { seal: 'S-9', sealIntact: true, receivedOn: '2027-03-04' },
    });
  });

  test('that was read from memory only is never verified', () => {
    expect(statusAfter(begin(), written, act('medium.verified', { readBack: 'cached' }))).toBe('written');
    expect(statusAfter(begin(), written, act('medium.verified', {}))).toBe('written');
  });

  test('that failed stays failed whatever is said later, until it is wiped, and is known for it even then', () => {
    expect(statusAfter(begin(), written, failed, verified, received)).toBe('failed');
    expect(foldMedia([begin(), failed, wiped]).get('A1')).toMatchObject({ status: 'wiped', failed: true });
  });

  test('is wiped only where the wiping succeeded', () => {
    expect(statusAfter(begin(), written, act('medium.wiped', { result: 'failed' }))).toBe('written');
  });

  test.each([
    ['received before it was verified', [written, received], 'written'],
    ['verified before it was written', [verified], 'assigned'],
    ['written twice', [written, { ...written, body: { ...written.body, files: 9 } }], 'written'],
    ['assigned twice', [begin({ packageId: 'p2' })], 'assigned'],
    ['changed by another tenant’s act', [act('medium.written', {}, 'beta')], 'assigned'],
    ['named by the contract’s act of purchase', [act('medium.purchased')], 'assigned'],
    ['named by an act with the name of a property', [act('constructor'), act('toString')], 'assigned'],
  ] as const)('%s is where it was', (_name, acts, status) => {
    const medium = foldMedia([begin(), ...acts]).get('A1');
    expect(medium).toMatchObject({ status, packageId: 'p1' });
    if (status === 'written') expect(medium?.content?.files).toBe(3);
  });

  test('exists only where its first act says which package on which carrier', () => {
    for (const missing of ['packageId', 'serial', 'folder', 'label']) {
      expect(foldMedia([begin({ [missing]: undefined }), written]).size, missing).toBe(0);
    }
    expect(foldMedia([written, verified]).size).toBe(0);
  });

  test('may take the steps that lead on from where it stands, and no others', () => {
    expect(mayStep('verified', 'medium.received')).toBe(true);
    expect(mayStep('written', 'medium.received')).toBe(false);
    expect(mayStep('wiped', 'medium.lost')).toBe(false);
  });
});

describe('a carrier', () => {
  const wish = { label: 'B2', serial: 'WD-42', tenant: 'acme', packageId: 'p2' };
  const given = (...acts: readonly MediumAct[]) => foldMedia(acts);

  test('that is new takes any package', () => {
    expect(assignMedium(given(), wish)).toEqual({ kind: 'new' });
    expect(assignMedium(given(begin()), { ...wish, serial: 'WD-43' })).toEqual({ kind: 'new' });
  });

  test('whose writing was cut off goes on with the same package under the same label', () => {
    const cut = given(begin());
    expect(assignMedium(cut, { ...wish, label: 'A1', packageId: 'p1' })).toEqual({ kind: 'resume' });
    expect(assignMedium(cut, { ...wish, label: 'A1', packageId: 'p1', serial: 'wd 42' })).toEqual({ kind: 'resume' });
    for (const other of [{ packageId: 'p2' }, { packageId: 'p1', serial: 'X' }, { packageId: 'p1', tenant: 'beta' }]) {
      expect(assignMedium(cut, { ...wish, label: 'A1', ...other })).toMatchObject({ why: 'label-used' });
    }
  });

  test('that holds a package takes another one only when it is wiped', () => {
    expect(assignMedium(given(begin(), written), wish)).toEqual({ kind: 'refused', why: 'not-wiped', other: 'A1' });
    expect(assignMedium(given(begin(), written, wiped), wish)).toEqual({ kind: 'new' });
  });

  test('that failed is never used again, under whatever label and spelling', () => {
    const gone = given(begin(), written, failed, wiped);
    expect(assignMedium(gone, { ...wish, serial: 'wd42' })).toEqual({ kind: 'refused', why: 'discarded', other: 'A1' });
  });

  test('a label is used once', () => {
    const used = given(begin(), written, wiped);
    expect(assignMedium(used, { ...wish, label: 'A1' })).toMatchObject({ kind: 'refused', why: 'label-used' });
  });
});
