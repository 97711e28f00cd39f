/** One bucket of the S3 double: versions, delete markers, locks; answers are values, HTTP is elsewhere. */
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../core/index.ts';

/** How this server differs from one that does everything right. */
export interface S3Habits {
  /** Where If-None-Match is honoured; default 'yes'. */
  readonly conditionalPut?: 'yes' | 'unversioned-only' | 'no';
  /** Takes lock headers and forgets them. */
  readonly ignoresLocks?: boolean;
  /** Shows locks and deletes all the same. */
  readonly deletesLocked?: boolean;
  /** Stores bodies whatever their Content-MD5. */
  readonly ignoresDigests?: boolean;
  /** Stores bodies with a changed byte. */
  readonly damagesBodies?: boolean;
  /** Answers writes with an empty ETag. */
  readonly emptyEtag?: boolean;
  /** Lists in another order. */
  readonly shufflesLists?: boolean;
  /** Serves the whole object whatever Range says. */
  readonly ignoresRanges?: boolean;
  /** Entries on a page of a list; default 1 000. */
  readonly pageSize?: number;
}

export interface DoubleVersion {
  readonly key: string;
  readonly id: string;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly at: Date;
  readonly marker: boolean;
  lock: { mode: string; until: Date } | null;
}

/** An answer that S3 gives as an XML error document. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export interface DoublePut {
  readonly md5: string | null;
  readonly ifNoneMatch: boolean;
  readonly lock: { readonly mode: string; readonly until: Date } | null;
}

export class DoubleBucket {
  versioning: boolean;
  readonly hasLock: boolean;
  readonly #habits: S3Habits;
  readonly #clock: Clock;
  /** Newest version last. */
  readonly #versions = new Map<string, DoubleVersion[]>();

  constructor(hasLock: boolean, habits: S3Habits, clock: Clock) {
    this.hasLock = hasLock;
    this.versioning = hasLock;
    this.#habits = habits;
    this.#clock = clock;
  }

  put(key: string, bytes: Buffer, put: DoublePut): DoubleVersion {
    const md5 = createHash('md5').update(bytes).digest();
    const isWrong = put.md5 !== null && put.md5 !== md5.toString('base64');
    if (isWrong && this.#habits.ignoresDigests !== true) throw new S3Refusal(400, 'BadDigest');
    const { conditionalPut = 'yes' } = this.#habits;
    const honoured = conditionalPut === 'yes' || (conditionalPut === 'unversioned-only' && !this.versioning);
    const latest = this.#versions.get(key)?.at(-1);
    const exists = latest !== undefined && !latest.marker;
    if (put.ifNoneMatch && honoured && exists) throw new S3Refusal(412, 'PreconditionFailed');
    if (put.lock !== null && !this.hasLock) throw new S3Refusal(400, 'InvalidRequest');
    if (put.lock !== null && put.lock.until.getTime() <= this.#clock.now()) throw new S3Refusal(400, 'InvalidArgument');
    const lock = put.lock === null || this.#habits.ignoresLocks === true ? null : { ...put.lock };
    if (this.#habits.damagesBodies === true && bytes.length > 0) bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    return this.#add({ key, bytes, etag: `"${md5.toString('hex')}"`, marker: false, lock });
  }

  find(key: string, id: string | null): DoubleVersion {
    const versions = this.#versions.get(key) ?? [];
    const version = id === null ? versions.at(-1) : versions.find((one) => one.id === id);
    if (version === undefined) throw new S3Refusal(404, id === null ? 'NoSuchKey' : 'NoSuchVersion');
    if (version.marker) throw new S3Refusal(id === null ? 404 : 405, id === null ? 'NoSuchKey' : 'MethodNotAllowed');
    return version;
  }

  remove(key: string, id: string | null): void {
    if (id === null && this.versioning) {
      this.#add({ key, bytes: Buffer.alloc(0), etag: '', marker: true, lock: null });
      return;
    }
    const versions = this.#versions.get(key) ?? [];
    const version = id === null ? versions.at(-1) : versions.find((one) => one.id === id);
    const isLocked = version?.lock != null && version.lock.until.getTime() > this.#clock.now();
    if (isLocked && this.#habits.deletesLocked !== true) throw new S3Refusal(403, 'AccessDenied');
    const rest = versions.filter((one) => one !== version);
    if (rest.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, rest);
  }

  retain(key: string, id: string | null, lock: { mode: string; until: Date }): void {
    const version = this.find(key, id);
    if (lock.until.getTime() <= this.#clock.now()) throw new S3Refusal(400, 'InvalidArgument');
    if (version.lock !== null && version.lock.until > lock.until) throw new S3Refusal(403, 'AccessDenied');
    if (this.#habits.ignoresLocks !== true) version.lock = lock;
  }

  /** All versions below a prefix, keys in byte order, newest first. */
  all(prefix: string): DoubleVersion[] {
    const keys = [...this.#versions.keys()].filter((key) => key.startsWith(prefix));
    keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return keys.flatMap((key) => (this.#versions.get(key) ?? []).toReversed());
  }

  isLatest(version: DoubleVersion): boolean {
    return this.#versions.get(version.key)?.at(-1) === version;
  }

  #add(made: Omit<DoubleVersion, 'id' | 'at'>): DoubleVersion {
    const at = new Date(Math.floor(this.#clock.now() / 1000) * 1000);
    const version = { ...made, id: this.versioning ? randomUUID() : 'null', at };
    const earlier = this.versioning ? (this.#versions.get(made.key) ?? []) : [];
    this.#versions.set(made.key, [...earlier, version]);
    return version;
  }
}
