import { neverAborted } from '../../../core/index.ts';
import type { PstFile, PstFolder, PstItem } from '../../model.ts';
import { createPst, memoryByteSink, type PstWriter, type PstWritten } from '../index.ts';

export const signal = neverAborted;

/** A whole file in memory from what `fill` adds. */
export async function writeFile(
  fill: (pst: PstWriter) => Promise<void>,
): Promise<{ readonly bytes: Buffer; readonly written: PstWritten }> {
  const sink = memoryByteSink();
  await using pst = await createPst(sink, {
    displayName: 'Mailbox',
    recordKey: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
    createdAt: new Date('2026-01-02T03:04:05Z'),
    signal,
  });
  await fill(pst);
  const written = await pst.finish(signal);
  return { bytes: Buffer.from(sink.bytes), written };
}

export function folderNamed(name: string) {
  return [
    { tag: 0x3001_001f, value: name },
    { tag: 0x3613_001f, value: 'IPF.Note' },
  ];
}

/** A stream of pieces of uneven length. */
export async function* inPieces(bytes: Buffer, piece: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

export async function folderAt(file: PstFile, name: string): Promise<PstFolder> {
  for await (const folder of file.folders(signal)) if (folder.name === name) return folder;
  throw new Error(`no folder ${name}`);
}

export async function itemsOf(file: PstFile, name: string): Promise<PstItem[]> {
  return collect(file.items(await folderAt(file, name), signal));
}

/** Everything of a stream, nothing of one that is not there. */
export async function collect<T>(source: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source ?? []) all.push(one);
  return all;
}
