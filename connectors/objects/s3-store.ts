import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Clock, hasCode } from '../../core/index.ts';
import { checkDigest, checkLockDate, checkRange, lockedError, md5Of, notFound, refuseLock } from './checks.ts';
import { objectsError } from './errors.ts';
import { checkKey, checkPrefix } from './object-key.ts';
import type {
  GetOptions,
  ObjectEntry,
  ObjectHead,
  ObjectKey,
  ObjectLock,
  ObjectStore,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoreCapabilities,
} from './object-store.ts';
import { readS3Body } from './s3-body.ts';
import { type S3Call, s3Error, statusOf } from './s3-errors.ts';
import { listS3, listS3Versions, versionIdOf } from './s3-listing.ts';

/** Servers keep lock dates in whole seconds. */
const LOCK_SLACK_MS = 1_000;

export interface S3StoreParts {
  readonly client: S3Client;
  readonly bucket: string;
  /** Put before every key: empty, or ending in a slash. */
  readonly base: string;
  readonly clock: Clock;
  readonly capabilities: StoreCapabilities;
  readonly serverTime: () => Date | null;
  readonly onForeign: (name: string) => void;
}

type Reading = { readonly signal: AbortSignal; readonly versionId?: string | null };

/** One bucket, or a part of one, on any S3 server; made by `openS3Store`, which finds out what the server can do. */
export class S3Store implements ObjectStore {
  readonly #parts: S3StoreParts;
  #closed = false;

  constructor(parts: S3StoreParts) {
    this.#parts = parts;
  }

  capabilities(): StoreCapabilities {
    return this.#parts.capabilities;
  }

  async put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    this.#enter(options.signal);
    checkKey(key);
    const { signal, lock, ifAbsent = false } = options;
    const can = this.capabilities();
    if (can.lock === 'none') refuseLock(key, lock);
    if (lock !== undefined) checkLockDate(lock.until, this.#now());
    if (body.byteLength > can.maxPut)
      throw objectsError('OBJECTS_INVALID', `${key}: ${body.byteLength} bytes are too many`);
    const verified = can.verifiedChecksums.includes('md5');
    if (!verified) checkDigest(key, body, options);
    try {
      const versionId = await this.#send(key, body, options);
      if (lock !== undefined) await this.#confirmLock(key, versionId, lock, signal);
      if (!verified) await this.#confirmBytes(key, versionId, body, signal);
      return { versionId, size: body.byteLength };
    } catch (error) {
      if (ifAbsent || !hasCode(error, 'OBJECTS_EXISTS')) throw error;
      if (!(await this.#holds(key, null, body, signal))) throw error;
      return { versionId: null, size: body.byteLength };
    }
  }

  async head(key: ObjectKey, options: Reading): Promise<ObjectHead> {
    this.#enter(options.signal);
    checkKey(key);
    this.#checkVersion(key, options.versionId);
    const { signal } = options;
    const answer = await this.#call({ key, writes: false, signal }, () =>
      this.#parts.client.send(new HeadObjectCommand(this.#at(key, options.versionId)), { abortSignal: signal }),
    );
    const {
      ContentLength: size,
      LastModified: modifiedAt,
      ObjectLockMode: mode,
      ObjectLockRetainUntilDate: until,
    } = answer;
    if (size === undefined || modifiedAt === undefined) {
      throw objectsError('OBJECTS_UNAVAILABLE', `${key}: the store answered without size or date`);
    }
    const hold = answer.ObjectLockLegalHoldStatus === 'ON';
    const isLocked = (mode === 'COMPLIANCE' || mode === 'GOVERNANCE') && until !== undefined;
    return {
      size,
      modifiedAt,
      versionId: versionIdOf(answer.VersionId),
      lock: isLocked ? { mode: mode === 'COMPLIANCE' ? 'compliance' : 'governance', until, hold } : null,
    };
  }

  async *get(key: ObjectKey, options: GetOptions): AsyncGenerator<Uint8Array> {
    this.#enter(options.signal);
    checkKey(key);
    this.#checkVersion(key, options.versionId);
    const { signal, range } = options;
    if (range !== undefined) checkRange(key, range);
    const answer = await this.#call({ key, writes: false, signal }, () =>
      this.#parts.client.send(
        new GetObjectCommand({
          ...this.#at(key, options.versionId),
          ...(range === undefined ? {} : { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
        }),
        { abortSignal: signal },
      ),
    );
    yield* readS3Body(key, answer, options);
  }

  async *list(
    prefix: string,
    options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
  ): AsyncGenerator<ObjectEntry> {
    yield* this.#listing(prefix, options, listS3);
  }

  async *listVersions(prefix: string, options: { readonly signal: AbortSignal }): AsyncGenerator<ObjectVersion> {
    yield* this.#listing(prefix, options, listS3Versions);
  }

  async remove(key: ObjectKey, versionId: string | null, options: { readonly signal: AbortSignal }): Promise<void> {
    this.#enter(options.signal);
    checkKey(key);
    const { versioning } = this.capabilities();
    if (versioning) this.#needVersion(key, versionId);
    else if (versionId !== null) return;
    const { signal } = options;
    try {
      await this.#parts.client.send(new DeleteObjectCommand(this.#at(key, versionId)), { abortSignal: signal });
    } catch (error) {
      const coded = s3Error({ key, writes: true, signal }, error);
      if (hasCode(coded, 'OBJECTS_NOT_FOUND')) return;
      if (hasCode(coded, 'OBJECTS_DENIED') && statusOf(error) === 403)
        await this.#explainDenial(key, versionId, signal, error);
      throw coded;
    }
  }

  async extendLock(
    key: ObjectKey,
    versionId: string | null,
    until: Date,
    options: { readonly signal: AbortSignal },
  ): Promise<void> {
    this.#enter(options.signal);
    checkKey(key);
    const { lock: own } = this.capabilities();
    if (own === 'none') throw objectsError('OBJECTS_UNSUPPORTED', `${key}: this store cannot lock objects`);
    this.#needVersion(key, versionId);
    checkLockDate(until, this.#now());
    const { signal } = options;
    const before = await this.head(key, { signal, versionId });
    if (before.lock !== null && before.lock.until >= until) return;
    const lock: ObjectLock = { mode: before.lock?.mode ?? own, until };
    await this.#call({ key, writes: true, signal }, () =>
      this.#parts.client.send(
        new PutObjectRetentionCommand({
          ...this.#at(key, versionId),
          Retention: { Mode: lock.mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE', RetainUntilDate: until },
        }),
        { abortSignal: signal },
      ),
    );
    await this.#confirmLock(key, versionId, lock, signal);
  }

  serverTime(): Date | null {
    return this.#parts.serverTime();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#parts.client.destroy();
  }

  async #send(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<string | null> {
    const { signal, lock, ifAbsent = false, md5 } = options;
    const { versioning, conditionalPut } = this.capabilities();
    // Without versions a second put would destroy the first bytes: every put is then conditional where that is honoured.
    const conditional = versioning ? ifAbsent && conditionalPut === 'yes' : conditionalPut !== 'no';
    const answer = await this.#call({ key, writes: true, signal }, () =>
      this.#parts.client.send(
        new PutObjectCommand({
          ...this.#at(key, null),
          Body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          ContentLength: body.byteLength,
          ContentMD5: Buffer.from(md5 ?? md5Of(body)).toString('base64'),
          ContentType: 'application/octet-stream',
          ...(conditional ? { IfNoneMatch: '*' } : {}),
          ...(lock === undefined
            ? {}
            : {
                ObjectLockMode: lock.mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE',
                ObjectLockRetainUntilDate: lock.until,
              }),
        }),
        { abortSignal: signal },
      ),
    );
    const versionId = versionIdOf(answer.VersionId);
    if (!versioning || versionId !== null) return versionId;
    return (await this.head(key, { signal })).versionId;
  }

  /** OBJECTS_LOCK_IGNORED unless the server shows the mode and at least the date that was asked for. */
  async #confirmLock(key: ObjectKey, versionId: string | null, lock: ObjectLock, signal: AbortSignal): Promise<void> {
    const shown = (await this.head(key, { signal, versionId })).lock;
    if (shown !== null && shown.mode === lock.mode && shown.until.getTime() + LOCK_SLACK_MS > lock.until.getTime())
      return;
    throw objectsError('OBJECTS_LOCK_IGNORED', `${key} was to be locked until ${lock.until.toISOString()} and is not`);
  }

  async #confirmBytes(key: ObjectKey, versionId: string | null, body: Uint8Array, signal: AbortSignal): Promise<void> {
    if (await this.#holds(key, versionId, body, signal)) return;
    throw objectsError('OBJECTS_CORRUPT', `${key}: the store gives back other bytes than it was given`);
  }

  async #holds(key: ObjectKey, versionId: string | null, body: Uint8Array, signal: AbortSignal): Promise<boolean> {
    let at = 0;
    for await (const part of this.get(key, { signal, versionId })) {
      if (Buffer.compare(part, body.subarray(at, at + part.byteLength)) !== 0) return false;
      at += part.byteLength;
    }
    return at === body.byteLength;
  }

  /** A refused delete of a locked version is OBJECTS_LOCKED with its date; returns where something else is the reason. */
  async #explainDenial(key: ObjectKey, versionId: string | null, signal: AbortSignal, cause: unknown): Promise<void> {
    const head = await this.head(key, { signal, versionId }).catch(() => null);
    if (head?.lock != null && (head.lock.hold || head.lock.until.getTime() > this.#now())) {
      throw lockedError(key, head.lock.until, cause);
    }
  }

  async *#listing<T>(
    prefix: string,
    options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
    pages: (options: Parameters<typeof listS3>[0]) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    this.#enter(options.signal);
    checkPrefix(prefix);
    const { client, bucket, base, onForeign } = this.#parts;
    const { signal, after } = options;
    try {
      yield* pages({ client, bucket, base, prefix, after, signal, onForeign });
    } catch (error) {
      throw s3Error({ key: `${prefix}*`, writes: false, signal }, error);
    }
  }

  async #call<T>(call: S3Call, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw s3Error(call, error);
    }
  }

  #at(key: ObjectKey, versionId: string | null | undefined): { Bucket: string; Key: string; VersionId?: string } {
    const { bucket, base } = this.#parts;
    return { Bucket: bucket, Key: base + key, ...(versionId == null ? {} : { VersionId: versionId }) };
  }

  /** The server's clock decides what is locked; our own until it has spoken. */
  #now(): number {
    return this.serverTime()?.getTime() ?? this.#parts.clock.now();
  }

  #checkVersion(key: ObjectKey, versionId: string | null | undefined): void {
    if (versionId != null && !this.capabilities().versioning) throw notFound(key);
  }

  #needVersion(key: ObjectKey, versionId: string | null): void {
    if (versionId === null) throw objectsError('OBJECTS_INVALID', `${key}: a version id is needed here`);
  }

  #enter(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#closed) throw objectsError('OBJECTS_INVALID', 'this store was closed');
  }
}
