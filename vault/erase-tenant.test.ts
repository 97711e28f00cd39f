import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore, type ObjectStore } from '../connectors/objects/index.ts';
import { collectBytes, neverAborted, noProgress, noSteps, SimulatedClock } from '../core/index.ts';
import { type CommittedManifest, createVault, type EraseTenant, openVault, type Vault } from './index.ts';
import {
  backUp,
  errorsOf,
  findings,
  gather,
  keysOf,
  MASTER,
  noise,
  openOne,
  plainMemory,
  readPart,
  START,
  scratch,
  seededRandom,
  writeExpectedNotes,
} from './testing/fixture.ts';

const signal = neverAborted;
const PLAN = 'a'.repeat(64);
let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder.remove());

let opened = 0;
const options = (store: ObjectStore, clock: SimulatedClock) => {
  return { store, masterKey: MASTER, clock, random: seededRandom(`erase ${opened++}`), packBytes: 100_000, signal };
};

function request(tenant: string, more: Partial<EraseTenant> = {}): EraseTenant {
  return {
    tenant,
    planSha256: PLAN,
    plan: { of: tenant },
    by: 'claire',
    confirm: async () => undefined,
    keysDestroyed: async () => undefined,
    onStep: noSteps,
    onProgress: noProgress,
    signal,
    ...more,
  };
}

interface Filled {
  readonly clock: SimulatedClock;
  readonly store: ObjectStore;
  readonly vault: Vault;
  readonly acme: readonly CommittedManifest[];
  readonly beta: CommittedManifest;
}

const content = (seed: number): Buffer => noise(150_000, seed);

/** Two tenants that have a mailbox of the same name, acme with two nights; two acts of the ledger. */
async function filled(make: (clock: SimulatedClock) => ObjectStore = plainMemory): Promise<Filled> {
  const clock = new SimulatedClock(START);
  const store = make(clock);
  const vault = await createVault(options(store, clock));
  const save = async (tenant: string, mailbox: string, seed: number, fence: number): Promise<CommittedManifest> => {
    const parts = [{ name: 'a.pst', content: content(seed) }];
    const committed = await backUp(vault, folder.path, { tenant, mailbox, fence, parts });
    await writeExpectedNotes(vault, committed);
    return committed;
  };
  const acme = [await save('acme', 'ann', 1, 1), await save('acme', 'ann', 2, 2), await save('acme', 'bob', 3, 3)];
  const beta = await save('beta', 'ann', 4, 4);
  const note = { kind: 'pin', at: '2026-11-24T08:00:00.000Z', by: 'claire', on: true, reason: 'x' } as const;
  const snapshot = acme[0]?.manifest.id ?? '';
  await vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, { ...note, snapshot }, { signal });
  await vault.putAct(1, Buffer.from('first act'), signal);
  await vault.putAct(2, Buffer.from('second act'), signal);
  return { clock, store, vault, acme, beta };
}

async function betaRestores(vault: Vault, beta: CommittedManifest): Promise<void> {
  expect((await readPart(await openOne(vault, beta), 'a.pst')).equals(content(4))).toBe(true);
}

describe('planning an erasure', () => {
  it('lists every object of the tenant and none of the others, and touches nothing', async () => {
    const { store, vault, acme } = await filled();
    const before = await keysOf(store);
    const plan = await vault.planErasure('acme', signal);
    const ref = acme[0]?.manifest.tenantRef ?? '';
    expect(plan.tenantRefs).toEqual([ref]);
    const own = before.filter((key) => key.split('/')[1] === ref);
    expect(plan.copies.reduce((sum, one) => sum + one.objects, 0)).toBe(own.length);
    expect(plan.keys.map(({ key }) => key)).toEqual(own.filter((key) => key.startsWith('keys/')));
    expect(plan.snapshots).toEqual(acme.map(({ manifest }) => manifest.id).sort());
    expect(plan).toMatchObject({ mailboxes: 2, locked: [], undecided: [], marks: [] });
    expect(await keysOf(store)).toEqual(before);
  });

  it('refuses a tenant that the vault does not know', async () => {
    const { vault } = await filled();
    await expect(vault.planErasure('nobody', signal)).rejects.toMatchObject({ code: 'VAULT_TENANT_UNKNOWN' });
  });

  it('says that a key which does not open may be of this tenant, and erasing is refused then', async () => {
    const { store, vault, beta } = await filled();
    const key = `keys/${beta.manifest.tenantRef}/tenant-1`;
    await store.remove(key, null, { signal });
    await store.put(key, Buffer.alloc(2084), { signal });
    const fresh = await openVault(options(store, new SimulatedClock(START)));
    expect((await fresh.planErasure('acme', signal)).undecided).toEqual([key]);
    await expect(fresh.eraseTenant(request('acme'))).rejects.toMatchObject({ code: 'VAULT_ERASE_UNDECIDED' });
    await vault.close();
  });

  it('finds a copy that somebody made of a key inside the store, and removes it with the others', async () => {
    const { store, vault, acme } = await filled();
    const ref = acme[0]?.manifest.tenantRef ?? '';
    const bytes = await collectBytes(store.get(`keys/${ref}/tenant-1`, { signal }), 10_000);
    await store.put(`old/keys/${ref}/tenant-1`, bytes, { signal });
    const plan = await vault.planErasure('acme', signal);
    expect(plan.copies.find(({ kind }) => kind === 'strays')).toMatchObject({ objects: 1, bytes: 2084 });
    await vault.eraseTenant(request('acme'));
    expect((await keysOf(store)).filter((key) => key.includes(ref) && !key.startsWith('erased/'))).toEqual([]);
  });
});

describe('an erased tenant', () => {
  it('has no object left but its marks; the others restore byte for byte and the vault is clean', async () => {
    const { store, vault, acme, beta, clock } = await filled();
    await readPart(await openOne(vault, acme[0] as CommittedManifest), 'a.pst');
    const betaObjects = (await keysOf(store)).filter((key) => key.includes(beta.manifest.tenantRef));
    const done = await vault.eraseTenant(request('acme'));
    expect(done).toMatchObject({ after: [], locked: [] });
    const ref = acme[0]?.manifest.tenantRef ?? '';
    const left = (await keysOf(store)).filter((key) => key.includes(ref));
    expect(left).toEqual([`erased/${ref}/mark`, `erased/${ref}/witness`]);
    expect((await keysOf(store)).filter((key) => key.includes(beta.manifest.tenantRef))).toEqual(betaObjects);
    for (const one of [vault, await openVault(options(store, clock))]) {
      expect(await findings(one, 'full')).toEqual([]);
      expect(await gather(one.manifests({ tenant: 'acme' }, signal))).toEqual([]);
      await expect(openOne(one, acme[0] as CommittedManifest)).rejects.toMatchObject({
        code: 'VAULT_SNAPSHOT_NOT_FOUND',
      });
      await betaRestores(one, beta);
      expect((await gather(one.acts(signal))).map((act) => ('body' in act ? String(act.body) : act.code))).toEqual([
        'first act',
        'second act',
      ]);
    }
  });

  it('is not begun again under its old id, by a vault that still had its keys in memory either', async () => {
    const { store, vault, clock } = await filled();
    const other = await openVault(options(store, clock));
    expect((await gather(other.manifests({}, signal))).length).toBe(4);
    await vault.eraseTenant(request('acme'));
    const night = { tenant: 'acme', fence: 9, parts: [{ name: 'a.pst', content: content(1) }] };
    for (const one of [vault, other]) {
      for (const mailbox of ['ann', 'zoe']) {
        await expect(backUp(one, folder.path, { ...night, mailbox })).rejects.toMatchObject({
          code: 'VAULT_TENANT_ERASED',
        });
      }
    }
    expect((await keysOf(store)).filter((key) => key.startsWith('keys/')).length).toBe(2);
  });

  it('is told when one of its keys comes back, and what it opens is not looked at', async () => {
    const { store, vault, acme, clock } = await filled();
    const copies = new Map<string, Buffer>();
    for (const key of await keysOf(store)) copies.set(key, await collectBytes(store.get(key, { signal }), 10_000_000));
    await vault.eraseTenant(request('acme'));
    const ref = acme[0]?.manifest.tenantRef ?? '';
    for (const [key, bytes] of copies) if (key.includes(ref)) await store.put(key, bytes, { signal });
    const fresh = await openVault(options(store, clock));
    const found = await findings(fresh, 'structure');
    const keys = [...copies.keys()].filter((key) => key.startsWith(`keys/${ref}/`));
    expect(
      errorsOf(found)
        .map(({ code, object }) => `${code} ${object}`)
        .sort(),
    ).toEqual(keys.map((key) => `VAULT_ERASED_KEY ${key}`).sort());
    expect(found.filter(({ severity }) => severity === 'notice').map(({ code }) => code)).toEqual([
      'VAULT_ERASED_REST',
    ]);
    expect((await gather(fresh.manifests({}, signal))).length).toBe(1);
    await fresh.eraseTenant(request('acme'));
    expect(await findings(fresh, 'full')).toEqual([]);
  });

  it('keeps a mark that no one without the master key can make, and whose damage is told', async () => {
    const { store, vault, acme, beta } = await filled();
    const [ref, living] = [acme[0]?.manifest.tenantRef ?? '', beta.manifest.tenantRef];
    await vault.eraseTenant(request('acme'));
    const mark = await collectBytes(store.get(`erased/${ref}/mark`, { signal }), 10_000);
    for (const part of ['mark', 'witness']) await store.put(`erased/${living}/${part}`, mark, { signal });
    const fresh = await openVault(options(store, new SimulatedClock(START)));
    await betaRestores(fresh, beta);
    expect((await findings(fresh, 'structure')).map(({ code, object }) => `${code} ${object}`)).toEqual([
      `VAULT_OBJECT_CORRUPT erased/${living}/mark`,
      `VAULT_OBJECT_CORRUPT erased/${living}/witness`,
    ]);
    for (const part of ['mark', 'witness']) await store.remove(`erased/${living}/${part}`, null, { signal });
    await store.remove(`erased/${ref}/witness`, null, { signal });
    expect((await findings(fresh, 'structure')).map(({ code, object }) => `${code} ${object}`)).toEqual([
      `VAULT_OBJECT_MISSING erased/${ref}/witness`,
    ]);
    const [kept] = await gather(fresh.erasures(signal));
    expect(kept).toMatchObject({
      tenant: 'acme',
      tenantRef: ref,
      planSha256: PLAN,
      plan: { of: 'acme' },
      by: 'claire',
    });
  });

  it('has certificates that are written once and come back as they were', async () => {
    const { vault, acme, store } = await filled();
    const ref = acme[0]?.manifest.tenantRef ?? '';
    await vault.eraseTenant(request('acme'));
    const first = Buffer.from('{"number":1}');
    expect(await vault.certificate(ref, 1, signal)).toBe(null);
    expect(Buffer.from(await vault.putCertificate(ref, 1, first, signal)).equals(first)).toBe(true);
    expect(Buffer.from(await vault.putCertificate(ref, 1, Buffer.from('{}'), signal)).equals(first)).toBe(true);
    expect(await findings(vault, 'full')).toEqual([]);
    const bytes = await collectBytes(store.get(`erased/${ref}/certificate-1`, { signal }), 10_000);
    await store.put(`erased/${ref}/certificate-2`, bytes, { signal });
    expect((await findings(vault, 'structure')).map(({ code }) => code)).toEqual(['VAULT_OBJECT_CORRUPT']);
  });
});

describe('an erasure that a rule stops', () => {
  it('destroys nothing when the last question right before the first destruction is answered with no', async () => {
    const { store, vault, acme } = await filled();
    const before = await keysOf(store);
    const no = new Error('a hold was set');
    await expect(vault.eraseTenant(request('acme', { confirm: async () => Promise.reject(no) }))).rejects.toBe(no);
    expect(await keysOf(store)).toEqual(before);
    await readPart(await openOne(vault, acme[0] as CommittedManifest), 'a.pst');
  });

  it('destroys nothing while a key is locked', async () => {
    const { store, vault, clock } = await filled((at) => memoryStore({ clock: at }));
    const { keys } = await vault.planErasure('acme', signal);
    const [first] = keys;
    const { key, versionId } = first as NonNullable<typeof first>;
    await store.extendLock(key, versionId, new Date(START + 86_400_000), { signal });
    await expect(vault.eraseTenant(request('acme'))).rejects.toMatchObject({
      code: 'VAULT_ERASE_LOCKED_KEY',
      facts: { object: key, until: new Date(START + 86_400_000).toISOString() },
    });
    expect((await vault.planErasure('acme', signal)).keys).toEqual(keys);
    clock.advance(86_400_001);
    expect(await vault.eraseTenant(request('acme'))).toMatchObject({ after: [] });
  });
});

describe('versions', () => {
  it('are removed all, earlier ones and delete markers too; those locked are listed with their dates and go afterwards', async () => {
    const { store, vault, acme, beta, clock } = await filled((at) => memoryStore({ clock: at }));
    const hide = (store as ReturnType<typeof memoryStore>).hide.bind(store);
    const ref = acme[0]?.manifest.tenantRef ?? '';
    const [manifest, second] = acme as [CommittedManifest, CommittedManifest];
    hide(manifest.key);
    hide(`keys/${ref}/tenant-1`);
    await store.put(manifest.key, Buffer.from('overwritten'), { signal });
    const pack = second.manifest.packs[0] as { key: string; versionId: string };
    const until = new Date(START + 9 * 86_400_000);
    await store.extendLock(pack.key, pack.versionId, until, { signal });
    const plan = await vault.planErasure('acme', signal);
    expect(plan.copies.find(({ kind }) => kind === 'manifests')).toMatchObject({ objects: 3, versions: 5 });
    expect(plan.keys.filter(({ deleteMarker }) => deleteMarker).length).toBe(1);

    const done = await vault.eraseTenant(request('acme'));
    expect(done.locked).toMatchObject([
      { kind: 'packs', key: pack.key, versionId: pack.versionId, mode: 'compliance', retainUntil: until.toISOString() },
    ]);
    const versions = async (): Promise<readonly string[]> =>
      (await gather(store.listVersions('', { signal }))).map(({ key }) => key).filter((key) => key.includes(ref));
    expect((await versions()).filter((key) => !key.startsWith('erased/'))).toEqual([pack.key]);
    expect(errorsOf(await findings(vault, 'full'))).toEqual([]);

    clock.advance(9 * 86_400_000 + 1);
    expect(await vault.eraseTenant(request('acme'))).toMatchObject({ after: [], locked: [], removed: 1 });
    expect(await findings(vault, 'full')).toEqual([]);
    await betaRestores(vault, beta);
  });
});

describe('an erasure that dies', () => {
  /** A store that dies before or after its n-th removal: whatever comes later fails as well. */
  function mortal(inner: ObjectStore, at: number, moment: 'before' | 'after') {
    let removals = 0;
    let dead = false;
    const alive = (): void => {
      if (dead) throw new Error('dead');
    };
    const store: ObjectStore = {
      ...plain(inner),
      put: async (key, body, more) => {
        alive();
        return inner.put(key, body, more);
      },
      remove: async (key, versionId, more) => {
        alive();
        const mine = ++removals === at;
        if (mine && moment === 'before') dead = true;
        alive();
        await inner.remove(key, versionId, more);
        if (mine) dead = true;
        alive();
      },
    };
    return { store, died: () => dead };
  }

  const plain = (inner: ObjectStore): ObjectStore => ({
    capabilities: () => inner.capabilities(),
    put: (...all) => inner.put(...all),
    head: (...all) => inner.head(...all),
    get: (...all) => inner.get(...all),
    list: (...all) => inner.list(...all),
    listVersions: (...all) => inner.listVersions(...all),
    remove: (...all) => inner.remove(...all),
    extendLock: (...all) => inner.extendLock(...all),
    serverTime: () => inner.serverTime(),
    close: async () => undefined,
  });

  it('before or after any of its deletions is finished by the next run, and no key outlives the word that all are gone', async () => {
    const deaths = { met: 0 };
    for (let at = 1; ; at++) {
      let done = true;
      for (const moment of ['before', 'after'] as const) {
        const { store, acme, beta, clock } = await filled((time) => memoryStore({ clock: time, lock: 'none' }));
        const ref = acme[0]?.manifest.tenantRef ?? '';
        const { store: killed, died } = mortal(store, at, moment);
        const first = await openVault(options(killed, clock));
        const keysLeft = async (): Promise<number> =>
          (await gather(store.listVersions(`keys/${ref}/`, { signal }))).length;
        const words: number[] = [];
        const keysDestroyed = async (): Promise<void> => void words.push(await keysLeft());
        await first.eraseTenant(request('acme', { keysDestroyed })).catch(() => undefined);
        if (died()) {
          deaths.met++;
          done = false;
          const second = await openVault(options(store, clock));
          expect(errorsOf(await findings(second, 'structure')).every(({ code }) => code === 'VAULT_ERASED_KEY')).toBe(
            true,
          );
          const again = request('acme', { keysDestroyed, planSha256: 'b'.repeat(64), plan: { other: true } });
          const ended = await second.eraseTenant(again);
          expect(ended).toMatchObject({ after: [], locked: [] });
          expect(ended.marks).toMatchObject([{ planSha256: PLAN, plan: { of: 'acme' } }]);
        }
        const left = (await gather(store.listVersions('', { signal }))).map(({ key }) => key);
        expect(left.filter((key) => key.includes(ref) && !key.startsWith('erased/'))).toEqual([]);
        expect(words.length).toBeGreaterThan(0);
        expect(words.every((count) => count === 0)).toBe(true);
        const last = await openVault(options(store, clock));
        expect(await findings(last, 'full')).toEqual([]);
        await betaRestores(last, beta);
      }
      if (done) break;
    }
    expect(deaths.met).toBeGreaterThan(20);
  });
});
