import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import type { CommittedManifest } from '../../vault/index.ts';
import type { CliPlatform, JsonAnswer } from './cli-platform.ts';
import { type Damage, damagesOf, fillPlatform, kindOf, must, type RawStore, readManifests } from './damage.ts';

export interface DamageSubject {
  readonly platform: CliPlatform;
  readonly raw: RawStore;
  /** The same objects through the port. */
  readonly store: ObjectStore;
  dispose(): Promise<void>;
}

export interface DamageOptions {
  readonly seed: number;
  /** Objects of each kind that are damaged. */
  readonly perKind: number;
  /** Damages tried on each object, of the five there are; they take turns. */
  readonly perObject: number;
}

/** How much is damaged: every object in every way with COFFRE_DAMAGE=full, else `perObject` damages on one of each kind. */
export function damageAmount(perObject: number): DamageOptions {
  const everything = process.env['COFFRE_DAMAGE'] === 'full';
  return {
    seed: Number(process.env['COFFRE_SEED'] ?? Date.now() % 100_000),
    perKind: everything ? Number.POSITIVE_INFINITY : 1,
    perObject: everything ? 5 : perObject,
  };
}

/**
 * Damages stored objects one at a time and looks through the command line alone: `verify` exits 6 and names every snapshot hit,
 * and does so again with the state folder gone.
 */
export function damageSuite(name: string, make: () => Promise<DamageSubject>, options: DamageOptions): void {
  describe(`damage in ${name} (seed ${options.seed})`, () => {
    let subject: DamageSubject;
    let platform: CliPlatform;
    let manifests: readonly CommittedManifest[];
    const original = new Map<string, Buffer>();
    const before = new Map<string, JsonAnswer>();
    const looks = [['snapshots'], ['audit', 'list'], ['audit', 'verify']] as const;

    beforeAll(async () => {
      subject = await make();
      ({ platform } = subject);
      await fillPlatform(platform);
      manifests = await readManifests(platform, subject.store);
      for (const key of await subject.raw.keys()) original.set(key, await subject.raw.read(key));
      await cp(platform.stateDir, join(platform.root, 'state-kept'), { recursive: true });
      for (const look of looks) before.set(look.join(' '), must(await platform.json(...look)));
    });
    afterAll(() => subject?.dispose());

    /** The store as it was, but for these objects; the state folder as it was. */
    async function lay(after: ReadonlyMap<string, Buffer | null>): Promise<void> {
      for (const key of await subject.raw.keys()) if (!original.has(key)) await subject.raw.write(key, null);
      for (const [key, bytes] of after) await subject.raw.write(key, bytes);
    }

    async function layState(): Promise<void> {
      await dropState();
      await cp(join(platform.root, 'state-kept'), platform.stateDir, { recursive: true });
    }

    const dropState = (): Promise<void> => rm(platform.stateDir, { recursive: true, force: true });

    async function expectFound(damage: Damage, when: string): Promise<readonly string[]> {
      const { code, document } = await platform.json('verify', '--level', 'full');
      const what = `${damage.key} ${damage.how}, ${when}: ${JSON.stringify(document).slice(0, 1500)}`;
      expect(code, what).toBe(6);
      const errors = (document.findings as Finding[]).filter(({ severity }) => severity === 'error');
      const named = new Set(errors.map(({ snapshot }) => snapshot));
      for (const id of damage.hit) expect(named.has(id), `${id} is not named: ${what}`).toBe(true);
      if (damage.beyond) expect(named.has(null), what).toBe(true);
      expect(document.failed, what).toBeGreaterThanOrEqual(Math.max(1, damage.hit.length));
      expect(document.checked, what).toBe(manifests.length);
      return errors.map((one) => JSON.stringify(one)).sort();
    }

    test('nothing is found where nothing is damaged', async () => {
      const answer = must(await platform.json('verify', '--level', 'full'));
      expect(answer.document).toEqual({ checked: 9, failed: 0, findings: [] });
      expect(new Set([...original.keys()].map(kindOf))).toEqual(
        new Set([
          'vault.json',
          'keys (tenant)',
          'keys (mailbox)',
          'packs',
          'index',
          'snapshots',
          'notes (verdict)',
          'notes (verification)',
          'notes (witness)',
          'ledger',
          'witness',
        ]),
      );
    });

    test.each(['catalog rebuild', 'the next command'])('the lost state folder is made again by %s', async (by) => {
      await lay(new Map());
      await dropState();
      if (by === 'catalog rebuild') {
        const { document } = must(await platform.json('catalog', 'rebuild'));
        expect(document).toMatchObject({ snapshots: 9, problemCount: 0 });
      }
      for (const look of looks) {
        expect(await platform.json(...look), look.join(' ')).toEqual(before.get(look.join(' ')));
      }
      await layState();
    });

    test('each damage of each kind of object is found, with the state folder and without it', async () => {
      let turn = options.seed;
      const picked = [...Map.groupBy(original.keys(), kindOf).values()].flatMap((keys) => {
        const start = options.seed % keys.length;
        return [...keys.slice(start), ...keys.slice(0, start)].slice(0, options.perKind);
      });
      for (const key of picked) {
        const all = damagesOf(key, original, manifests, (turn * 7919) % 1_000_003);
        const tried = Array.from(
          { length: Math.min(options.perObject, all.length) },
          (_, i) => all[(turn + i) % all.length],
        );
        turn += tried.length;
        for (const damage of tried) {
          if (damage === undefined) continue;
          await layState();
          await lay(damage.after);
          const found = await expectFound(damage, 'with its state');
          await lay(damage.after);
          await dropState();
          if (turn % 2 === 0) {
            const { code } = await platform.json('catalog', 'rebuild');
            // 5: a store without its vault.json is no vault to whoever does not look further.
            expect([0, 5, 6], `catalog rebuild after ${damage.key} ${damage.how}`).toContain(code);
          }
          expect(await expectFound(damage, 'without its state'), `${damage.key} ${damage.how}`).toEqual(found);
          await lay(new Map([...damage.after.keys()].map((one) => [one, original.get(one) ?? null])));
        }
      }
      await layState();
      must(await platform.json('verify', '--level', 'full'));
    }, 3_600_000);
  });
}

interface Finding {
  readonly severity: string;
  readonly snapshot: string | null;
}
