import type { OnProgress } from '../core/index.ts';
import { type BagInfo, fileId, handoverError, type PackageBag, type PackageFile, startBag } from '../handover/index.ts';
import { openPart, type PackagePart, textStream } from './handover-store-package.ts';

/** A bag whose generated files lie in one part of the package's snapshot, the others where they were. */
export interface MadeBag {
  readonly bag: PackageBag;
  readonly files: readonly PackageFile[];
  readonly part: PackagePart;
}

/** One bag being made; `await using`, so that its part is closed when something fails. */
export interface BagMaker extends AsyncDisposable {
  readonly name: string;
  /** A file that stays in a snapshot: read once for its hashes; HANDOVER_SOURCE_CHANGED where it is not what the manifest says. */
  stored(path: string, file: StoredFile): Promise<void>;
  /** A file that is made now; returns its bytes. */
  generated(path: string, content: AsyncIterable<Uint8Array>): Promise<number>;
  /** Id under which the package lists the file. */
  id(path: string): string;
  close(role: PackageBag['role'], info: BagInfo): Promise<MadeBag>;
}

export interface StoredFile {
  readonly source: Extract<PackageFile['source'], { kind: 'snapshot' }>;
  readonly bytes: number;
  readonly sha256: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Starts a bag; what it generates goes to `<dir>/<name>.files`. */
export async function makeBag(dir: string, name: string, seed: string, onProgress: OnProgress): Promise<BagMaker> {
  const stream = `${name}.files`;
  const part = await openPart(dir, stream);
  const writer = startBag(name);
  const sources = new Map<string, PackageFile['source']>();

  async function stored(path: string, { source, bytes, sha256, content }: StoredFile): Promise<void> {
    let done = 0;
    for await (const piece of writer.payload(path, content)) {
      done += piece.byteLength;
      onProgress({ step: 'hash', done, total: bytes, unit: 'bytes' });
    }
    const hashed = writer.files.at(-1);
    if (hashed?.bytes !== bytes || hashed.sha256 !== sha256) {
      throw handoverError(
        'HANDOVER_SOURCE_CHANGED',
        `${source.part} of snapshot ${source.snapshot} is not what was stored`,
      );
    }
    sources.set(path, source);
  }

  async function generated(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
    const offset = part.bytes;
    await part.append(writer.payload(path, content));
    sources.set(path, { kind: 'generated', stream, offset });
    return part.bytes - offset;
  }

  const id = (path: string): string => fileId(seed, name, path);

  async function close(role: PackageBag['role'], info: BagInfo): Promise<MadeBag> {
    const closed = writer.close(info);
    const files: PackageFile[] = [];
    const list = (
      file: { path: string; bytes: number; sha256: string; sha512: string },
      source: PackageFile['source'],
    ) =>
      files.push({
        id: id(file.path),
        bag: name,
        path: file.path,
        bytes: file.bytes,
        sha256: file.sha256,
        sha512: file.sha512,
        source,
      });
    for (const one of writer.files) {
      const source = sources.get(one.path);
      if (source === undefined) throw new TypeError(`${one.path} has no source`);
      list(one, source);
    }
    for (const one of closed.tagFiles) {
      list(one, { kind: 'generated', stream, offset: part.bytes });
      await part.append(textStream(one.content.toString('utf8')));
    }
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    const { octets, streams, tagManifestSha512 } = closed;
    const bag = { name, role, octets, streams, files: files.length, bytes, tagManifestSha512 };
    return { bag, files, part: await part.close() };
  }

  return { name, stored, generated, id, close, [Symbol.asyncDispose]: () => part[Symbol.asyncDispose]() };
}
