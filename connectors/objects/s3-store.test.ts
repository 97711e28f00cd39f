import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { collectBytes, neverAborted, Secret, SimulatedClock } from '../../core/index.ts';
import { makeCertificate } from '../../test/fakes/certificate.ts';
import { type S3Double, type S3Fault, startS3Double } from '../../test/fakes/s3-double.ts';
import type { S3Habits } from '../../test/fakes/s3-double-bucket.ts';
import { objectStoreConformance, type StoreUnderTest } from './conformance.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3Store } from './open-s3-store.ts';

const signal = neverAborted;
const START = Date.UTC(2026, 5, 1);
const BUCKET = 'vault';
const connection = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: new Secret('double'), secretAccessKey: new Secret('secret') },
  forcePathStyle: true,
  bucket: BUCKET,
  signal,
});

async function make(bucket: { versioning: boolean; lock: boolean }, habits: S3Habits): Promise<StoreUnderTest> {
  const clock = new SimulatedClock(START);
  const double = await startS3Double({ clock, habits });
  const options = { ...connection(double.endpoint), prefix: 'below/here', clock };
  const store = await openS3Store({ ...options, createBucket: bucket });
  const stranger = rawClient(double);
  return {
    store,
    reopen: () => openS3Store(options),
    reach: async (until) => {
      clock.advance(until.getTime() - clock.now() + 1_000);
      await store.head('nothing', { signal }).catch(() => undefined);
    },
    hide: async (key) => {
      await stranger.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: `below/here/${key}` }));
    },
    dispose: async () => {
      stranger.destroy();
      await store.close();
      await double.stop();
    },
  };
}

function rawClient(double: S3Double): S3Client {
  const credentials = { accessKeyId: 'double', secretAccessKey: 'secret' };
  return new S3Client({ endpoint: double.endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
}

objectStoreConformance(
  'an S3 bucket with object lock',
  () => make({ versioning: true, lock: true }, { pageSize: 40 }),
  {
    expected: { versioning: true, lock: 'compliance', conditionalPut: 'yes', verifiedChecksums: ['md5'] },
    listed: 100,
  },
);

objectStoreConformance(
  'an S3 bucket with versions on a server that lists in small pages and answers without ETag',
  () => make({ versioning: true, lock: false }, { conditionalPut: 'unversioned-only', pageSize: 7, emptyEtag: true }),
  {
    expected: { versioning: true, lock: 'none', conditionalPut: 'unversioned-only', verifiedChecksums: ['md5'] },
    listed: 100,
  },
);

objectStoreConformance('an S3 bucket without versions', () => make({ versioning: false, lock: false }, {}), {
  expected: { versioning: false, lock: 'none', conditionalPut: 'yes', verifiedChecksums: ['md5'] },
  listed: 100,
});

objectStoreConformance(
  'an S3 bucket on a server that ignores digests and conditions',
  () => make({ versioning: false, lock: false }, { ignoresDigests: true, conditionalPut: 'no' }),
  { expected: { versioning: false, lock: 'none', conditionalPut: 'no', verifiedChecksums: [] }, listed: 100 },
);

describe('the S3 store on a server that misbehaves', () => {
  let double: S3Double;
  const opened: ObjectStore[] = [];

  const open = async (habits: S3Habits = {}, lock = true, silenceMs = 5_000): Promise<ObjectStore> => {
    const clock = new SimulatedClock(START);
    double = await startS3Double({ clock, habits });
    const options = { ...connection(double.endpoint), clock, silenceMs, createBucket: { versioning: lock, lock } };
    const store = await openS3Store(options);
    opened.push(store);
    return store;
  };
  const put = (store: ObjectStore) => store.put('a', Buffer.from('bytes'), { signal });
  const read = (store: ObjectStore) => collectBytes(store.get('a', { signal }), 1_000_000);
  const list = async (store: ObjectStore): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of store.list('', { signal })) keys.push(key);
    return keys;
  };

  afterEach(async () => {
    expect(double.unhitFaults()).toBe(0);
    for (const store of opened.splice(0)) await store.close();
    await double.stop();
  });

  const refuse = (status: number, code: string): S3Fault => ({ kind: 'refuse', status, code });
  test.each([
    ['PUT', refuse(503, 'SlowDown'), 'OBJECTS_THROTTLED'],
    ['PUT', refuse(429, 'TooManyRequests'), 'OBJECTS_THROTTLED'],
    ['PUT', refuse(500, 'InternalError'), 'OBJECTS_UNCERTAIN'],
    ['PUT', refuse(408, 'RequestTimeout'), 'OBJECTS_FULL'],
    ['PUT', refuse(400, 'RequestTimeout'), 'OBJECTS_UNAVAILABLE'],
    ['GET', refuse(408, 'RequestTimeout'), 'OBJECTS_UNAVAILABLE'],
    ['PUT', refuse(507, 'UnknownError'), 'OBJECTS_FULL'],
    ['PUT', refuse(403, 'QuotaExceeded'), 'OBJECTS_FULL'],
    ['PUT', refuse(403, 'AccessDenied'), 'OBJECTS_DENIED'],
    ['PUT', refuse(403, 'RequestTimeTooSkewed'), 'OBJECTS_CLOCK_SKEW'],
    ['PUT', refuse(404, 'NoSuchBucket'), 'OBJECTS_DENIED'],
    ['PUT', refuse(411, 'MissingContentLength'), 'OBJECTS_INVALID'],
    ['PUT', refuse(301, 'PermanentRedirect'), 'OBJECTS_INVALID'],
    ['PUT', refuse(501, 'NotImplemented'), 'OBJECTS_UNSUPPORTED'],
    ['PUT', { kind: 'reset-before' }, 'OBJECTS_UNCERTAIN'],
    ['PUT', { kind: 'reset-after' }, 'OBJECTS_UNCERTAIN'],
    ['PUT', { kind: 'error-in-200', code: 'InternalError' }, 'OBJECTS_UNCERTAIN'],
    ['PUT', { kind: 'error-in-200', code: 'SlowDown' }, 'OBJECTS_THROTTLED'],
    ['GET', refuse(500, 'InternalError'), 'OBJECTS_UNAVAILABLE'],
    ['GET', refuse(403, 'UnknownError'), 'OBJECTS_DENIED'],
    ['GET', { kind: 'reset-before' }, 'OBJECTS_UNAVAILABLE'],
    ['GET', { kind: 'reset-mid-body' }, 'OBJECTS_TRUNCATED'],
    ['GET', { kind: 'error-in-200', code: 'InternalError' }, 'OBJECTS_UNAVAILABLE'],
    ['HEAD', refuse(503, 'UnknownError'), 'OBJECTS_THROTTLED'],
    ['DELETE', refuse(403, 'AccessDenied'), 'OBJECTS_DENIED'],
    ['DELETE', { kind: 'reset-after' }, 'OBJECTS_UNCERTAIN'],
  ] as const)('%s met by %o is %s', async (method, fault, code) => {
    const store = await open();
    const made = method === 'PUT' ? null : await put(store);
    double.fail(`${method} /${BUCKET}/a`, fault);
    const call = { PUT: put, GET: read, HEAD: (one: ObjectStore) => one.head('a', { signal }), DELETE: remove }[method];
    await expect(call(store)).rejects.toMatchObject({ code });
    async function remove(one: ObjectStore): Promise<void> {
      await one.remove('a', made?.versionId ?? null, { signal });
    }
  });

  test.each([
    [refuse(503, 'SlowDown'), 'OBJECTS_THROTTLED'],
    [{ kind: 'reset-mid-body' }, 'OBJECTS_UNAVAILABLE'],
    [{ kind: 'half' }, 'OBJECTS_UNAVAILABLE'],
    [{ kind: 'error-in-200', code: 'InternalError' }, 'OBJECTS_UNAVAILABLE'],
  ] as const)('a list met by %o is %s, never a short list', async (fault, code) => {
    const store = await open();
    await put(store);
    double.fail(`GET /${BUCKET}`, fault);
    await expect(list(store)).rejects.toMatchObject({ code, retryable: true });
    expect(await list(store)).toHaveLength(1);
  });

  test('silence ends after the time allowed, and aborting ends it at once', async () => {
    const store = await open({}, true, 300);
    double.fail(`PUT /${BUCKET}/a`, { kind: 'silence' });
    await expect(put(store)).rejects.toMatchObject({ code: 'OBJECTS_UNCERTAIN' });
    double.fail(`PUT /${BUCKET}/b`, { kind: 'silence' });
    const controller = new AbortController();
    const waiting = store.put('b', Buffer.from('x'), { signal: controller.signal });
    while (!double.requests.some((line) => line.startsWith(`PUT /${BUCKET}/b`))) await new Promise(setImmediate);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('a lock that is accepted and forgotten is an error of its own, at put and at extension', async () => {
    const store = await open({ ignoresLocks: true });
    const until = new Date(START + 3_600_000);
    const ignored = { code: 'OBJECTS_LOCK_IGNORED' };
    const locked = store.put('a', Buffer.from('x'), { signal, lock: { mode: 'compliance', until } });
    await expect(locked).rejects.toMatchObject(ignored);
    const { versionId } = await store.put('b', Buffer.from('x'), { signal });
    await expect(store.extendLock('b', versionId, until, { signal })).rejects.toMatchObject(ignored);
  });

  test('where digests are not verified each object is read back, and a damaged one is found', async () => {
    const store = await open({ ignoresDigests: true, damagesBodies: true });
    await expect(put(store)).rejects.toMatchObject({ code: 'OBJECTS_CORRUPT', kind: 'integrity' });
  });

  test('a list out of order is an error, not a list', async () => {
    const store = await open({ shufflesLists: true });
    await put(store);
    await store.put('b', Buffer.from('x'), { signal });
    await expect(list(store)).rejects.toMatchObject({ code: 'OBJECTS_CORRUPT' });
  });

  test('a range that is ignored is an error before the first byte', async () => {
    const store = await open({ ignoresRanges: true });
    await put(store);
    const part = collectBytes(store.get('a', { signal, range: { offset: 1, length: 2 } }), 100);
    await expect(part).rejects.toMatchObject({ code: 'OBJECTS_UNSUPPORTED' });
  });

  test('names of strangers are left out of lists and reported', async () => {
    const foreign: string[] = [];
    await put(await open());
    const stranger = rawClient(double);
    for (const Key of ['Readme.txt', 'é & <x>', 'a\u0001b', 'with space+plus']) {
      await stranger.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
    }
    stranger.destroy();
    const clock = new SimulatedClock(START);
    const options = { ...connection(double.endpoint), clock, onForeign: (name: string) => foreign.push(name) };
    const store = await openS3Store(options);
    opened.push(store);
    expect(await list(store)).toEqual(['a']);
    expect(foreign.sort()).toEqual(['Readme.txt', 'a\u0001b', 'with space+plus', 'é & <x>']);
  });

  test('each body is sent with its length and digest, on connections that stay open', async () => {
    const store = await open();
    await store.put('big', Buffer.alloc(6_000_000, 1), { signal });
    expect(double.stored(BUCKET, 'big')).toMatchObject([{ etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) }]);
    expect((await store.head('big', { signal })).size).toBe(6_000_000);
  });

  test('opening says what is wrong: no bucket, wrong key, a certificate nobody trusts, nobody there', async () => {
    await open();
    const clock = new SimulatedClock(START);
    const options = { ...connection(double.endpoint), clock };
    await expect(openS3Store({ ...options, bucket: 'other' })).rejects.toMatchObject({ code: 'OBJECTS_DENIED' });
    const credentials = { accessKeyId: new Secret('wrong'), secretAccessKey: new Secret('x') };
    await expect(openS3Store({ ...options, credentials })).rejects.toMatchObject({ code: 'OBJECTS_DENIED' });
    const { cert, key } = makeCertificate({ dnsNames: ['localhost'] });
    const untrusted = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(untrusted, 'listening');
    const port = (untrusted.address() as AddressInfo).port;
    const tls = openS3Store({ ...options, endpoint: `https://localhost:${port}` });
    await expect(tls).rejects.toMatchObject({ code: 'OBJECTS_DENIED', hint: expect.stringContaining('certificate') });
    untrusted.close();
    const nobody = openS3Store({ ...options, endpoint: 'http://127.0.0.1:1' });
    await expect(nobody).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE', retryable: true });
  });
});
