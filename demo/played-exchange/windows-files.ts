import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/index.ts';

export interface FileEntry {
  readonly kind: 'file';
  /** As it was created: names keep their case and are found in any. */
  readonly path: string;
  /** Where the bytes lie on this machine. */
  readonly blob: string;
  size: number;
  modifiedMs: number;
  /** Open SFTP handles: with any, Windows neither removes nor renames it. */
  handles: number;
  /** True while a request holds the file: nobody else opens or removes it. */
  locked: () => boolean;
}

export interface FolderEntry {
  readonly kind: 'folder';
  readonly path: string;
  readonly modifiedMs: number;
}

export type Entry = FileEntry | FolderEntry;

/** What Win32 answers, as its SFTP server words it: sharing violations and everything else unmapped is `failure`. */
export type FilesOutcome = 'done' | 'no-such-file' | 'failure';

const never = (): boolean => false;
const key = (path: string): string => path.toLowerCase();

/** The drives of the played server: paths are `/C:/…` as its SFTP server shows them, bytes lie in files of one folder of this machine. */
export class WindowsFiles {
  readonly home: string;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #blobs = 0;

  constructor(folder: string, home: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
    this.home = home;
  }

  /** `/C:/x`, `C:/x` and paths from the home folder, with `.` and `..` resolved. */
  resolve(path: string): string {
    const absolute = /^\/?[A-Za-z]:(\/|$)/.test(path) ? path : `${this.home}/${path}`;
    const parts: string[] = [];
    for (const part of absolute.split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.length > 1) parts.pop();
    }
    return `/${parts.join('/')}`;
  }

  get(path: string): Entry | null {
    return this.#entries.get(key(this.resolve(path))) ?? null;
  }

  file(path: string): FileEntry | null {
    const found = this.get(path);
    return found?.kind === 'file' ? found : null;
  }

  /** What lies directly in a folder, or null for no such folder. */
  list(path: string): readonly Entry[] | null {
    const folder = this.get(path);
    if (folder?.kind !== 'folder') return null;
    const start = `${key(folder.path)}/`;
    return [...this.#entries]
      .filter(([name]) => name.startsWith(start) && !name.slice(start.length).includes('/'))
      .map(([, entry]) => entry);
  }

  /** Makes a folder and those above it. */
  makeFolders(path: string): void {
    const parts = this.resolve(path).slice(1).split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      const at = `/${parts.slice(0, depth).join('/')}`;
      if (this.get(at) === null) this.#put({ kind: 'folder', path: at, modifiedMs: this.#clock.now() });
    }
  }

  makeFolder(path: string): FilesOutcome {
    const at = this.resolve(path);
    if (this.#parent(at)?.kind !== 'folder') return 'no-such-file';
    if (this.get(at) !== null) return 'failure';
    this.#put({ kind: 'folder', path: at, modifiedMs: this.#clock.now() });
    return 'done';
  }

  removeFolder(path: string): FilesOutcome {
    const folder = this.get(path);
    if (folder === null) return 'no-such-file';
    if (folder.kind !== 'folder' || (this.list(path) ?? []).length > 0) return 'failure';
    this.#entries.delete(key(folder.path));
    return 'done';
  }

  /** The file of this name, made empty where it is not there; null where its folder is not, or a folder has the name. */
  async create(path: string): Promise<FileEntry | null> {
    const at = this.resolve(path);
    const there = this.get(at);
    if (there !== null) return there.kind === 'file' ? there : null;
    if (this.#parent(at)?.kind !== 'folder') return null;
    await mkdir(this.#folder, { recursive: true });
    const blob = join(this.#folder, `${++this.#blobs}`);
    await (await open(blob, 'wx', 0o600)).close();
    const made: FileEntry = {
      kind: 'file',
      path: at,
      blob,
      size: 0,
      modifiedMs: this.#clock.now(),
      handles: 0,
      locked: never,
    };
    this.#put(made);
    return made;
  }

  /** Notes that a file's bytes changed. */
  written(file: FileEntry, size: number): void {
    file.size = size;
    file.modifiedMs = this.#clock.now();
  }

  async remove(path: string): Promise<FilesOutcome> {
    const file = this.get(path);
    if (file === null) return 'no-such-file';
    if (file.kind !== 'file' || file.handles > 0 || file.locked()) return 'failure';
    await this.#forget(file);
    return 'done';
  }

  /** Moves a file over whatever file has the new name (MoveFileEx with MOVEFILE_REPLACE_EXISTING). */
  async rename(from: string, to: string): Promise<FilesOutcome> {
    const file = this.get(from);
    const target = this.resolve(to);
    if (file === null || this.#parent(target)?.kind !== 'folder') return 'no-such-file';
    const there = this.get(target);
    for (const one of [file, there]) {
      if (one !== null && (one.kind !== 'file' || one.handles > 0 || one.locked())) return 'failure';
    }
    if (file.kind !== 'file') return 'failure';
    if (there?.kind === 'file' && there !== file) await this.#forget(there);
    this.#entries.delete(key(file.path));
    this.#put({ ...file, path: target });
    return 'done';
  }

  /** Removes every file below a folder, open or not. */
  async clear(path: string): Promise<void> {
    const start = `${key(this.resolve(path))}/`;
    for (const [name, entry] of this.#entries) {
      if (!name.startsWith(start)) continue;
      if (entry.kind === 'file') await this.#forget(entry);
      else this.#entries.delete(name);
    }
  }

  /** Bytes of all files on a drive. */
  used(drive: string): number {
    let sum = 0;
    for (const [name, entry] of this.#entries) {
      if (entry.kind === 'file' && name.startsWith(`/${drive.toLowerCase()}/`)) sum += entry.size;
    }
    return sum;
  }

  #parent(path: string): Entry | null {
    return this.get(path.slice(0, path.lastIndexOf('/')));
  }

  #put(entry: Entry): void {
    this.#entries.set(key(entry.path), entry);
  }

  async #forget(file: FileEntry): Promise<void> {
    this.#entries.delete(key(file.path));
    await rm(file.blob, { force: true });
  }
}
