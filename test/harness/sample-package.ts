import { createHash } from 'node:crypto';
import { type BagFile, type BagInfo, type PackageStream, startBag } from '../../handover/index.ts';
import type { PackageFiles } from '../../pipelines/index.ts';

/** A package as its author gives it to whoever copies it: real bags over made-up mail. */
export interface SamplePackage {
  readonly packageId: string;
  readonly root: string;
  readonly folder: string;
  readonly streams: readonly PackageStream[];
  readonly files: PackageFiles;
  readonly bytes: number;
  /** The content of a file, to look for it on a device. */
  content(bag: string, path: string): Buffer;
}

const INFO: BagInfo = {
  provider: {
    organization: 'OPTIMA DSI',
    address: 'Rennes',
    contactName: 'Marie',
    contactEmail: 'marie@example.org',
  },
  description: { fr: 'Essai.', en: 'A trial.' },
  contractId: 'c1',
  round: 1,
  packageId: 'p',
  frozenAt: '2027-03-01T08:00:00.000Z',
  snapshots: [],
  baggingDate: '2027-03-01',
  number: 1,
  of: 2,
};

/** Bytes that repeat nowhere: SHA-256 in counter mode over a name. */
export function madeUpBytes(name: string, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * 32 < length; at++) blocks.push(createHash('sha256').update(`${name} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/** Two bags; `sizes` are the lengths of the payload files of the second, a mailbox. */
export async function samplePackage(sizes: readonly number[], packageId = 'pkg1'): Promise<SamplePackage> {
  const folder = 'coffre-c1-r1';
  const bags: { readonly bag: string; readonly payload: readonly { path: string; content: Buffer }[] }[] = [
    { bag: folder, payload: [{ path: 'data/README.txt', content: Buffer.from('what it is\n') }] },
    {
      bag: `${folder}-mbx-ann`,
      payload: sizes.map((size, at) => ({
        path: at === 0 ? 'data/mail.pst' : `data/archive-${at}.pst`,
        content: madeUpBytes(`${packageId} ${at}`, size),
      })),
    },
  ];
  const contents = new Map<string, { readonly file: BagFile; readonly bag: string; readonly content: Buffer }>();
  let root = '';
  for (const { bag, payload } of bags) {
    const writer = startBag(bag);
    for (const { path, content } of payload) {
      for await (const _ of writer.payload(path, pieces(content)));
      const file = writer.files.at(-1);
      if (file !== undefined) contents.set(`${bag}/${path}`, { file, bag, content });
    }
    const closed = writer.close(INFO);
    root ||= closed.tagManifestSha512;
    for (const tag of closed.tagFiles) contents.set(`${bag}/${tag.path}`, { file: tag, bag, content: tag.content });
  }
  const streams = [...contents.values()].map(({ file, bag, content }) => ({
    bag,
    path: file.path,
    bytes: file.bytes,
    sha256: file.sha256,
    open: () => pieces(content),
  }));
  return {
    packageId,
    root,
    folder,
    streams,
    files: () => each(streams),
    bytes: streams.reduce((sum, one) => sum + one.bytes, 0),
    content: (bag, path) => contents.get(`${bag}/${path}`)?.content ?? Buffer.alloc(0),
  };
}

async function* pieces(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 60_000) yield content.subarray(at, at + 60_000);
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
