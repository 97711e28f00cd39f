import { randomBytes } from 'node:crypto';
import { link, lstat, realpath, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../core/index.ts';
import { checkDigest, notFound, readSpan, refuseLock } from './checks.ts';
import { objectsError } from './errors.ts';
import { filesystemError, systemCode } from './filesystem-errors.ts';
import { makeDirectory, openObject, refuseLinks, syncDirectory, writeOnce } from './filesystem-files.ts';
import { PRIVATE, pathOf } from './filesystem-path.ts';
import { walk } from './filesystem-walk.ts';
import { checkKey, checkPrefix } from './object-key.ts';
import type {
  GetOptions,
  ObjectEntry,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoreCapabilities,
} from './object-store.ts';

/** One read call; larger only costs memory per open stream. */
const READ_BYTES = 1024 * 1024;

const CAPABILITIES: StoreCapabilities = {
  versioning: false,
  lock: 'none',
  lockOnPut: false,
  conditionalPut: 'yes',
  verifiedChecksums: ['md5'],
  maxPut: 2 ** 31,
  deleteByVersion: false,
};

export interface FilesystemStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Told of files below `path` whose names no key can have; lists leave them out. */
  readonly onForeign?: (path: string) => void;
}

/**
 * Objects as files below `path` (made where missing, mode 0700; files 0600). No versions and no lock: whoever may write
 * there may delete. A key that is the directory of another key is OBJECTS_INVALID. Refuses (OBJECTS_UNSUPPORTED) a file
 * system without hard links or fsync; a root that disappears later (unmounted disk) is OBJECTS_UNAVAILABLE, never
 * "not found".
 */
export async function openFilesystemStore(options: FilesystemStoreOptions): Promise<ObjectStore> {
  const path = resolve(options.path);
  try {
    await makeDirectory(path);
    const root = await realpath(path);
    const openedAtMs = await tryFileSystem(root);
    const { dev, ino } = await stat(root);
    return new FilesystemStore(root, `${dev}:${ino}`, openedAtMs, options);
  } catch (error) {
    throw filesystemError(path, error);
  }
}

/** What a put that failed means. A folder or temporary file that vanished under it is no absent object: the put is tried again. */
function putError(key: ObjectKey, error: unknown): unknown {
  const code = systemCode(error);
  if (code === 'EEXIST') return directoryError(key, error);
  if (code !== 'ENOENT') return filesystemError(key, error);
  return objectsError('OBJECTS_UNAVAILABLE', `${key}: its folder or temporary file vanished while it was written`, {
    cause: error,
  });
}

/** Writes, syncs, links and removes a file of the store's own, as every put will; what time the file system thinks it is. */
async function tryFileSystem(root: string): Promise<number> {
  const first = join(root, `${PRIVATE}try-${randomBytes(8).toString('hex')}`);
  const second = `${first}-linked`;
  try {
    await writeFile(first, 'coffre', { mode: 0o600, flag: 'wx', flush: true });
    await link(first, second);
    await syncDirectory(root);
    return (await stat(first)).mtimeMs;
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'ENOSYS', 'EINVAL', 'EMLINK'].includes(code)) throw error;
    throw objectsError('OBJECTS_UNSUPPORTED', `the file system of ${root} cannot link or sync (${code})`, {
      cause: error,
      hint: 'Put the store on a local file system such as ext4, XFS, ZFS or NTFS.',
    });
  } finally {
    for (const one of [first, second]) await unlink(one).catch(() => undefined);
  }
}

class FilesystemStore implements ObjectStore {
  readonly #root: string;
  readonly #clock: Clock;
  /**
   * The file system's clock less the monotonic one: the age of a file is told by the clock that dated it. By the wall clock
   * a jump would make files that are being written look old.
   */
  readonly #fileTimeMs: number;
  /** Device and inode of the root when it was opened: another directory at the same place is not this store. */
  readonly #identity: string;
  #closed = false;

  readonly #onForeign: (path: string) => void;

  constructor(root: string, identity: string, openedAtMs: number, options: FilesystemStoreOptions) {
    this.#root = root;
    this.#identity = identity;
    this.#clock = options.clock;
    this.#fileTimeMs = openedAtMs - options.clock.monotonic();
    this.#onForeign = options.onForeign ?? (() => undefined);
  }

  capabilities(): StoreCapabilities {
    return CAPABILITIES;
  }

  async put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    this.#enter(options.signal);
    checkKey(key);
    refuseLock(key, options.lock);
    checkDigest(key, body, options);
    const { dir, name } = pathOf(this.#root, key);
    try {
      await this.#checkRoot();
      await refuseLinks(this.#root, dir);
      await makeDirectory(dir);
      if (await writeOnce(dir, name, body, options.signal)) return { versionId: null, size: body.byteLength };
    } catch (error) {
      throw putError(key, error);
    }
    if (await this.#isDirectory(join(dir, name))) throw directoryError(key);
    if (options.ifAbsent === true || !(await this.#holds(key, body, options.signal))) {
      throw objectsError('OBJECTS_EXISTS', `${key} exists already`);
    }
    return { versionId: null, size: body.byteLength };
  }

  async head(
    key: ObjectKey,
    options: { readonly signal: AbortSignal; readonly versionId?: string | null },
  ): Promise<ObjectHead> {
    this.#enter(options.signal);
    checkKey(key);
    const { dir, name } = pathOf(this.#root, key);
    try {
      await refuseLinks(this.#root, dir);
      const found = await lstat(join(dir, name));
      if (options.versionId != null || !found.isFile()) throw notFound(key);
      return { size: found.size, versionId: null, lock: null, modifiedAt: found.mtime };
    } catch (error) {
      throw await this.#readError(key, error);
    }
  }

  async *get(key: ObjectKey, options: GetOptions): AsyncGenerator<Uint8Array> {
    this.#enter(options.signal);
    checkKey(key);
    const { dir, name } = pathOf(this.#root, key);
    let opened: Awaited<ReturnType<typeof openObject>>;
    try {
      await refuseLinks(this.#root, dir);
      opened = await openObject(join(dir, name));
      if (opened === null) throw notFound(key);
    } catch (error) {
      throw await this.#readError(key, error);
    }
    const { file, size } = opened;
    try {
      if (options.versionId != null) throw notFound(key);
      const { offset, length } = readSpan(key, size, options.range);
      for (let done = 0; done < length; ) {
        options.signal.throwIfAborted();
        const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, length - done));
        const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, offset + done).catch((error: unknown) => {
          throw filesystemError(key, error);
        });
        if (bytesRead === 0)
          throw objectsError('OBJECTS_TRUNCATED', `${key} ended at ${offset + done} of ${size} bytes`);
        done += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async *list(
    prefix: string,
    options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
  ): AsyncGenerator<ObjectEntry> {
    this.#enter(options.signal);
    checkPrefix(prefix);
    try {
      await this.#checkRoot();
      const { signal, after } = options;
      yield* walk({
        root: this.#root,
        prefix,
        after,
        nowMs: this.#fileTimeMs + this.#clock.monotonic(),
        onForeign: this.#onForeign,
        signal,
      });
      await this.#checkRoot();
    } catch (error) {
      throw filesystemError(prefix, error);
    }
  }

  async *listVersions(prefix: string, options: { readonly signal: AbortSignal }): AsyncGenerator<ObjectVersion> {
    for await (const entry of this.list(prefix, options)) {
      yield { ...entry, versionId: null, isLatest: true, isDeleteMarker: false };
    }
  }

  async remove(key: ObjectKey, versionId: string | null, options: { readonly signal: AbortSignal }): Promise<void> {
    this.#enter(options.signal);
    checkKey(key);
    if (versionId !== null) return;
    const { dir, name } = pathOf(this.#root, key);
    try {
      await this.#checkRoot();
      await refuseLinks(this.#root, dir);
      if (await this.#isDirectory(join(dir, name))) return;
      await unlink(join(dir, name));
      await syncDirectory(dir);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw filesystemError(key, error);
    }
  }

  async extendLock(key: ObjectKey): Promise<void> {
    throw objectsError('OBJECTS_UNSUPPORTED', `${key}: this store cannot lock objects`);
  }

  serverTime(): Date | null {
    return new Date(this.#clock.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #enter(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#closed) throw objectsError('OBJECTS_INVALID', 'this store was closed');
  }

  async #checkRoot(): Promise<void> {
    const now = await stat(this.#root).catch(() => null);
    if (now !== null && `${now.dev}:${now.ino}` === this.#identity) return;
    throw objectsError(
      'OBJECTS_UNAVAILABLE',
      `${this.#root} is not the directory that was opened; is the disk mounted?`,
    );
  }

  /** "Not found" is believed only while the root is still there. */
  async #readError(key: ObjectKey, error: unknown): Promise<unknown> {
    const mapped = systemCode(error) === 'ENOTDIR' ? notFound(key, error) : filesystemError(key, error);
    await this.#checkRoot();
    return mapped;
  }

  #isDirectory(path: string): Promise<boolean> {
    return lstat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }

  async #holds(key: ObjectKey, body: Uint8Array, signal: AbortSignal): Promise<boolean> {
    if ((await this.head(key, { signal })).size !== body.byteLength) return false;
    let at = 0;
    for await (const part of this.get(key, { signal })) {
      if (Buffer.compare(part, body.subarray(at, at + part.byteLength)) !== 0) return false;
      at += part.byteLength;
    }
    return true;
  }
}

function directoryError(key: ObjectKey, cause?: unknown): Error {
  const message = `${key} and a key below it cannot both be files`;
  return objectsError('OBJECTS_INVALID', message, cause === undefined ? {} : { cause });
}
