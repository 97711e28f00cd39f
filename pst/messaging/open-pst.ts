import type { ByteSource } from '../byte-source.ts';
import { pstError } from '../errors.ts';
import type { OpenPstOptions, PstFile } from '../model.ts';

/** Opens a PST or OST. */
export async function openPst(source: ByteSource, options: OpenPstOptions): Promise<PstFile> {
  options.signal.throwIfAborted();
  throw pstError('PST_UNSUPPORTED', `reading ${source.size} bytes`);
}
