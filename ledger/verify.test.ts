import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { damageAct, directoryActStore } from '../test/fakes/directory-act-store.ts';
import { type Ledger, openLedger } from './index.ts';

let root: string;
let path: string;
let acts: string;
let ledger: Ledger;

const start = async (): Promise<void> => {
  const clock = new SimulatedClock(Date.parse('2027-03-01T20:00:00Z'));
  ledger = await openLedger({ path, store: directoryActStore(acts), clock, signal: neverAborted });
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-ledger-verify-'));
  path = join(root, 'ledger.sqlite');
  acts = join(root, 'acts');
  await start();
  for (let number = 1; number <= 6; number++) {
    await ledger.append({ actor: 'marie', type: 'test.done', tenant: null, body: { number } }, neverAborted);
  }
});

afterEach(async () => {
  await ledger.close();
  await rm(root, { recursive: true });
});

/** What somebody with the file and another SQLite can do. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(path);
  database.exec('drop trigger if exists eventsStay; drop trigger if exists eventsRemain');
  for (const statement of statements) database.exec(statement);
  database.close();
}

const found = async (): Promise<readonly (readonly [string, string, number])[]> =>
  (await ledger.verify(neverAborted)).map(({ severity, code, seq }) => [severity, code, seq]);

describe('a ledger file that was tampered with', () => {
  test.each([
    [`update events set document = replace(document, 'marie', 'pierre') where seq = 3`, [['error', 'edited', 3]]],
    ['delete from events where seq = 3', [['error', 'removed', 3]]],
    ['delete from events where seq in (2, 3, 4)', [['error', 'removed', 2]]],
    ['delete from events where seq > 4', [['error', 'tail-cut', 5]]],
    ['delete from events', [['error', 'tail-cut', 1]]],
    [
      'update events set seq = -seq where seq in (2, 5); update events set seq = 7 + seq where seq < 0',
      [
        ['error', 'reordered', 2],
        ['error', 'reordered', 5],
      ],
    ],
    [
      'update events set seq = 9007199254740993 where seq = 6',
      [
        ['error', 'reordered', 0],
        ['error', 'tail-cut', 6],
      ],
    ],
  ])('%s', async (statement, expected) => {
    tamper(statement);
    expect(await found()).toEqual(expected);
  });

  test('does not read as if nothing were wrong, and takes no further act on a damaged head', async () => {
    tamper(`update events set document = replace(document, 'marie', 'pierre') where seq = 6`);
    await expect(ledger.events()).rejects.toMatchObject({ code: 'LEDGER_BROKEN', facts: { seq: 6 } });
    const act = { actor: 'marie', type: 'test.done', tenant: null, body: {} };
    await expect(ledger.append(act, neverAborted)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });

  test.each([
    'delete from events where seq = 3',
    `update events set document = replace(document, 'marie', 'pierre') where seq = 3`,
  ])('takes no further act behind the damage: %s', async (statement) => {
    await ledger.close();
    tamper(statement);
    await start();
    const act = { actor: 'marie', type: 'test.done', tenant: null, body: {} };
    await expect(ledger.append(act, neverAborted)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    await rm(path);
    await ledger.close();
    await start();
    expect(await ledger.events()).toHaveLength(6);
  });

  test('opens all the same when its head is damaged, so that the damage can be named', async () => {
    await ledger.close();
    tamper(`update events set document = 'x' where seq = 5; delete from events where seq = 6`);
    await start();
    expect(await found()).toEqual([
      ['error', 'edited', 5],
      ['error', 'tail-cut', 6],
    ]);
  });

  test('is mended at the next opening when its tail was cut back, and tells so for ever', async () => {
    await ledger.close();
    tamper('delete from events where seq > 2');
    await start();
    expect(await ledger.events()).toHaveLength(6);
    expect(await found()).toEqual([['warning', 'tail-cut', 3]]);
  });

  test('refuses changes by anybody who does not first take its triggers away', () => {
    const database = new DatabaseSync(path);
    expect(() => database.exec('delete from events')).toThrow('append-only');
    expect(() => database.exec(`update events set document = ''`)).toThrow('append-only');
    database.close();
  });
});

describe('a vault that was tampered with', () => {
  test('is named with the event concerned', async () => {
    await damageAct(acts, 2, Buffer.from('{}'));
    await damageAct(acts, 4, Buffer.alloc(0));
    await damageAct(acts, 6, null);
    expect(await found()).toEqual([
      ['error', 'vault-damaged', 2],
      ['error', 'vault-damaged', 4],
      ['error', 'vault-behind', 6],
    ]);
  });

  test.each([
    ['an event in the middle', 3],
    ['the last event', 6],
  ])('gives no state and takes no act when %s does not open and the local file is lost', async (_, seq) => {
    await ledger.close();
    await damageAct(acts, seq, Buffer.alloc(0));
    await rm(path);
    await start();
    await expect(ledger.events()).rejects.toMatchObject({ code: 'LEDGER_BROKEN', facts: { seq } });
    const act = { actor: 'marie', type: 'test.done', tenant: null, body: {} };
    await expect(ledger.append(act, neverAborted)).rejects.toMatchObject({ code: 'LEDGER_BROKEN', facts: { seq } });
    expect(await found()).toContainEqual(['error', 'vault-damaged', seq]);
  });

  test('is named whole when it is gone', async () => {
    await rm(acts, { recursive: true });
    expect(await found()).toEqual([['error', 'vault-behind', 1]]);
  });
});

describe('a file that is no ledger', () => {
  test.each([
    ['garbage', async (other: string) => writeFile(other, 'this is no database, whatever its name says'.repeat(100))],
    [
      'another database',
      async (other: string) => {
        const database = new DatabaseSync(other);
        database.exec('create table other (a)');
        database.close();
      },
    ],
  ])('is refused and left as it is: %s', async (_, make) => {
    const other = join(root, 'other.sqlite');
    await make(other);
    const { size } = await stat(other);
    await copyFile(other, `${other}.before`);
    const opening = openLedger({
      path: other,
      store: directoryActStore(acts),
      clock: new SimulatedClock(0),
      signal: neverAborted,
    });
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect((await stat(other)).size).toBe(size);
  });
});
