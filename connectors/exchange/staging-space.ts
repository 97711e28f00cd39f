import { exchangeError } from './errors.ts';
import type { RemoteHost } from './remote-host.ts';
import { freeSpace } from './sftp-files.ts';

/** A PST holds deleted items, hidden items and the format's own overhead on top of what the sizes say. */
const OVERHEAD = 1.3;

/** Free space that stays untouched: a volume that fills up may dismount a database on it. */
const RESERVE_BYTES = 2_000_000_000;

/** The staging volume of the share, with what the exports under way will still take. */
export interface StagingSpace {
  /** Runs `work` with room reserved for it. EXCHANGE_SHARE_FULL when the volume could fill up; unknown sizes and volumes are let through. */
  withRoom<T>(bytes: number | null, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  free(signal: AbortSignal): Promise<number | null>;
}

export function stagingSpace(host: RemoteHost, sftpPath: string): StagingSpace {
  let reserved = 0;
  const free = (signal: AbortSignal): Promise<number | null> =>
    host.files((sftp, until) => freeSpace(sftp, sftpPath, until), signal);
  return {
    free,
    async withRoom(bytes, signal, work) {
      const need = Math.ceil((bytes ?? 0) * OVERHEAD);
      const room = await free(signal);
      if (room !== null && need + reserved + RESERVE_BYTES > room) {
        throw exchangeError(
          'EXCHANGE_SHARE_FULL',
          `the export needs ${need} bytes beside ${reserved} of others; ${room} are free`,
          {
            facts: { need, reserved, free: room },
          },
        );
      }
      reserved += need;
      try {
        return await work();
      } finally {
        reserved -= need;
      }
    },
  };
}
