/** What a mounted volume tells of itself at the moment of asking. */
export interface VolumeFacts {
  readonly mountPoint: string;
  /** The block device, e.g. `/dev/sdb1`. */
  readonly device: string;
  /** As the kernel names file systems, e.g. `ext4`, `exfat`. */
  readonly fileSystem: string;
  /** Of the file system, as `blkid` spells it; null where it cannot be read. */
  readonly uuid: string | null;
  /** What stands on the device and on the bridge before it; empty where neither tells (a loop device). */
  readonly serials: readonly string[];
  readonly capacityBytes: number;
  /** For whoever is not root. */
  readonly freeBytes: number;
  readonly readOnly: boolean;
}

export interface VolumeEntry {
  /** From the root of the volume, with `/`. */
  readonly path: string;
  /** `other`: a link, a device, a socket; never followed, never opened. */
  readonly kind: 'file' | 'folder' | 'other';
  /** Of a file, else 0. */
  readonly bytes: number;
}

export interface VolumeReading {
  /** True where these bytes came from the device and not from the memory of the machine that wrote them. */
  readonly direct: boolean;
  /** A chunk is valid until the next one is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * A volume that can be carried away. Paths are relative to its root, checked by `checkMediumPath`; links are never followed.
 *
 * Errors of every method: MEDIA_GONE (taken away; nothing was written elsewhere), MEDIA_IO (the device failed), the signal's
 * reason. Nothing is retried.
 */
export interface Volume {
  facts(): Promise<VolumeFacts>;
  /** Names directly below the root. */
  roots(): Promise<readonly string[]>;
  /**
   * Everything below `folder`, folders before what they hold, in no other order; nothing where the folder is missing.
   * MEDIA_TOO_LARGE above MAX_ENTRIES.
   */
  list(folder: string, signal: AbortSignal): AsyncIterable<VolumeEntry>;
  /**
   * Writes a file from its start, folders above it included, and resolves with its length once file and folders are on
   * storage. A file that is there is replaced. What a failure leaves is a shorter file: the caller writes it again.
   * MEDIA_FULL, MEDIA_READ_ONLY, MEDIA_TOO_LARGE, MEDIA_NOT_OURS (something else stands there); errors of `body` unchanged.
   */
  write(path: string, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number>;
  /** Replaces the bytes of a file where they lie by zeros and resolves with their number once they are on storage. */
  overwrite(path: string, signal: AbortSignal): Promise<number>;
  /** Reads a regular file, past the page cache where the file system lets it. MEDIA_NOT_OURS for anything else. */
  read(path: string, signal: AbortSignal): Promise<VolumeReading>;
  /** Renames within one folder; on storage when it resolves. MEDIA_NOT_OURS where `to` exists. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all it holds; no error where there is none. On storage when it resolves. */
  remove(path: string): Promise<void>;
  /** Everything that the file system still holds back, on storage (syncfs). */
  flush(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Entries of a package folder. More would not fit the listing that is held in memory while reading back (40 MB at most). */
export const MAX_ENTRIES = 100_000;
