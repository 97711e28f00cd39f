import { type BagView, handoverError, type PackageFile } from '../handover/index.ts';
import type { OpenedPackage } from './handover-ports.ts';

/** A package as its checker reads it; whoever wants to know what a damaged one looks like gives another view. */
export interface PackageView extends BagView {
  /** `length` bytes at `offset` of a file; short only at its end. */
  read(bag: string, path: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** The bags as the vault holds them. */
export function viewOf(opened: OpenedPackage): PackageView {
  const bags = new Map<string, Map<string, PackageFile>>();
  for (const file of opened.files) {
    const paths = bags.get(file.bag) ?? new Map<string, PackageFile>();
    bags.set(file.bag, paths.set(file.path, file));
  }
  const find = (bag: string, path: string): PackageFile => {
    const file = bags.get(bag)?.get(path);
    if (file === undefined) throw handoverError('HANDOVER_FILE_NOT_FOUND', `${bag} has no ${JSON.stringify(path)}`);
    return file;
  };
  return {
    files: async function* (bag) {
      yield* bags.get(bag)?.values() ?? [];
    },
    open: (bag, path, signal) => {
      const { id, bytes } = find(bag, path);
      return opened.read(id, 0, bytes, signal);
    },
    read: async (bag, path, offset, length, signal) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of opened.read(find(bag, path).id, offset, length, signal)) pieces.push(piece);
      return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    },
  };
}
