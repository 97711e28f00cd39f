import { randomBytes } from 'node:crypto';
import { type Clock, collectBytes, formatBytes, sha256Hex, toCodedError } from '../../core/index.ts';
import { md5Of } from './checks.ts';
import type { ObjectStore } from './object-store.ts';

export interface ProbeResult {
  readonly name: string;
  readonly outcome: 'pass' | 'warn' | 'fail';
  readonly message: string;
  readonly next: string | null;
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Size of the largest object tried; default 32 MiB, the largest a vault makes. */
  readonly largestBytes?: number;
}

/** Everything the probe writes lies below this; the next run removes what was still locked. */
const PROBE_PREFIX = 'probe/';

/** Long enough to be attacked, short enough not to stay. */
const LOCK_SECONDS = 60;

const SKEW_WARN_MS = 60_000;
/** Beyond five minutes nothing may be deleted: dates decide what is locked and what is old enough. */
const SKEW_FAIL_MS = 300_000;

type Verdict = Omit<ProbeResult, 'name'>;
type Context = ProbeOptions & { readonly store: ObjectStore; readonly prefix: string };

const pass = (message: string): Verdict => ({ outcome: 'pass', message, next: null });
const warn = (message: string, next: string): Verdict => ({ outcome: 'warn', message, next });
const fail = (message: string, next: string): Verdict => ({ outcome: 'fail', message, next });

/**
 * Tries on the real store what backups rely on, in a random place below `probe/`, and removes what is not locked.
 * A probe that throws is a failed probe, not an error of this function; only an abort ends it.
 */
export async function probeStore(store: ObjectStore, options: ProbeOptions): Promise<readonly ProbeResult[]> {
  const context: Context = { ...options, store, prefix: `${PROBE_PREFIX}${randomBytes(8).toString('hex')}/` };
  const results: ProbeResult[] = [];
  for (const [name, probe] of PROBES) {
    options.signal.throwIfAborted();
    try {
      results.push({ name, ...(await probe(context)) });
    } catch (error) {
      options.signal.throwIfAborted();
      const { code, message, hint } = toCodedError(error);
      results.push({ name, ...fail(`${code}: ${message}`, hint) });
    }
  }
  return results;
}

const PROBES: readonly (readonly [string, (context: Context) => Promise<Verdict>])[] = [
  ['round-trip', probeRoundTrip],
  ['clock', probeClock],
  ['ranges', probeRanges],
  ['digest', probeDigest],
  ['conditional-put', probeConditional],
  ['list', probeList],
  ['versions', probeVersions],
  ['lock', probeLock],
  ['remove', probeRemove],
];

function read({ store, signal }: Context, key: string, versionId: string | null = null): Promise<Buffer> {
  return collectBytes(store.get(key, { signal, versionId }), 64 * 1024 * 1024);
}

async function probeRoundTrip(context: Context): Promise<Verdict> {
  const { store, signal, clock, prefix, largestBytes = 33_554_432 } = context;
  const startedAt = clock.monotonic();
  let total = 0;
  for (const size of [0, 1, 1_048_576, largestBytes]) {
    const body = randomBytes(size);
    const key = `${prefix}size-${size}`;
    await store.put(key, body, { signal });
    const head = await store.head(key, { signal });
    const back = await read(context, key);
    if (head.size !== size || sha256Hex(back) !== sha256Hex(body)) {
      return fail(`an object of ${size} bytes came back changed`, 'Use another store; this one damages data.');
    }
    total += size * 2;
  }
  const seconds = Math.max(0.001, (clock.monotonic() - startedAt) / 1000);
  return pass(
    `objects up to ${formatBytes(largestBytes)} come back unchanged; ${(total / 1e6 / seconds).toFixed(0)} MB/s both ways together`,
  );
}

async function probeClock({ store, clock }: Context): Promise<Verdict> {
  const server = store.serverTime();
  if (server === null)
    return warn('the store shows no time', 'Compare clocks by hand; retention dates depend on them.');
  const skewMs = Math.abs(server.getTime() - clock.now());
  const message = `the store’s clock and this machine’s differ by ${Math.round(skewMs / 1000)} s`;
  if (skewMs >= SKEW_FAIL_MS) return fail(message, 'Set this machine’s clock (NTP); nothing is deleted until then.');
  return skewMs >= SKEW_WARN_MS ? warn(message, 'Set this machine’s clock (NTP).') : pass(message);
}

async function probeRanges({ store, signal, prefix }: Context): Promise<Verdict> {
  const key = `${prefix}range`;
  const body = randomBytes(100_000);
  await store.put(key, body, { signal });
  const part = await collectBytes(store.get(key, { signal, range: { offset: 40_000, length: 20_000 } }), 100_000);
  if (!part.equals(body.subarray(40_000, 60_000))) {
    return fail('a range of an object is not what was stored there', 'Use another store; restores read ranges.');
  }
  const beyond = collectBytes(store.get(key, { signal, range: { offset: 99_999, length: 2 } }), 100_000);
  const refused = await codeOf(beyond);
  if (refused !== 'OBJECTS_INVALID')
    return fail(`a range beyond the end gave ${refused ?? 'data'}`, 'Use another store.');
  return pass('ranges are exact');
}

async function probeDigest({ store, signal, prefix }: Context): Promise<Verdict> {
  const key = `${prefix}digest`;
  const refused = await codeOf(store.put(key, Buffer.from('body'), { signal, md5: md5Of(Buffer.from('other')) }));
  const stored = await codeOf(store.head(key, { signal }));
  if (refused !== 'OBJECTS_CORRUPT' || stored !== 'OBJECTS_NOT_FOUND') {
    return fail(
      'a body that does not match its digest was stored',
      'Use another store; this one hides transfer errors.',
    );
  }
  if (store.capabilities().verifiedChecksums.length > 0)
    return pass('a body that does not match its digest is refused');
  return warn('the store verifies no digest: every object is read back after it was put', 'Expect twice the traffic.');
}

async function probeConditional({ store, signal, prefix }: Context): Promise<Verdict> {
  const { conditionalPut, versioning } = store.capabilities();
  if (conditionalPut === 'no' || (conditionalPut === 'unversioned-only' && versioning)) {
    const next = 'Nothing to do: names are drawn at random and writers hold leases.';
    return versioning ? pass('not honoured with versions, and not needed') : warn('an object can be overwritten', next);
  }
  const key = `${prefix}once`;
  await store.put(key, Buffer.from('first'), { signal, ifAbsent: true });
  const second = await codeOf(store.put(key, Buffer.from('second'), { signal, ifAbsent: true }));
  if (second === 'OBJECTS_EXISTS') return pass('a second writer of the same name is refused');
  return fail(
    `a second writer of the same name got ${second ?? 'success'}`,
    'Use another store; this one is inconsistent.',
  );
}

async function probeList({ store, signal, prefix }: Context): Promise<Verdict> {
  const keys = Array.from({ length: 25 }, (_, index) => `${prefix}list/${String((index * 7) % 25).padStart(2, '0')}`);
  for (const key of keys) await store.put(key, Buffer.from(key), { signal });
  const listed: string[] = [];
  for await (const { key } of store.list(`${prefix}list/`, { signal })) listed.push(key);
  const complete = listed.join('\n') === keys.toSorted().join('\n');
  if (complete) return pass('lists are complete and ordered right after writing');
  return fail(
    `a list shows ${listed.length} of ${keys.length} objects just written`,
    'Use another store, or ask its operator.',
  );
}

async function probeVersions(context: Context): Promise<Verdict> {
  const { store, signal, prefix } = context;
  const key = `${prefix}versions`;
  const first = await store.put(key, Buffer.from('first'), { signal });
  const second = await codeOf(store.put(key, Buffer.from('second'), { signal }));
  const kept = (await read(context, key, first.versionId)).toString() === 'first';
  if (!store.capabilities().versioning) {
    if (kept) return pass('no versions; earlier bytes are not overwritten');
    return warn('no versions: whoever may write can overwrite', 'Use a bucket with versions and object lock.');
  }
  if (kept && second === null) return pass('an overwritten object keeps its earlier version');
  return fail('an earlier version cannot be read back', 'Use a bucket with versions and object lock.');
}

async function probeLock({ store, signal, prefix, clock }: Context): Promise<Verdict> {
  const { lock: mode } = store.capabilities();
  if (mode === 'none') {
    const next = 'Use a bucket with object lock: ransomware with these credentials could delete the backups.';
    return warn('this store is not immutable: it has no object lock', next);
  }
  const key = `${prefix}locked`;
  const now = store.serverTime()?.getTime() ?? clock.now();
  const until = new Date((Math.floor(now / 1000) + LOCK_SECONDS) * 1000);
  const { versionId } = await store.put(key, Buffer.from('locked'), { signal, lock: { mode, until } });
  const attack = await codeOf(store.remove(key, versionId, { signal }));
  const survived = (await codeOf(store.head(key, { signal, versionId }))) === null;
  if (attack === null || !survived) {
    return fail(
      'the store showed a lock and deleted the object all the same',
      'Use another store: its locks are not real.',
    );
  }
  const later = new Date(until.getTime() + 5_000);
  await store.extendLock(key, versionId, later, { signal });
  return pass(`a locked object cannot be deleted, its lock can be extended (${attack})`);
}

/** Removes this run's objects and what earlier runs could not remove yet. */
async function probeRemove({ store, signal, prefix }: Context): Promise<Verdict> {
  const versions: { readonly key: string; readonly versionId: string | null }[] = [];
  for await (const version of store.listVersions(PROBE_PREFIX, { signal })) versions.push(version);
  let locked = 0;
  for (const { key, versionId } of versions) {
    const refused = await codeOf(store.remove(key, versionId, { signal }));
    if (refused === 'OBJECTS_LOCKED') locked++;
    else if (refused === 'OBJECTS_DENIED')
      return warn('these credentials may not delete', 'Right for a writer, not for a collector.');
    else if (refused !== null) return fail(`an object could not be removed: ${refused}`, 'coffre doctor store');
  }
  let left = 0;
  for await (const _ of store.listVersions(PROBE_PREFIX, { signal })) left++;
  if (left > locked)
    return fail(`${left - locked} objects are still there after they were removed`, 'Use another store.');
  const own = versions.filter(({ key }) => key.startsWith(prefix)).length;
  return pass(`${own} objects of this probe removed${locked > 0 ? `, ${locked} still locked for a minute` : ''}`);
}

/** The code that `work` fails with, null where it succeeds; what is not ours is thrown on. */
async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    const coded = toCodedError(error);
    if (coded.code.startsWith('OBJECTS_') && !coded.retryable) return coded.code;
    throw error;
  }
}
