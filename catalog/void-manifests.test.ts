import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareManifestPlaces, type ManifestPlace, manifestJudge } from './void-manifests.ts';

const place = (seq: number, fence: number, mailboxId = 'alice', key = `${seq}-${fence}`): ManifestPlace => ({
  tenant: 'acme',
  mailboxId,
  seq,
  fence,
  key,
});

const judged = (places: readonly ManifestPlace[]): Readonly<Record<string, string | null>> => {
  const judge = manifestJudge();
  const sorted = places.toSorted(compareManifestPlaces);
  return Object.fromEntries(sorted.map((one) => [`${one.mailboxId} ${one.key}`, judge(one)]));
};

describe('a manifest', () => {
  test('counts while fences do not fall', () => {
    expect(judged([place(1, 1), place(2, 1), place(3, 7)])).toEqual({
      'alice 1-1': null,
      'alice 2-1': null,
      'alice 3-7': null,
    });
  });

  test('is void under a fence below that of an earlier seq', () => {
    expect(judged([place(1, 1), place(2, 5), place(3, 4), place(4, 5)])).toEqual({
      'alice 1-1': null,
      'alice 2-5': null,
      'alice 3-4': 'stale-fence',
      'alice 4-5': null,
    });
  });

  test('gives way to the higher fence at the same seq', () => {
    expect(judged([place(1, 4), place(2, 5), place(2, 6), place(3, 5)])).toEqual({
      'alice 1-4': null,
      'alice 2-6': null,
      'alice 2-5': 'same-seq',
      'alice 3-5': 'stale-fence',
    });
  });

  test('is judged inside its mailbox alone', () => {
    expect(judged([place(1, 9), place(1, 2, 'bob'), place(2, 2, 'bob')])).toEqual({
      'alice 1-9': null,
      'bob 1-2': null,
      'bob 2-2': null,
    });
  });
});

test('those that count have each seq once and fences that never fall, whatever the vault holds', () => {
  const any = fc.array(
    fc
      .record({ seq: fc.integer({ min: 1, max: 6 }), fence: fc.integer({ min: 1, max: 6 }), salt: fc.nat(3) })
      .map(({ seq, fence, salt }) => place(seq, fence, 'alice', `${seq}-${fence}-${salt}`)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(any, (places) => {
      const judge = manifestJudge();
      const kept = places.toSorted(compareManifestPlaces).filter((one) => judge(one) === null);
      for (const [index, one] of kept.entries()) {
        const before = kept[index - 1];
        if (before === undefined) continue;
        expect(one.seq).toBeGreaterThan(before.seq);
        expect(one.fence).toBeGreaterThanOrEqual(before.fence);
      }
      expect(kept.length > 0).toBe(places.length > 0);
    }),
  );
});
