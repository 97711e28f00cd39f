import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { startChild } from '../test/fakes/child.ts';
import { damageAct, directoryActStore } from '../test/fakes/directory-act-store.ts';
import type { ActStore, Ledger, NewAct } from './index.ts';
import { openLedger } from './index.ts';

let root: string;
let path: string;
let acts: string;
const opened: Ledger[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-ledger-'));
  path = join(root, 'state', 'ledger.sqlite');
  acts = join(root, 'acts');
});

afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  await rm(root, { recursive: true });
});

async function start(store: ActStore = directoryActStore(acts)): Promise<Ledger> {
  const clock = new SimulatedClock(Date.parse('2027-03-01T20:00:00Z'));
  const ledger = await openLedger({ path, store, clock, signal: neverAborted });
  opened.push(ledger);
  return ledger;
}

const act = (number: number, tenant: string | null = null): NewAct => ({
  actor: 'marie',
  type: number % 2 === 0 ? 'restore.done' : 'restore.acknowledged',
  tenant,
  body: { number, reason: 'le client a demandé ✔' },
});

async function record(ledger: Ledger, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await ledger.append(act(number), neverAborted);
}

describe('the ledger', () => {
  test('chains what it records, and filters by type and tenant', async () => {
    const ledger = await start();
    const first = await ledger.append(act(1, 'acme'), neverAborted);
    const second = await ledger.append(act(2, 'zeta'), neverAborted);
    expect(first).toMatchObject({ seq: 1, previous: '0'.repeat(64), at: '2027-03-01T20:00:00.000Z', tenant: 'acme' });
    expect(second).toMatchObject({ seq: 2, previous: first.hash });
    expect(await ledger.events()).toEqual([first, second]);
    expect(await ledger.events({ tenant: 'zeta' })).toEqual([second]);
    expect(await ledger.events({ type: 'restore.acknowledged' })).toEqual([first]);
    expect(await ledger.verify(neverAborted)).toEqual([]);
  });

  test('is made again from the vault, whole, when the file is lost', async () => {
    const before = await start();
    await record(before, 7);
    const events = await before.events();
    await before.close();
    await rm(join(root, 'state'), { recursive: true });
    const after = await start();
    expect(await after.events()).toEqual(events);
    expect(await after.verify(neverAborted)).toEqual([]);
    expect((await after.append(act(8), neverAborted)).seq).toBe(8);
  });

  test('acknowledges nothing that the vault refuses, and goes on with the same number', async () => {
    const real = directoryActStore(acts);
    let refuse = true;
    const ledger = await start({
      ...real,
      putAct: (...args) => (refuse ? Promise.reject(new Error('no route to host')) : real.putAct(...args)),
    });
    await expect(ledger.append(act(1), neverAborted)).rejects.toMatchObject({ code: 'LEDGER_NOT_STORED' });
    expect(await ledger.events()).toEqual([]);
    refuse = false;
    expect((await ledger.append(act(2), neverAborted)).seq).toBe(1);
    expect(await ledger.verify(neverAborted)).toEqual([]);
  });

  test('takes over the event whose reply was lost, and appends after it', async () => {
    const real = directoryActStore(acts);
    let lose = true;
    const ledger = await start({
      ...real,
      putAct: async (...args) => {
        await real.putAct(...args);
        if (lose) throw new Error('timeout');
      },
    });
    await expect(ledger.append(act(1), neverAborted)).rejects.toMatchObject({ code: 'LEDGER_NOT_STORED' });
    lose = false;
    expect((await ledger.append(act(2), neverAborted)).seq).toBe(2);
    expect((await ledger.events()).map(({ body }) => body['number'])).toEqual([1, 2]);
    expect(await ledger.verify(neverAborted)).toEqual([]);
  });

  test('refuses to append where the vault holds an event that does not continue the local head', async () => {
    const ledger = await start();
    await record(ledger, 2);
    await damageAct(acts, 3, Buffer.from('{"seq":3}'));
    await expect(ledger.append(act(3), neverAborted)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(await ledger.verify(neverAborted)).toMatchObject([
      { severity: 'error', code: 'vault-damaged', seq: 3 },
      { severity: 'error', code: 'tail-cut', seq: 3 },
    ]);
  });

  test.each([
    ['a float', { value: 0.5 }],
    ['more than 64 KiB', { value: 'x'.repeat(70_000) }],
    ['64 KiB of two-byte characters', { value: 'é'.repeat(40_000) }],
  ])('refuses an act with %s and stays whole', async (_, body) => {
    const ledger = await start();
    const invalid = { ...act(1), body };
    await expect(ledger.append(invalid, neverAborted)).rejects.toMatchObject({ code: 'LEDGER_ACT_INVALID' });
    expect((await ledger.append(act(1), neverAborted)).seq).toBe(1);
  });

  test('keeps members that objects treat specially', async () => {
    const ledger = await start();
    const body = JSON.parse('{"__proto__":{"a":1},"constructor":"x","toString":null}');
    await ledger.append({ ...act(1), body }, neverAborted);
    const [event] = await ledger.events();
    expect(JSON.stringify(event?.body)).toBe(JSON.stringify(body));
    expect(await ledger.verify(neverAborted)).toEqual([]);
  });

  test('ends at once when the signal has aborted, with nothing recorded', async () => {
    const ledger = await start();
    await expect(ledger.append(act(1), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(await ledger.events()).toEqual([]);
  });

  test('orders what one process appends at once', async () => {
    const ledger = await start();
    const events = await Promise.all(
      Array.from({ length: 20 }, (_, number) => ledger.append(act(number), neverAborted)),
    );
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(20);
    expect(await ledger.verify(neverAborted)).toEqual([]);
  });
});

describe('several processes', () => {
  test('take turns: every acknowledged act is there once, under the number that was said', async () => {
    const children = Array.from({ length: 5 }, (_, index) =>
      startChild('ledger-child.ts', ['race', path, acts, `p${index}`, '8']),
    );
    await Promise.all(children.map((child) => child.line('ready')));
    for (const { process } of children) process.stdin?.write('go\n');
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0));
    const ledger = await start();
    const said = children.flatMap(({ lines }) => lines.filter((line) => line.startsWith('acknowledged')));
    const there = (await ledger.events()).map(
      ({ seq, actor, body }) => `acknowledged ${actor} ${JSON.stringify(body['number'])} ${seq}`,
    );
    expect(new Set(there)).toEqual(new Set(said));
    expect(said).toHaveLength(40);
    expect(there).toHaveLength(40);
    expect(await ledger.verify(neverAborted)).toEqual([]);
  }, 60_000);

  test.each([
    ['ledger.put', 'before', 0],
    ['ledger.put', 'after', 1],
    ['ledger.commit', 'before', 1],
    ['ledger.commit', 'after', 1],
  ])(
    'killed at %s %s: %i event is there, and the next opening needs nobody',
    async (step, moment, there) => {
      const before = await start();
      await record(before, 3);
      const child = startChild('ledger-child.ts', ['append', path, acts, 'victim', '1', step, moment]);
      expect(await child.ended).toBe('SIGKILL');
      const after = await start();
      expect(await after.events()).toHaveLength(3 + there);
      expect(await after.verify(neverAborted)).toEqual([]);
      expect((await after.append(act(9), neverAborted)).seq).toBe(4 + there);
      expect(await before.events()).toHaveLength(4 + there);
    },
    60_000,
  );
});
