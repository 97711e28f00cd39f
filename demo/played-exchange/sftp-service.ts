import { type FileHandle, open, truncate } from 'node:fs/promises';
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import { announceExtensions } from './sftp-extensions.ts';
import type { Entry, FileEntry, FilesOutcome, WindowsFiles } from './windows-files.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** Buffer of the Windows sshd: longer reads are answered short, longer writes fail (in-box 7.7). */
const LONGEST = 102_400;

const STATVFS = 'statvfs@openssh.com';
const BLOCK = 4096;

export interface SftpService {
  readonly files: WindowsFiles;
  /** Free bytes of the volume that this path lies on. */
  readonly free: (path: string) => number;
  /** One byte is altered once a session has read that many; null: never. */
  readonly corruptAfter: () => number | null;
  /** False once the connection is gone or to be cut: nothing more is answered. */
  readonly alive: () => boolean;
  /** Called after each answer. */
  readonly answered: () => void;
}

interface OpenFile {
  readonly kind: 'file';
  readonly entry: FileEntry;
  readonly handle: FileHandle;
}

interface OpenFolder {
  readonly kind: 'folder';
  entries: readonly Entry[] | null;
}

/** Answers one SFTP channel from the drives, one request after the other in the order they came. Resolves `close` when its handles are given back. */
export function serveSftp(sftp: SFTPWrapper, service: SftpService): { close(): void } {
  const { files } = service;
  const opened = new Map<string, OpenFile | OpenFolder>();
  const extensions = announceExtensions(sftp, [STATVFS]);
  let number = 0;
  let read = 0;
  let turn: Promise<void> = Promise.resolve();

  const inTurn = (id: number, work: () => Promise<void> | void): void => {
    turn = turn.then(async () => {
      if (!service.alive()) return;
      try {
        await work();
      } catch {
        sftp.status(id, STATUS_CODE.FAILURE);
      }
      service.answered();
    });
  };
  const outcome = (id: number, found: FilesOutcome): void =>
    sftp.status(id, found === 'done' ? STATUS_CODE.OK : statusOf(found));
  const fileOf = (handle: Buffer): OpenFile => {
    const found = opened.get(handle.toString('latin1'));
    if (found?.kind !== 'file') throw new RangeError('no such handle');
    return found;
  };
  const keep = (id: number, one: OpenFile | OpenFolder): void => {
    const name = `h${++number}`;
    opened.set(name, one);
    sftp.handle(id, Buffer.from(name, 'latin1'));
  };
  const show = (id: number, path: string): void => {
    const found = files.get(path);
    if (found === null) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else sftp.attrs(id, attributes(found));
  };

  const openFile = async (id: number, path: string, flags: number): Promise<void> => {
    const writes = (flags & OPEN_MODE.WRITE) !== 0;
    const there = files.get(path);
    if (there?.kind === 'folder' || there?.locked() === true) throw new RangeError('a folder, or a file in use');
    const entry = there ?? ((flags & OPEN_MODE.CREAT) === 0 ? null : await files.create(path));
    if (entry === null) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    if (flags & OPEN_MODE.TRUNC) {
      await truncate(entry.blob, 0);
      files.written(entry, 0);
    }
    const handle = await open(entry.blob, writes ? 'r+' : 'r');
    // The connection may have gone meanwhile, and its handles with it.
    if (!service.alive()) return handle.close();
    entry.handles++;
    keep(id, { kind: 'file', entry, handle });
  };

  const readFile = async (id: number, handle: Buffer, offset: number, length: number): Promise<void> => {
    const bytes = Buffer.allocUnsafe(Math.min(length, LONGEST));
    const { bytesRead } = await fileOf(handle).handle.read(bytes, 0, bytes.length, offset);
    if (bytesRead === 0) return sftp.status(id, STATUS_CODE.EOF);
    const after = service.corruptAfter();
    if (after !== null && read <= after && after < read + bytesRead)
      bytes.writeUInt8(bytes.readUInt8(after - read) ^ 1, after - read);
    read += bytesRead;
    sftp.data(id, bytes.subarray(0, bytesRead));
  };

  const writeFile = async (id: number, handle: Buffer, offset: number, bytes: Buffer): Promise<void> => {
    if (bytes.length > LONGEST) return sftp.status(id, STATUS_CODE.FAILURE);
    const { entry, handle: file } = fileOf(handle);
    await file.write(bytes, 0, bytes.length, offset);
    files.written(entry, Math.max(entry.size, offset + bytes.length));
    sftp.status(id, STATUS_CODE.OK);
  };

  const closeFile = async (id: number, name: string): Promise<void> => {
    const found = opened.get(name);
    opened.delete(name);
    if (found?.kind === 'file') {
      found.entry.handles--;
      await found.handle.close();
    }
    sftp.status(id, found === undefined ? STATUS_CODE.FAILURE : STATUS_CODE.OK);
  };

  const listFolder = (id: number, handle: Buffer): void => {
    const found = opened.get(handle.toString('latin1'));
    if (found?.kind !== 'folder') throw new RangeError('no such handle');
    const entries = found.entries ?? [];
    if (entries.length === 0) {
      sftp.status(id, STATUS_CODE.EOF);
      return;
    }
    found.entries = entries.slice(100);
    const names = entries.slice(0, 100).map((one) => {
      const filename = one.path.slice(one.path.lastIndexOf('/') + 1);
      return { filename, longname: filename, attrs: attributes(one) };
    });
    sftp.name(id, names);
  };

  const statvfs = (id: number, path: string): void => {
    if (files.get(path) === null) {
      sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      return;
    }
    const free = BigInt(Math.floor(service.free(files.resolve(path)) / BLOCK));
    const block = BigInt(BLOCK);
    // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag, f_namemax
    extensions.reply(id, [block, block, free * 2n, free, free, 0n, 0n, 0n, 1n, 0n, 255n]);
  };

  sftp.on('REALPATH', (id, path) =>
    inTurn(id, () => {
      const resolved = files.resolve(path);
      sftp.name(id, [{ filename: resolved, longname: resolved, attrs: noAttributes }]);
    }),
  );
  sftp.on('STAT', (id, path) => inTurn(id, () => show(id, path)));
  sftp.on('LSTAT', (id, path) => inTurn(id, () => show(id, path)));
  sftp.on('FSTAT', (id, handle) => inTurn(id, () => sftp.attrs(id, attributes(fileOf(handle).entry))));
  sftp.on('OPEN', (id, path, flags) => inTurn(id, () => openFile(id, path, flags)));
  sftp.on('READ', (id, handle, offset, length) => inTurn(id, () => readFile(id, handle, offset, length)));
  sftp.on('WRITE', (id, handle, offset, bytes) => inTurn(id, () => writeFile(id, handle, offset, bytes)));
  sftp.on('CLOSE', (id, handle) => inTurn(id, () => closeFile(id, handle.toString('latin1'))));
  sftp.on('OPENDIR', (id, path) =>
    inTurn(id, () => {
      const entries = files.list(path);
      if (entries === null) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      else keep(id, { kind: 'folder', entries });
    }),
  );
  sftp.on('READDIR', (id, handle) => inTurn(id, () => listFolder(id, handle)));
  sftp.on('REMOVE', (id, path) => inTurn(id, async () => outcome(id, await files.remove(path))));
  sftp.on('RENAME', (id, from, to) => inTurn(id, async () => outcome(id, await files.rename(from, to))));
  sftp.on('MKDIR', (id, path) => inTurn(id, () => outcome(id, files.makeFolder(path))));
  sftp.on('RMDIR', (id, path) => inTurn(id, () => outcome(id, files.removeFolder(path))));
  sftp.on('SETSTAT', (id) => inTurn(id, () => sftp.status(id, STATUS_CODE.OK)));
  sftp.on('FSETSTAT', (id) => inTurn(id, () => sftp.status(id, STATUS_CODE.OK)));
  sftp.on('EXTENDED', (id, name, data) =>
    inTurn(id, () => {
      if (name === STATVFS && data.length >= 4) statvfs(id, data.subarray(4).toString('utf8'));
      else sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
    }),
  );
  return {
    close() {
      for (const one of opened.values()) {
        if (one.kind !== 'file') continue;
        one.entry.handles--;
        one.handle.close().catch(() => undefined);
      }
      opened.clear();
    },
  };
}

const noAttributes: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attributes(entry: Entry): Attributes {
  const seconds = Math.floor(entry.modifiedMs / 1000);
  const size = entry.kind === 'file' ? entry.size : 0;
  return { ...noAttributes, mode: entry.kind === 'file' ? 0o100600 : 0o040700, size, atime: seconds, mtime: seconds };
}

function statusOf(found: Exclude<FilesOutcome, 'done'>): number {
  return found === 'no-such-file' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE;
}
