import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Clock, hasCode } from '../../core/index.ts';
import { md5Of } from './checks.ts';
import { objectsError } from './errors.ts';
import { checkPrefix } from './object-key.ts';
import type { ObjectStore, StoreCapabilities } from './object-store.ts';
import { type S3ClientOptions, s3Client } from './s3-client.ts';
import { s3Error } from './s3-errors.ts';
import { S3Store } from './s3-store.ts';

/** Largest single PUT that S3 servers take. */
const MAX_PUT = 5 * 2 ** 30;

export interface OpenS3StoreOptions extends S3ClientOptions {
  readonly bucket: string;
  /** Empty, or the path below which everything lies; a missing slash at its end is added. */
  readonly prefix?: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Makes the bucket first; one that is ours already is used as it is. A lock brings versions with it. */
  readonly createBucket?: { readonly versioning: boolean; readonly lock: boolean };
  /** Told of names below the prefix that no key can have; lists leave them out. */
  readonly onForeign?: (name: string) => void;
}

/**
 * Connects to a bucket and finds out what its server does: versions and lock by asking, digests and conditional puts by
 * trying (two objects of one byte below `~probe/`, removed again where that is allowed). OBJECTS_DENIED where the
 * bucket is missing or refused, OBJECTS_UNAVAILABLE where nobody answers; nothing is retried here.
 */
export async function openS3Store(options: OpenS3StoreOptions): Promise<ObjectStore> {
  const { prefix = '', signal, bucket, clock } = options;
  checkPrefix(prefix);
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  let serverTime: Date | null = null;
  const client = s3Client(options, (date) => {
    serverTime = date;
  });
  try {
    if (options.createBucket !== undefined) await createBucket(client, options, options.createBucket);
    const capabilities = await probeCapabilities(client, bucket, base, signal);
    const onForeign = options.onForeign ?? (() => undefined);
    return new S3Store({ client, bucket, base, clock, capabilities, onForeign, serverTime: () => serverTime });
  } catch (error) {
    client.destroy();
    throw s3Error({ key: bucket, writes: false, signal }, error);
  }
}

async function createBucket(
  client: S3Client,
  { bucket, region, signal }: OpenS3StoreOptions,
  { versioning, lock }: { readonly versioning: boolean; readonly lock: boolean },
): Promise<void> {
  const abort = { abortSignal: signal };
  const location = { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-3' } };
  const command = new CreateBucketCommand({
    Bucket: bucket,
    ...(lock ? { ObjectLockEnabledForBucket: true } : {}),
    ...(region === 'us-east-1' ? {} : location),
  });
  await client.send(command, abort).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) throw error;
  });
  if (versioning && !lock) {
    const enabled = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    await client.send(new PutBucketVersioningCommand(enabled), abort);
  }
}

async function probeCapabilities(
  client: S3Client,
  bucket: string,
  base: string,
  signal: AbortSignal,
): Promise<StoreCapabilities> {
  const [versioning, locks, verifiesMd5, honoursIfAbsent] = await Promise.all([
    hasVersions(client, bucket, signal),
    hasLock(client, bucket, signal),
    refusesWrongDigest(client, bucket, base, signal),
    refusesSecondPut(client, bucket, base, signal),
  ]);
  if (locks && !versioning) throw objectsError('OBJECTS_UNSUPPORTED', `${bucket} claims object lock without versions`);
  return {
    versioning,
    lock: locks ? 'compliance' : 'none',
    lockOnPut: locks,
    conditionalPut: honoursIfAbsent ? 'yes' : versioning ? 'unversioned-only' : 'no',
    verifiedChecksums: verifiesMd5 ? ['md5'] : [],
    maxPut: MAX_PUT,
    deleteByVersion: versioning,
  };
}

async function hasVersions(client: S3Client, bucket: string, signal: AbortSignal): Promise<boolean> {
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal: signal });
  if (Status === 'Suspended') {
    throw objectsError('OBJECTS_UNSUPPORTED', `${bucket}: versioning is suspended`, {
      hint: 'Enable versioning again, or use a new bucket with object lock.',
    });
  }
  return Status === 'Enabled';
}

async function hasLock(client: S3Client, bucket: string, signal: AbortSignal): Promise<boolean> {
  try {
    const command = new GetObjectLockConfigurationCommand({ Bucket: bucket });
    const { ObjectLockConfiguration: found } = await client.send(command, { abortSignal: signal });
    return found?.ObjectLockEnabled === 'Enabled';
  } catch (error) {
    const coded = s3Error({ key: bucket, writes: false, signal }, error);
    if (hasCode(coded, 'OBJECTS_NOT_FOUND') || hasCode(coded, 'OBJECTS_UNSUPPORTED')) return false;
    throw coded;
  }
}

async function refusesWrongDigest(
  client: S3Client,
  bucket: string,
  base: string,
  signal: AbortSignal,
): Promise<boolean> {
  const wrong = md5Of(Buffer.from('other')).toString('base64');
  const { refused, versions } = await tryPuts(client, bucket, `${base}~probe/digest-`, signal, [{ ContentMD5: wrong }]);
  await removeProbes(client, bucket, versions, signal);
  return refused === 'OBJECTS_CORRUPT';
}

async function refusesSecondPut(client: S3Client, bucket: string, base: string, signal: AbortSignal): Promise<boolean> {
  const once = { IfNoneMatch: '*' };
  const { refused, versions } = await tryPuts(client, bucket, `${base}~probe/once-`, signal, [once, once]);
  await removeProbes(client, bucket, versions, signal);
  return refused === 'OBJECTS_EXISTS' && versions.length === 1;
}

type ProbeVersion = { readonly key: string; readonly versionId: string | undefined };

/** Puts one byte under a fresh name once for each set of headers; the code of the first refusal and what was stored. */
async function tryPuts(
  client: S3Client,
  bucket: string,
  start: string,
  signal: AbortSignal,
  attempts: readonly { readonly ContentMD5?: string; readonly IfNoneMatch?: string }[],
): Promise<{ readonly refused: string | null; readonly versions: readonly ProbeVersion[] }> {
  const key = start + randomBytes(8).toString('hex');
  const versions: ProbeVersion[] = [];
  const body = Buffer.from('1');
  for (const headers of attempts) {
    try {
      const put = {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentLength: 1,
        ContentMD5: md5Of(body).toString('base64'),
      };
      const { VersionId } = await client.send(new PutObjectCommand({ ...put, ...headers }), { abortSignal: signal });
      versions.push({ key, versionId: VersionId });
    } catch (error) {
      const coded = s3Error({ key, writes: false, signal }, error);
      if (hasCode(coded, 'OBJECTS_CORRUPT') || hasCode(coded, 'OBJECTS_EXISTS'))
        return { refused: coded.code, versions };
      // A server without conditional puts may call the header an error of its own; the store works without them.
      if (hasCode(coded, 'OBJECTS_UNSUPPORTED') || hasCode(coded, 'OBJECTS_INVALID'))
        return { refused: null, versions };
      throw coded;
    }
  }
  return { refused: null, versions };
}

/** A writer without the right to delete leaves one byte behind, which no list shows. */
async function removeProbes(
  client: S3Client,
  bucket: string,
  versions: readonly ProbeVersion[],
  signal: AbortSignal,
): Promise<void> {
  for (const { key, versionId } of versions) {
    const version = versionId === undefined ? {} : { VersionId: versionId };
    await client
      .send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...version }), { abortSignal: signal })
      .catch(() => undefined);
  }
}
