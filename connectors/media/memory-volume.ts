import { throwIfAborted } from '../../core/index.ts';
import { mediaError } from './errors.ts';
import { checkMediumPath } from './medium-path.ts';
import type { Volume, VolumeEntry, VolumeFacts, VolumeReading } from './volume.ts';

/** A failure that is still to come: the next call of `method` (on `path`, where given) throws after so many bytes. */
export interface VolumeFault {
  readonly method: 'write' | 'read' | 'rename' | 'flush' | 'overwrite' | 'remove';
  readonly path?: string;
  /** Bytes of the call that still go through; 0 by default. */
  readonly afterBytes?: number;
  /** `detach`: from then on everything is MEDIA_GONE until `attach`. `short`: the rest is taken and lost, without a word. */
  readonly what: 'MEDIA_IO' | 'MEDIA_FULL' | 'detach' | 'short';
}

export interface MemoryVolumeOptions {
  readonly facts?: Partial<VolumeFacts>;
  /** What `read` says of itself; true by default. */
  readonly direct?: boolean;
}

/** Bytes of one chunk of a reading: small, so that tests see several. */
const CHUNK = 4096;

/** The reference volume for tests: it keeps the port's promises until it is told which one to break. */
export class MemoryVolume implements Volume {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>();
  readonly #others = new Set<string>();
  readonly #options: MemoryVolumeOptions;
  #faults: VolumeFault[] = [];
  #attached = true;
  /** Set by a test, as write protection would be. */
  readOnly = false;
  /** Calls of `flush` that came through. */
  flushes = 0;

  constructor(options: MemoryVolumeOptions = {}) {
    this.#options = options;
  }

  plan(...faults: readonly VolumeFault[]): void {
    this.#faults.push(...faults);
  }

  /** Faults that were planned and not met: a test ends by looking that there is none. */
  get pendingFaults(): readonly VolumeFault[] {
    return this.#faults;
  }

  detach(): void {
    this.#attached = false;
  }

  attach(): void {
    this.#attached = true;
  }

  /** Changes one bit, as a bad cell does: nothing is told. */
  flip(path: string, offset: number): void {
    const bytes = this.#files.get(path);
    if (bytes === undefined || offset >= bytes.length) throw new RangeError(`${path} has no byte ${offset}`);
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  }

  /** Puts something there that is neither file nor folder. */
  link(path: string): void {
    this.#addFolders(path);
    this.#others.add(path);
  }

  async facts(): Promise<VolumeFacts> {
    this.#present();
    const used = [...this.#files.values()].reduce((sum, one) => sum + one.length, 0);
    const capacityBytes = this.#options.facts?.capacityBytes ?? 64 * 1024 * 1024;
    return {
      mountPoint: '/media/memory',
      device: '/dev/memory1',
      fileSystem: 'ext4',
      uuid: '5f1c0d5e-0000-4000-8000-000000000001',
      serials: ['MEM-0001'],
      ...this.#options.facts,
      capacityBytes,
      freeBytes: capacityBytes - used,
      readOnly: this.readOnly,
    };
  }

  async roots(): Promise<readonly string[]> {
    this.#present();
    const names = [...this.#files.keys(), ...this.#folders, ...this.#others].map((one) => one.split('/', 1)[0] ?? '');
    return [...new Set(names)];
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<VolumeEntry> {
    this.#present();
    checkMediumPath(folder);
    if (this.#files.has(folder) || this.#others.has(folder)) {
      throw mediaError('MEDIA_NOT_OURS', `${folder} is no folder`);
    }
    const below = (path: string): boolean => path.startsWith(`${folder}/`);
    const entries: VolumeEntry[] = [
      ...[...this.#folders].filter(below).map((path) => ({ path, kind: 'folder' as const, bytes: 0 })),
      ...[...this.#others].filter(below).map((path) => ({ path, kind: 'other' as const, bytes: 0 })),
      ...[...this.#files].filter(([path]) => below(path)).map(([path, bytes]) => fileEntry(path, bytes)),
    ];
    entries.sort((a, b) => a.path.split('/').length - b.path.split('/').length);
    for (const one of entries) {
      throwIfAborted(signal);
      yield one;
    }
  }

  async write(path: string, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
    this.#change(checkMediumPath(path));
    const fault = this.#take('write', path);
    const parts: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        throwIfAborted(signal);
        this.#present();
        const left = fault === undefined ? chunk.length : Math.max(0, (fault.afterBytes ?? 0) - size);
        parts.push(Uint8Array.from(chunk.subarray(0, left)));
        size += chunk.length;
        if (fault !== undefined && left < chunk.length && fault.what !== 'short') this.#fail(fault, path);
        const { freeBytes } = await this.facts();
        if (size - (this.#files.get(path)?.length ?? 0) > freeBytes) {
          throw mediaError('MEDIA_FULL', `${path}: no room on the volume`);
        }
      }
      if (fault !== undefined && fault.what !== 'short') this.#fail(fault, path);
    } finally {
      this.#addFolders(path);
      this.#files.set(path, Uint8Array.from(Buffer.concat(parts)));
    }
    return size;
  }

  async overwrite(path: string, signal: AbortSignal): Promise<number> {
    this.#change(path);
    throwIfAborted(signal);
    const bytes = this.#file(path);
    const fault = this.#take('overwrite', path);
    bytes.fill(0, 0, fault?.afterBytes ?? (fault === undefined ? bytes.length : 0));
    if (fault !== undefined && fault.what !== 'short') this.#fail(fault, path);
    return bytes.length;
  }

  async read(path: string, signal: AbortSignal): Promise<VolumeReading> {
    this.#present();
    const bytes = this.#file(checkMediumPath(path));
    const fault = this.#take('read', path);
    const chunks = async function* (this: MemoryVolume): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += CHUNK) {
        throwIfAborted(signal);
        this.#present();
        if (fault !== undefined && at >= (fault.afterBytes ?? 0)) this.#fail(fault, path);
        yield bytes.subarray(at, at + CHUNK);
      }
    };
    return { direct: this.#options.direct ?? true, bytes: chunks.call(this) };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#change(checkMediumPath(from));
    checkMediumPath(to);
    const fault = this.#take('rename', from);
    if (fault !== undefined) this.#fail(fault, from);
    if (this.#files.has(to) || this.#folders.has(to) || this.#others.has(to)) {
      throw mediaError('MEDIA_NOT_OURS', `${to} exists already`);
    }
    const renamed = (path: string): string | null =>
      path === from || path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : null;
    for (const [path, bytes] of [...this.#files]) {
      const next = renamed(path);
      if (next !== null && this.#files.delete(path)) this.#files.set(next, bytes);
    }
    for (const set of [this.#folders, this.#others]) {
      for (const path of [...set]) {
        const next = renamed(path);
        if (next !== null && set.delete(path)) set.add(next);
      }
    }
  }

  async remove(path: string): Promise<void> {
    this.#change(checkMediumPath(path));
    const fault = this.#take('remove', path);
    if (fault !== undefined) this.#fail(fault, path);
    const gone = (one: string): boolean => one === path || one.startsWith(`${path}/`);
    for (const one of [...this.#files.keys()].filter(gone)) this.#files.delete(one);
    for (const set of [this.#folders, this.#others]) for (const one of [...set].filter(gone)) set.delete(one);
  }

  async flush(signal: AbortSignal): Promise<void> {
    this.#present();
    throwIfAborted(signal);
    const fault = this.#take('flush', '');
    if (fault !== undefined) this.#fail(fault, 'flush');
    this.flushes++;
  }

  async close(): Promise<void> {
    // nothing is held open
  }

  #present(): void {
    if (!this.#attached) throw mediaError('MEDIA_GONE', 'the volume was taken away');
  }

  #change(path: string): void {
    this.#present();
    if (this.readOnly) throw mediaError('MEDIA_READ_ONLY', `${path}: the volume takes no writing`);
    const above = path.split('/').map((_, at, names) => names.slice(0, at).join('/'));
    const stands = (one: string): boolean => this.#others.has(one) || (one !== path && this.#files.has(one));
    if ([...above, path].some(stands)) throw mediaError('MEDIA_NOT_OURS', `${path}: something else stands there`);
  }

  #file(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw mediaError('MEDIA_NOT_OURS', `${path} is no regular file`);
    return bytes;
  }

  #addFolders(path: string): void {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth++) this.#folders.add(names.slice(0, depth).join('/'));
  }

  #take(method: VolumeFault['method'], path: string): VolumeFault | undefined {
    const at = this.#faults.findIndex((one) => one.method === method && (one.path === undefined || one.path === path));
    return at < 0 ? undefined : this.#faults.splice(at, 1)[0];
  }

  #fail(fault: VolumeFault, path: string): never {
    if (fault.what === 'detach') this.detach();
    this.#present();
    throw mediaError(fault.what === 'MEDIA_FULL' ? 'MEDIA_FULL' : 'MEDIA_IO', `${path}: the planned fault`);
  }
}

function fileEntry(path: string, bytes: Uint8Array): VolumeEntry {
  return { path, kind: 'file', bytes: bytes.length };
}
