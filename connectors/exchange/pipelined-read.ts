import type { SFTPWrapper } from 'ssh2';
import { sftpCall } from './sftp-files.ts';

/** Reads above 102,400 bytes are answered short by Windows sshd; 32 KiB is what every server answers whole. */
export const BLOCK_BYTES = 32_768;

/** SFTP status 1: end of file. */
const END_OF_FILE = 1;

/**
 * Yields the bytes of an open remote file from `from` to `to` in order, keeping `window` reads outstanding, so that the speed does not
 * depend on the round trip. Memory is `window` blocks; nothing more is asked for while the consumer is busy with a full window.
 * The last `spare` yielded buffers are the consumer's; older ones are filled again. Short answers are completed; an early end throws RangeError.
 */
export async function* pipelinedRead(
  sftp: SFTPWrapper,
  handle: Buffer,
  range: { readonly from: number; readonly to: number; readonly window: number; readonly spare: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const outstanding: Promise<Buffer>[] = [];
  const buffers: Buffer[] = [];
  let made = 0;
  let next = range.from;
  const ask = (): void => {
    while (outstanding.length < range.window && next < range.to) {
      const length = Math.min(BLOCK_BYTES, range.to - next);
      const buffer = made <= range.window + range.spare ? Buffer.allocUnsafeSlow(BLOCK_BYTES) : buffers.shift();
      if (buffer === undefined) return;
      made++;
      const read = readWhole(sftp, handle, buffer.subarray(0, length), next, signal);
      // A later read may fail while an earlier one is awaited; the failure is seen when its turn comes.
      read.catch(() => undefined);
      outstanding.push(read);
      next += length;
    }
  };
  const given: Buffer[] = [];
  ask();
  for (let first = outstanding.shift(); first !== undefined; first = outstanding.shift()) {
    const block = await first;
    given.push(block);
    yield block;
    if (given.length > range.spare) {
      const free = given.shift();
      if (free !== undefined) buffers.push(Buffer.from(free.buffer, 0, BLOCK_BYTES));
    }
    ask();
  }
}

async function readWhole(
  sftp: SFTPWrapper,
  handle: Buffer,
  into: Buffer,
  at: number,
  signal: AbortSignal,
): Promise<Buffer> {
  for (let have = 0; have < into.length; ) {
    const got = await sftpCall<number>(signal, (done) =>
      sftp.read(handle, into, have, into.length - have, at + have, (error, bytes) =>
        done(endIsShort(error), bytes ?? 0),
      ),
    );
    if (got <= 0) throw new RangeError(`the remote file ends at ${at + have}`);
    have += got;
  }
  return into;
}

function endIsShort(error: Error | undefined): Error | undefined {
  return error !== undefined && 'code' in error && error.code === END_OF_FILE ? undefined : error;
}
