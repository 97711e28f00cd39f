import { z } from 'zod';
import { base32, CodedError, canonicalJson, sha256Hex } from '../core/index.ts';
import type { VaultContext } from './context.ts';
import { actId } from './derive.ts';
import { isDamage, vaultError } from './errors.ts';
import { actName, newObjectId, parseActName } from './names.ts';
import { openObject, sealObject } from './sealed-object.ts';
import { findKey, listKeys, putProven, readFirst, type StoredKey } from './store-io.ts';
import type { StoredAct, UnreadableAct, UnreadableManifest } from './vault.ts';

/**
 * Events of the ledger (docs/vault-format.md § 9), opaque to the vault: each lies there twice, as the act and inside a
 * witness that names the act and the hash of its sealed bytes. Its name is the same for every process, so the first one
 * to store a sequence number holds it.
 */
const ACT_LIMIT = 1024 * 1024;

/** An act of ACT_LIMIT in base64, sealed. */
const OBJECT_LIMIT = 2 * 1024 * 1024;

const witnessSchema = z.strictObject({
  body: z.base64(),
  key: z.string(),
  seq: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One event with both of its objects. `body` is null where neither can be read. */
export interface ActPair {
  readonly seq: number;
  readonly key: string;
  readonly witnessKey: string;
  readonly body: Uint8Array | null;
  readonly problems: readonly { readonly key: string; readonly error: CodedError }[];
}

function seal(context: VaultContext, kind: 'act' | 'witness', seq: number, raw: Uint8Array): Buffer {
  const id = newObjectId(context.random);
  return sealObject(context.master, { kind, id, mailboxRef: null, generation: 0, number: seq }, raw);
}

function open(context: VaultContext, kind: 'act' | 'witness', key: string, seq: number, bytes: Buffer): Buffer {
  const expected = { object: key, kind, mailboxRef: null } as const;
  const { raw, number } = openObject(bytes, expected, (generation) => (generation === 0 ? context.master : undefined));
  if (number !== seq) throw vaultError('VAULT_OBJECT_CORRUPT', `${key} is another event`, { facts: { object: key } });
  return raw;
}

function names(context: VaultContext, seq: number): { readonly key: string; readonly witnessKey: string } {
  const id = base32(actId(context.master, seq));
  return { key: actName('ledger', seq, id), witnessKey: actName('witness', seq, id) };
}

async function attempt<T>(
  context: VaultContext,
  stored: StoredKey | null,
  signal: AbortSignal,
  read: (bytes: Buffer) => T,
): Promise<T | CodedError | null> {
  if (stored === null) return null;
  try {
    return await readFirst(context.store, stored, { limit: OBJECT_LIMIT, signal }, read);
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

/** Reads both objects of event `seq` from where the listing found them. */
async function readPair(
  context: VaultContext,
  seq: number,
  found: { readonly act: StoredKey | null; readonly witness: StoredKey | null },
  signal: AbortSignal,
): Promise<ActPair> {
  const { key, witnessKey } = names(context, seq);
  const problems: { key: string; error: CodedError }[] = [];
  const gone = (what: string): void => {
    const error = vaultError('VAULT_OBJECT_MISSING', `${what} was removed; its twin is there`, {
      facts: { object: what },
    });
    problems.push({ key: what, error });
  };
  const act = await attempt(context, found.act, signal, (bytes) => ({
    body: open(context, 'act', key, seq, bytes),
    sha256: sha256Hex(bytes),
  }));
  const witness = await attempt(context, found.witness, signal, (bytes) => {
    const raw = open(context, 'witness', witnessKey, seq, bytes);
    const said = witnessSchema.safeParse(JSON.parse(raw.toString('utf8')));
    if (said.success && said.data.key === key && said.data.seq === seq) return said.data;
    throw vaultError('VAULT_OBJECT_CORRUPT', `${witnessKey} is no witness of ${key}`, {
      facts: { object: witnessKey },
    });
  });
  if (act === null) gone(key);
  if (witness === null) gone(witnessKey);
  if (act instanceof CodedError) problems.push({ key, error: act });
  if (witness instanceof CodedError) problems.push({ key: witnessKey, error: witness });
  const first = act instanceof CodedError ? null : act;
  const second = witness instanceof CodedError ? null : witness;
  if (first !== null && second !== null && first.sha256 !== second.sha256) {
    problems.push({ key, error: vaultError('VAULT_CHANGED', `${key} is not the event that was witnessed`) });
  }
  const copy = second === null ? null : Buffer.from(second.body, 'base64');
  return { seq, key, witnessKey, body: first?.body ?? copy, problems };
}

/** Every event from 1 to the highest there is, gaps included (both objects reported as gone). */
export async function* readActs(context: VaultContext, signal: AbortSignal): AsyncGenerator<ActPair | UnreadableAct> {
  const found = new Map<number, { act: StoredKey | null; witness: StoredKey | null }>();
  const strangers: UnreadableManifest[] = [];
  for (const prefix of ['ledger/', 'witness/']) {
    for await (const stored of listKeys(context.store, prefix, signal)) {
      const seq = parseActName(stored.key)?.seq ?? 0;
      const own = seq > 0 ? names(context, seq) : null;
      const pair = found.get(seq) ?? { act: null, witness: null };
      if (stored.key === own?.key) pair.act = stored;
      else if (stored.key === own?.witnessKey) pair.witness = stored;
      else {
        const message = `${stored.key} is not the name of any event`;
        strangers.push({ key: stored.key, code: 'VAULT_OBJECT_CORRUPT', message });
        continue;
      }
      found.set(seq, pair);
    }
  }
  let next = 1;
  for (const [seq, pair] of [...found].sort(([a], [b]) => a - b)) {
    if (next < seq) {
      const { key } = names(context, next);
      const message = `events ${next} to ${seq - 1} of the ledger are gone`;
      yield { seq: next, key, code: 'VAULT_OBJECT_MISSING', message };
    }
    next = seq + 1;
    yield await readPair(context, seq, pair, signal);
  }
  for (const one of strangers) yield { seq: null, ...one };
}

/** The events as the port gives them: one that is lost in one place comes from the other. */
export async function* actsOf(context: VaultContext, signal: AbortSignal): AsyncGenerator<StoredAct | UnreadableAct> {
  for await (const pair of readActs(context, signal)) {
    if (!('problems' in pair)) yield pair;
    else if (pair.body !== null) yield { seq: pair.seq, key: pair.key, body: pair.body };
    else {
      const { key, error } = pair.problems[0] as { key: string; error: CodedError };
      yield { seq: pair.seq, key, code: error.code, message: error.message };
    }
  }
}

async function putWitness(
  context: VaultContext,
  seq: number,
  act: { readonly body: Uint8Array; readonly sha256: string },
  signal: AbortSignal,
): Promise<void> {
  const { key, witnessKey } = names(context, seq);
  if ((await findKey(context.store, witnessKey, signal)) !== null) return;
  const said = { body: Buffer.from(act.body).toString('base64'), key, seq, sha256: act.sha256 };
  await putProven(context.store, witnessKey, seal(context, 'witness', seq, Buffer.from(canonicalJson(said))), signal);
}

async function readAct(
  context: VaultContext,
  seq: number,
  signal: AbortSignal,
): Promise<{ readonly body: Buffer; readonly sha256: string } | null> {
  const { key } = names(context, seq);
  const stored = await findKey(context.store, key, signal);
  if (stored === null) return null;
  return readFirst(context.store, stored, { limit: OBJECT_LIMIT, signal }, (bytes) => ({
    body: open(context, 'act', key, seq, bytes),
    sha256: sha256Hex(bytes),
  }));
}

/**
 * Stores event `seq` and its witness, both read back; called again with the same bytes it completes what is missing. A
 * death between the two objects of the event before is mended as well. VAULT_ACT_EXISTS where other bytes hold `seq`.
 */
export async function putAct(context: VaultContext, seq: number, body: Uint8Array, signal: AbortSignal): Promise<void> {
  if (body.byteLength > ACT_LIMIT) throw new RangeError(`an act has at most ${ACT_LIMIT} bytes`);
  if (!Number.isSafeInteger(seq) || seq < 1) throw new RangeError('acts are numbered from 1');
  const { key } = names(context, seq);
  const before = seq > 1 ? await readAct(context, seq - 1, signal).catch(() => null) : null;
  if (before !== null) await putWitness(context, seq - 1, before, signal);
  let there = await readAct(context, seq, signal);
  if (there === null) {
    try {
      await putProven(context.store, key, seal(context, 'act', seq, body), signal);
    } catch (error) {
      there = signal.aborted ? null : await readAct(context, seq, signal).catch(() => null);
      if (there === null) throw error;
    }
    there ??= await readAct(context, seq, signal);
  }
  if (there === null || !there.body.equals(body)) {
    throw vaultError('VAULT_ACT_EXISTS', `another act holds number ${seq}`, { facts: { seq } });
  }
  await putWitness(context, seq, there, signal);
}
