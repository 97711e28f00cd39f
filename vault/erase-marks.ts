import { z } from 'zod';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { type CodedError, canonicalJson, type JsonValue } from '../core/index.ts';
import type { ErasureMark } from './erase-port.ts';
import { isDamage, vaultError } from './errors.ts';
import { FORMAT_VERSION } from './header.ts';
import { erasureName, newObjectId, parseErasureName } from './names.ts';
import { METADATA_LIMIT, openObject, sealObject } from './sealed-object.ts';
import { findKey, listKeys, putProven, readFirst, type StoredKey } from './store-io.ts';
import type { RandomSource } from './vault.ts';

const markSchema = z.strictObject({
  at: z.string(),
  by: z.string(),
  format: z.literal(FORMAT_VERSION),
  key: z.string(),
  plan: z.json(),
  planSha256: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: z.string().min(1),
});

const OBJECT_LIMIT = METADATA_LIMIT + 1024;

interface Opening {
  readonly store: ObjectStore;
  readonly master: Uint8Array;
}

interface Sealing extends Opening {
  readonly random: RandomSource;
}

function seal({ master, random }: Sealing, raw: Uint8Array): Buffer {
  const identity = { kind: 'erasure', id: newObjectId(random), mailboxRef: null, generation: 0, number: 0 } as const;
  return sealObject(master, identity, raw);
}

function open(master: Uint8Array, object: string, bytes: Uint8Array): Buffer {
  const expected = { object, kind: 'erasure', mailboxRef: null } as const;
  return openObject(bytes, expected, (generation) => (generation === 0 ? master : undefined)).raw;
}

function openMark(master: Uint8Array, key: string, tenantRef: string, bytes: Uint8Array): ErasureMark {
  const parsed = markSchema.safeParse(JSON.parse(open(master, key, bytes).toString('utf8')));
  if (!parsed.success || parsed.data.key !== key) {
    throw vaultError('VAULT_OBJECT_CORRUPT', `${key} is no mark of an erasure`, { facts: { object: key } });
  }
  const { tenant, planSha256, at, by, plan } = parsed.data;
  return { tenant, tenantRef, planSha256, at, by, plan: plan as JsonValue };
}

/** Stores both objects of a mark; one that is there already stays as it is, and its twin is completed from it. */
export async function putMark(context: Sealing, mark: ErasureMark, signal: AbortSignal): Promise<ErasureMark> {
  const there = (await readMark(context, mark.tenantRef, signal)).mark ?? mark;
  for (const part of ['mark', 'witness'] as const) {
    const key = erasureName(mark.tenantRef, part);
    if ((await findKey(context.store, key, signal)) !== null) continue;
    const { tenantRef: _, ...rest } = there;
    const body = canonicalJson({ ...rest, format: FORMAT_VERSION, key });
    await putProven(context.store, key, seal(context, Buffer.from(body)), signal);
  }
  return there;
}

export interface MarkProblem {
  readonly key: string;
  readonly error: CodedError;
}

export interface ReadMark {
  readonly mark: ErasureMark | null;
  readonly problems: readonly MarkProblem[];
}

/** One mark from whichever of its two objects opens; `mark` null where neither is there or opens. */
export async function readMark({ store, master }: Opening, tenantRef: string, signal: AbortSignal): Promise<ReadMark> {
  const problems: MarkProblem[] = [];
  const found: { readonly key: string; readonly stored: StoredKey | null }[] = [];
  for (const part of ['mark', 'witness'] as const) {
    const key = erasureName(tenantRef, part);
    found.push({ key, stored: await findKey(store, key, signal) });
  }
  const marks: ErasureMark[] = [];
  if (found.every(({ stored }) => stored === null)) return { mark: null, problems };
  for (const { key, stored } of found) {
    try {
      if (stored === null) throw vaultError('VAULT_OBJECT_MISSING', `${key} was removed; its twin is there`);
      const limits = { limit: OBJECT_LIMIT, signal };
      marks.push(await readFirst(store, stored, limits, (bytes) => openMark(master, key, tenantRef, bytes)));
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push({ key, error });
    }
  }
  const [first, second] = marks;
  if (first !== undefined && second !== undefined && canonicalJson({ ...first }) !== canonicalJson({ ...second })) {
    const key = erasureName(tenantRef, 'mark');
    problems.push({ key, error: vaultError('VAULT_CHANGED', `${key} and its witness say different things`) });
  }
  return { mark: first ?? null, problems };
}

/** References under which a mark, its twin or a certificate lies, and names below `erased/` that no object of ours has. */
export async function listMarks(
  store: ObjectStore,
  signal: AbortSignal,
): Promise<{ readonly refs: readonly string[]; readonly strangers: readonly string[] }> {
  const refs = new Set<string>();
  const strangers: string[] = [];
  for await (const { key } of listKeys(store, 'erased/', signal)) {
    const name = parseErasureName(key);
    if (name === null) strangers.push(key);
    else refs.add(name.tenantRef);
  }
  return { refs: [...refs].sort(), strangers };
}

/** Stores a certificate once; where that number is there already, gives what it says instead. */
export async function putCertificate(
  context: Sealing,
  at: { readonly tenantRef: string; readonly number: number },
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Buffer> {
  const there = await readCertificate(context, at, signal);
  if (there !== null) return there;
  const framed = Buffer.concat([Buffer.from(`${erasureName(at.tenantRef, at.number)}\n`), body]);
  await putProven(context.store, erasureName(at.tenantRef, at.number), seal(context, framed), signal);
  return Buffer.from(body);
}

/** A certificate's bytes, or null where there is none of that number. VAULT_OBJECT_CORRUPT where it does not open. */
export async function readCertificate(
  { store, master }: Opening,
  { tenantRef, number }: { readonly tenantRef: string; readonly number: number },
  signal: AbortSignal,
): Promise<Buffer | null> {
  const key = erasureName(tenantRef, number);
  const stored = await findKey(store, key, signal);
  if (stored === null) return null;
  const name = Buffer.from(`${key}\n`);
  return readFirst(store, stored, { limit: OBJECT_LIMIT, signal }, (bytes) => {
    const raw = open(master, key, bytes);
    if (raw.subarray(0, name.byteLength).equals(name)) return raw.subarray(name.byteLength);
    throw vaultError('VAULT_OBJECT_CORRUPT', `${key} holds another certificate`, { facts: { object: key } });
  });
}
