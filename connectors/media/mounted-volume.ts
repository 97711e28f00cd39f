import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode, throwIfAborted } from '../../core/index.ts';
import { disksOf } from './block-device.ts';
import { deviceError, onDevice, systemCode } from './device-error.ts';
import { readFileOf, readsDirect } from './direct-read.ts';
import { mediaError } from './errors.ts';
import { findCarrier, type IdentifyOptions, readMounts, volumeFacts } from './identify-volume.ts';
import { checkMediumPath } from './medium-path.ts';
import { type Mount, mountAt } from './mount-table.ts';
import { runProgram } from './run-program.ts';
import { MAX_ENTRIES, type Volume, type VolumeEntry, type VolumeFacts, type VolumeReading } from './volume.ts';

/** Bytes a single write call is given, so that an abort does not wait for a whole file. */
const WRITE_BYTES = 4 * 1024 * 1024;

/**
 * Opens the carrier mounted at `path`; refused as `findCarrier` says. From here on everything goes through an open
 * descriptor of its root: when the volume is taken away or unmounted, nothing lands on the disk below the mount point.
 */
export async function openMountedVolume(path: string, options: IdentifyOptions): Promise<Volume> {
  const mount = await findCarrier(path, options);
  const root = await onDevice(mount.mountPoint, () =>
    open(mount.mountPoint, constants.O_RDONLY | constants.O_DIRECTORY),
  );
  const { dev } = await root.stat();
  if (dev !== (await stat(mount.mountPoint)).dev) {
    await root.close();
    throw mediaError('MEDIA_GONE', `${mount.mountPoint} was unmounted meanwhile`);
  }
  return new MountedVolume(mount, root, dev);
}

class MountedVolume implements Volume {
  readonly #mount: Mount;
  readonly #root: FileHandle;
  readonly #dev: number;
  readonly #direct: boolean;

  constructor(mount: Mount, root: FileHandle, dev: number) {
    this.#mount = mount;
    this.#root = root;
    this.#dev = dev;
    this.#direct = readsDirect(mount.fileSystem, mount.superOptions);
  }

  #at(path: string): string {
    return `/proc/self/fd/${this.#root.fd}/${path}`;
  }

  /** MEDIA_GONE once the volume is no longer what is seen at its mount point. */
  async #present(): Promise<void> {
    const { mountPoint } = this.#mount;
    const seen = await stat(mountPoint).catch(() => null);
    if (seen?.dev !== this.#dev) throw mediaError('MEDIA_GONE', `${mountPoint} was unmounted`);
  }

  /** After a failure: MEDIA_GONE where it is one because the volume or its device went away. */
  async #stillThere(): Promise<void> {
    await this.#present();
    const { deviceNumber, source } = this.#mount;
    const known = (await disksOf(deviceNumber)).size > 0;
    if (!known) throw mediaError('MEDIA_GONE', `${source} was taken away`);
  }

  /** As `onDevice`; a failure of a volume that is away is its absence. */
  async #do<T>(path: string, work: () => Promise<T>): Promise<T> {
    await this.#present();
    try {
      return await work();
    } catch (error) {
      if (systemCode(error) !== null) await this.#stillThere();
      throw deviceError(path, error);
    }
  }

  async facts(): Promise<VolumeFacts> {
    await this.#present();
    const { mountPoint, deviceNumber } = this.#mount;
    // Asked anew: a volume may have become read-only, by a hand or by an error.
    const mount = mountAt(await readMounts(), mountPoint);
    if (mount?.deviceNumber !== deviceNumber) throw mediaError('MEDIA_GONE', `${mountPoint} was unmounted`);
    return this.#do(mountPoint, () => volumeFacts(mount));
  }

  roots(): Promise<readonly string[]> {
    return this.#do('/', () => readdir(this.#at('.')));
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<VolumeEntry> {
    await this.#present();
    const found = await lstat(this.#at(checkMediumPath(folder))).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw deviceError(folder, error);
    });
    if (found === null) return;
    if (!found.isDirectory()) throw mediaError('MEDIA_NOT_OURS', `${folder} is no folder`);
    const waiting = [folder];
    let entries = 0;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const parent = next;
      const listing = await this.#do(parent, () => opendir(this.#at(parent)));
      for await (const { name } of listing) {
        throwIfAborted(signal);
        if (++entries > MAX_ENTRIES) {
          throw mediaError('MEDIA_TOO_LARGE', `${folder} holds more than ${MAX_ENTRIES} entries`);
        }
        const path = `${parent}/${name}`;
        // A name that is no UTF-8 cannot be asked for again: it is there, and is nothing of ours.
        const stats = await lstat(this.#at(path)).catch(() => null);
        if (stats?.isDirectory() === true) waiting.push(path);
        if (stats?.isDirectory() === true) yield { path, kind: 'folder', bytes: 0 };
        else if (stats?.isFile() === true) yield { path, kind: 'file', bytes: stats.size };
        else yield { path, kind: 'other', bytes: 0 };
      }
    }
  }

  async write(path: string, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
    checkMediumPath(path);
    const folder = dirname(path);
    if (folder !== '.') await this.#makeFolders(folder);
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    const handle = await this.#do(path, () => open(this.#at(path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644));
    let at = 0;
    try {
      for await (const chunk of body) {
        for (let done = 0; done < chunk.byteLength; ) {
          throwIfAborted(signal);
          const length = Math.min(WRITE_BYTES, chunk.byteLength - done);
          const from = done;
          const { bytesWritten } = await this.#do(path, () => handle.write(chunk, from, length, at));
          if (bytesWritten === 0) throw mediaError('MEDIA_IO', `${path}: the device takes no more bytes`);
          done += bytesWritten;
          at += bytesWritten;
        }
      }
      await this.#do(path, () => handle.sync());
    } finally {
      await handle.close();
    }
    await this.#syncFolder(folder);
    return at;
  }

  /** Makes a folder and those above it; what is there must be a real folder. */
  async #makeFolders(folder: string): Promise<void> {
    const names = folder.split('/');
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth).join('/');
      const made = await this.#do(path, async () => {
        const stats = await lstat(this.#at(path)).catch((error: unknown) => {
          if (systemCode(error) === 'ENOENT') return null;
          throw error;
        });
        if (stats === null) await mkdir(this.#at(path), 0o755);
        else if (!stats.isDirectory()) throw mediaError('MEDIA_NOT_OURS', `${path} is no folder`);
        return stats === null;
      });
      if (made) await this.#syncFolder(dirname(path));
    }
  }

  async #syncFolder(folder: string): Promise<void> {
    await this.#do(folder, async () => {
      const handle = await open(this.#at(folder), constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await handle.sync();
      } catch (error) {
        // Some drivers in user space know no fsync of folders; `flush` covers them.
        if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOSYS') throw error;
      } finally {
        await handle.close();
      }
    });
  }

  async overwrite(path: string, signal: AbortSignal): Promise<number> {
    checkMediumPath(path);
    const handle = await this.#do(path, () => open(this.#at(path), constants.O_RDWR | constants.O_NOFOLLOW));
    try {
      const { size } = await this.#do(path, () => handle.stat());
      const zeros = Buffer.alloc(Math.min(WRITE_BYTES, size));
      for (let at = 0; at < size; ) {
        throwIfAborted(signal);
        const from = at;
        const length = Math.min(zeros.byteLength, size - from);
        const { bytesWritten } = await this.#do(path, () => handle.write(zeros, 0, length, from));
        if (bytesWritten === 0) throw mediaError('MEDIA_IO', `${path}: the device takes no more bytes`);
        at += bytesWritten;
      }
      await this.#do(path, () => handle.sync());
      return size;
    } finally {
      await handle.close();
    }
  }

  async read(path: string, signal: AbortSignal): Promise<VolumeReading> {
    await this.#present();
    const reading = await readFileOf(this.#at(checkMediumPath(path)), path, this.#direct, signal);
    return { direct: reading.direct, bytes: this.#watched(reading.bytes) };
  }

  /** The same bytes; where the device fails because it was taken away, that is said. */
  async *#watched(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      if (hasCode(error, 'MEDIA_IO')) await this.#stillThere();
      throw error;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#do(to, async () => {
      const taken = await lstat(this.#at(checkMediumPath(to))).catch(() => null);
      if (taken !== null) throw mediaError('MEDIA_NOT_OURS', `${to} exists already`);
      await rename(this.#at(checkMediumPath(from)), this.#at(to));
    });
    await this.#syncFolder(dirname(to));
  }

  async remove(path: string): Promise<void> {
    await this.#do(path, () => rm(this.#at(checkMediumPath(path)), { recursive: true, force: true }));
    await this.#syncFolder(dirname(path));
  }

  async flush(signal: AbortSignal): Promise<void> {
    await this.#present();
    // syncfs(2), which Node does not offer; the descriptor of this process is reached through /proc.
    await runProgram('sync', ['-f', '--', join('/proc', String(process.pid), 'fd', String(this.#root.fd))], signal);
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
