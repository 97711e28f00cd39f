/** What somebody inside can do to the evidence: with the local file and a SQLite of his own, with the bucket, with the master key. */
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson, neverAborted, sha256Hex } from '../../core/index.ts';
import type { LedgerEvent } from '../../ledger/index.ts';
import type { BoundPlatform } from './bound-platform.ts';

const FOLDERS = ['vault', 'state'];

/** Puts vault and state folder aside; the function given back brings them back as they were. */
export async function putAside({ root }: BoundPlatform): Promise<() => Promise<void>> {
  for (const name of FOLDERS) await cp(join(root, name), join(root, `${name}-kept`), { recursive: true });
  return async () => {
    for (const name of FOLDERS) {
      await rm(join(root, name), { recursive: true, force: true });
      await cp(join(root, `${name}-kept`), join(root, name), { recursive: true });
    }
  };
}

/** Statements on the local ledger, whose guards against changes are taken away first. */
export function onLocalLedger({ stateDir }: BoundPlatform, ...statements: readonly string[]): void {
  const database = new DatabaseSync(join(stateDir, 'ledger.sqlite'));
  for (const { name } of database.prepare(`select name from sqlite_master where type = 'trigger'`).all())
    database.exec(`drop trigger "${String(name)}"`);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** Puts another document in the place of an event. */
export function replaceLocal({ stateDir }: BoundPlatform, seq: number, document: string): void {
  const database = new DatabaseSync(join(stateDir, 'ledger.sqlite'));
  database.prepare('update events set document = ? where seq = ?').run(document, seq);
  database.close();
}

/** How many objects of acts the bucket holds. */
export async function countActs({ vaultDir }: BoundPlatform): Promise<number> {
  return (await readdir(join(vaultDir, 'ledger'))).length;
}

/** Removes the act and its witness from the bucket. RangeError where they are not both there. */
export async function removeAct({ vaultDir }: BoundPlatform, seq: number): Promise<void> {
  for (const type of ['ledger', 'witness']) {
    const found = (await readdir(join(vaultDir, type))).filter((one) => Number(one.slice(0, 12)) === seq);
    if (found.length !== 1) throw new RangeError(`${found.length} objects of act ${seq} in ${type}`);
    await rm(join(vaultDir, type, found[0] ?? ''));
  }
}

/** Puts other bytes, sealed with the vault's own keys, in the places of acts: who holds the master key can. */
export async function resealActs(platform: BoundPlatform, acts: ReadonlyMap<number, string>): Promise<void> {
  for (const seq of acts.keys()) await removeAct(platform, seq);
  await platform.withVault(async (vault) => {
    for (const [seq, document] of acts) await vault.putAct(seq, Buffer.from(document), neverAborted);
  });
}

/** The event as it is stored. */
export const documentOf = (event: LedgerEvent): string => canonicalJson({ ...event });

/** The event with other facts and a hash that fits them: right in itself. */
export function forged(event: LedgerEvent, change: Partial<LedgerEvent>): LedgerEvent {
  const { hash: _, ...rest } = { ...event, ...change };
  return { ...rest, hash: sha256Hex(Buffer.from(canonicalJson(rest))) };
}

/** The chain from an event on, rewritten: each event right in itself, each continuing the one before. */
export function forgedChain(
  events: readonly LedgerEvent[],
  first: number,
  change: Partial<LedgerEvent>,
): readonly LedgerEvent[] {
  const chain: LedgerEvent[] = [];
  for (const event of events.filter(({ seq }) => seq >= first)) {
    const before = chain.at(-1);
    chain.push(forged(event, before === undefined ? change : { previous: before.hash }));
  }
  return chain;
}
