import { constants } from 'node:fs';
import { open, readdir, readFile, realpath, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../../core/index.ts';
import { sameSerial } from '../../domain/index.ts';
import { disksOf, serialsOf } from './block-device.ts';
import { mediaError } from './errors.ts';
import { deviceNumberOf, isSystemPoint, type Mount, mountAt, parseMountTable } from './mount-table.ts';
import { SUPERBLOCK_BYTES, superblockUuid } from './superblock-uuid.ts';
import type { VolumeFacts } from './volume.ts';

/** File systems that a carrier may have. Network, memory and layered ones are none that can be handed over. */
const CARRIERS: readonly string[] = [
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'exfat',
  'vfat',
  'ntfs',
  'ntfs3',
  'fuseblk',
  'hfsplus',
  'udf',
];

export interface IdentifyOptions {
  /** Files or folders of ours (state folder, vault): the disks that hold them are never a medium. */
  readonly protect: readonly string[];
  readonly signal: AbortSignal;
}

export async function readMounts(): Promise<readonly Mount[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch((error: unknown) => {
    throw mediaError('MEDIA_UNSUPPORTED', 'this system has no /proc/self/mountinfo', { cause: error });
  });
  return parseMountTable(text);
}

/**
 * The mount at `path`, where it is a carrier: a block device's file system, mounted whole, that holds nothing of the running
 * system and nothing of ours. MEDIA_NOT_MOUNTED for a folder like any other; MEDIA_SYSTEM, MEDIA_UNSUPPORTED say what it is.
 */
export async function findCarrier(path: string, options: IdentifyOptions): Promise<Mount> {
  const mounts = await readMounts();
  const real = await realpath(path).catch((error: unknown) => {
    throw mediaError('MEDIA_NOT_MOUNTED', `${path} is not there`, { cause: error });
  });
  if (isSystemPoint(real)) throw mediaError('MEDIA_SYSTEM', `${real} belongs to the running system`);
  const mount = mountAt(mounts, real);
  if (mount === undefined) throw mediaError('MEDIA_NOT_MOUNTED', `${real} is a folder and no mounted volume`);
  if (!CARRIERS.includes(mount.fileSystem) || !mount.source.startsWith('/dev/')) {
    throw mediaError('MEDIA_UNSUPPORTED', `${real} is a ${mount.fileSystem} of ${mount.source}, no carrier`);
  }
  if (mount.root !== '/') {
    throw mediaError('MEDIA_SYSTEM', `${real} shows a part (${mount.root}) of a file system that is mounted elsewhere`);
  }
  const { dev } = await stat(real);
  if (deviceNumberOf(dev) !== mount.deviceNumber) {
    throw mediaError('MEDIA_UNSUPPORTED', `${real} is not on the device that the mount table names`);
  }
  await refuseOurs(mount, mounts, options);
  return mount;
}

async function refuseOurs(mount: Mount, mounts: readonly Mount[], options: IdentifyOptions): Promise<void> {
  const elsewhere = mounts.find((one) => one.deviceNumber === mount.deviceNumber && isSystemPoint(one.mountPoint));
  if (elsewhere !== undefined) {
    throw mediaError('MEDIA_SYSTEM', `${mount.source} is mounted at ${elsewhere.mountPoint} too`);
  }
  const disks = await disksOf(mount.deviceNumber);
  for (const path of ['/', ...options.protect]) {
    throwIfAborted(options.signal);
    // What is not there yet will be made below the nearest folder that is.
    const number = deviceNumberOf((await nearest(path)).dev);
    const shared = number === mount.deviceNumber || [...(await disksOf(number))].some((one) => disks.has(one));
    if (shared) throw mediaError('MEDIA_SYSTEM', `${mount.source} is on the disk that holds ${path}`);
  }
}

async function nearest(path: string): Promise<{ readonly dev: number }> {
  for (let at = path; at !== '/'; at = join(at, '..')) {
    const found = await stat(at).catch(() => null);
    if (found !== null) return found;
  }
  return stat('/');
}

/** What the volume at `mount` tells of itself now. */
export async function volumeFacts(mount: Mount): Promise<VolumeFacts> {
  const room = await statfs(mount.mountPoint);
  return {
    mountPoint: mount.mountPoint,
    device: mount.source,
    fileSystem: mount.fileSystem,
    uuid: await uuidOf(mount),
    serials: await serialsOf(mount.deviceNumber),
    capacityBytes: room.blocks * room.bsize,
    freeBytes: room.bavail * room.bsize,
    readOnly: mount.options.includes('ro') || mount.superOptions.includes('ro'),
  };
}

/** From the device itself, which root may read; else from the links that udev makes. */
async function uuidOf(mount: Mount): Promise<string | null> {
  try {
    const device = await open(mount.source, constants.O_RDONLY);
    try {
      const start = Buffer.alloc(SUPERBLOCK_BYTES);
      const { bytesRead } = await device.read(start, 0, SUPERBLOCK_BYTES, 0);
      const uuid = superblockUuid(start.subarray(0, bytesRead));
      if (uuid !== null) return uuid;
    } finally {
      await device.close();
    }
  } catch {
    // no right to read the device: the links say the same
  }
  const device = await realpath(mount.source).catch(() => mount.source);
  for (const name of await readdir('/dev/disk/by-uuid').catch(() => [])) {
    const target = await realpath(join('/dev/disk/by-uuid', name)).catch(() => null);
    if (target === device) return name;
  }
  return null;
}

/**
 * The serial numbers by which a volume may be named: what the device tells, and where it tells none the identity of its file
 * system, so that there is always something to compare.
 */
export function namesOf(facts: Pick<VolumeFacts, 'serials' | 'uuid'>): readonly string[] {
  return facts.serials.length > 0 || facts.uuid === null ? facts.serials : [facts.uuid];
}

/** True where somebody who read `typed` on the carrier means this one: case, spaces and dashes do not count. */
export function isSerialOf(facts: Pick<VolumeFacts, 'serials' | 'uuid'>, typed: string): boolean {
  return namesOf(facts).some((one) => sameSerial(one, typed));
}
