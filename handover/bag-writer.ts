import { createHash } from 'node:crypto';
import { BAGIT_TXT, type BagInfo, bagInfoText } from './bag-info.ts';
import { collisionKey, foreignName } from './bag-path.ts';
import { handoverError } from './errors.ts';
import { formatManifest } from './manifest-lines.ts';

/** A file of a bag with both hashes, computed in one pass over its bytes. */
export interface BagFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly sha512: string;
}

/** What closing a bag gives: the tag files, in the order in which they are to be written, and what others say of the bag. */
export interface ClosedBag {
  readonly name: string;
  readonly tagFiles: readonly (BagFile & { readonly content: Buffer })[];
  readonly octets: number;
  readonly streams: number;
  readonly tagManifestSha512: string;
}

/**
 * One bag being made. States: open → (payload drained)* → closed. Holds a line for each file, never a file's bytes.
 */
export interface BagWriter {
  readonly name: string;
  /** Payload so far, in the order in which it passed. */
  readonly files: readonly BagFile[];
  /**
   * Passes the content of `data/…` through and hashes it on its way; it is part of the bag once it was read to its end.
   * HANDOVER_PATH_FORBIDDEN for a name that is none of ours or collides with an earlier one.
   */
  payload(path: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void>;
  /** The tag files. HANDOVER_STREAM_OPEN where a payload was not read to its end. */
  close(info: BagInfo): ClosedBag;
}

/** Starts a bag of BagIt 1.0 (RFC 8493): a pure transformation of streams, which whoever calls it stores where he likes. */
export function startBag(name: string): BagWriter {
  const files: BagFile[] = [];
  const taken = new Set<string>();
  let open = 0;
  let closed = false;

  async function* payload(path: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    if (closed) throw handoverError('HANDOVER_STREAM_OPEN', `bag ${name} is closed`);
    const key = collisionKey(path);
    const problem = path.startsWith('data/') ? foreignName(name, path) : 'lies outside data/';
    if (problem !== null) throw handoverError('HANDOVER_PATH_FORBIDDEN', `${JSON.stringify(path)} ${problem}`);
    if (taken.has(key)) throw handoverError('HANDOVER_PATH_FORBIDDEN', `${JSON.stringify(path)} is there already`);
    taken.add(key);
    open++;
    const hashes = bothHashes();
    for await (const piece of content) {
      hashes.update(piece);
      yield piece;
    }
    files.push({ path, ...hashes.digest() });
    open--;
  }

  function close(info: BagInfo): ClosedBag {
    if (closed || open > 0)
      throw handoverError('HANDOVER_STREAM_OPEN', `bag ${name} is closed, or not all of it was read`);
    closed = true;
    const octets = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const streams = files.length;
    const tagFiles = [
      tagFile('bagit.txt', Buffer.from(BAGIT_TXT)),
      tagFile('bag-info.txt', Buffer.from(bagInfoText(info, { octets, streams }))),
      tagFile('manifest-sha256.txt', manifestOf(files, 'sha256')),
      tagFile('manifest-sha512.txt', manifestOf(files, 'sha512')),
    ];
    const last = tagFile('tagmanifest-sha512.txt', manifestOf(tagFiles, 'sha512'));
    const all = [...tagFiles, tagFile('tagmanifest-sha256.txt', manifestOf(tagFiles, 'sha256')), last];
    return { name, tagFiles: all, octets, streams, tagManifestSha512: last.sha512 };
  }

  return { name, files, payload, close };
}

function manifestOf(files: readonly BagFile[], hash: 'sha256' | 'sha512'): Buffer {
  return formatManifest(files.map((one) => ({ path: one.path, digest: one[hash] })));
}

function tagFile(path: string, content: Buffer): BagFile & { readonly content: Buffer } {
  const hashes = bothHashes();
  hashes.update(content);
  return { path, content, ...hashes.digest() };
}

/** SHA-256 and SHA-512 of the same bytes in one pass. */
export function bothHashes(): {
  update(piece: Uint8Array): void;
  digest(): { readonly bytes: number; readonly sha256: string; readonly sha512: string };
} {
  const sha256 = createHash('sha256');
  const sha512 = createHash('sha512');
  let bytes = 0;
  return {
    update: (piece) => {
      sha256.update(piece);
      sha512.update(piece);
      bytes += piece.byteLength;
    },
    digest: () => ({ bytes, sha256: sha256.digest('hex'), sha512: sha512.digest('hex') }),
  };
}
