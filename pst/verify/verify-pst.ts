import type { ByteSource } from '../byte-source.ts';
import { pstError } from '../errors.ts';
import type { PstVerification, VerifyPstOptions } from './verify-model.ts';

/** Checks a PST. */
export async function verifyPst(source: ByteSource, options: VerifyPstOptions): Promise<PstVerification> {
  options.signal.throwIfAborted();
  throw pstError('PST_UNSUPPORTED', `reading ${source.size} bytes`);
}
