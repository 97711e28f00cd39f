import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Runs a program of the system; rejects with what it said where it fails. */
export async function system(name: string, ...args: readonly string[]): Promise<string> {
  return (await exec(name, [...args], { maxBuffer: 16 * 1024 * 1024 })).stdout;
}

export type LoopFileSystem = 'ext4' | 'exfat' | 'vfat' | 'xfs' | 'ntfs';

/** How each is made on a plain file, and what mounts it. */
const TOOLS: Readonly<Record<LoopFileSystem, { readonly make: readonly string[]; readonly mount: string }>> = {
  ext4: { make: ['mkfs.ext4', '-q', '-m', '0'], mount: 'ext4' },
  exfat: { make: ['mkfs.exfat'], mount: 'exfat' },
  vfat: { make: ['mkfs.vfat'], mount: 'vfat' },
  xfs: { make: ['mkfs.xfs', '-q'], mount: 'xfs' },
  ntfs: { make: ['mkfs.ntfs', '-q', '-F', '-Q'], mount: 'ntfs-3g' },
};

/** Whether this machine can make and mount it. */
export function hasFileSystem(fileSystem: LoopFileSystem): boolean {
  const { make, mount } = TOOLS[fileSystem];
  const script = `command -v "$1" && { command -v "mount.$2" && test -c /dev/fuse || grep -qw "$2" /proc/filesystems || modprobe "$2"; }`;
  return spawnSync('sh', ['-c', script, 'sh', make[0] ?? '', mount], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** A carrier made of a file: a loop device with a file system of its own, mounted in a folder for tests. */
export interface LoopVolume {
  readonly mountPoint: string;
  readonly device: string;
  /** The file behind the device. */
  readonly image: string;
  mount(...options: readonly string[]): Promise<void>;
  unmount(): Promise<void>;
  /** As a hand that pulls the plug: gone from its place while files are still open. */
  unmountLazily(): Promise<void>;
  /** Changes one bit of the first place in the image where `needle` stands; false where it stands nowhere. */
  flip(needle: Uint8Array): Promise<boolean>;
  /** Unmounts, frees the device and removes the files, whatever state they are in. */
  close(): Promise<void>;
}

/**
 * Makes an image of so many megabytes with a file system and mounts it. `realMegabytes`: the device has fewer than it says,
 * as forged sticks do; writing beyond fails. Root on Linux only.
 */
export async function loopVolume(
  megabytes: number,
  fileSystem: LoopFileSystem = 'ext4',
  realMegabytes?: number,
): Promise<LoopVolume> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-loop-'));
  if (realMegabytes !== undefined) await system('mount', '-t', 'tmpfs', '-o', `size=${realMegabytes}m`, 'tmpfs', root);
  const image = join(root, 'image');
  const mountPoint = join(root, 'mnt');
  await mkdir(mountPoint);
  await system('truncate', '-s', `${megabytes}M`, image);
  const { make, mount: type } = TOOLS[fileSystem];
  await system(make[0] ?? '', ...make.slice(1), image);
  const device = (await system('losetup', '--find', '--show', image)).trim();
  const unmount = (): Promise<unknown> => system('umount', mountPoint);
  const mount = (...options: readonly string[]): Promise<unknown> =>
    system('mount', '-t', type, ...(options.length > 0 ? ['-o', options.join(',')] : []), device, mountPoint);
  const close = async (): Promise<void> => {
    // More than once where a test mounted over its mount.
    for (let tries = 0; tries < 4; tries++)
      if (
        await unmount().then(
          () => false,
          () => true,
        )
      )
        break;
    await system('umount', '-l', mountPoint).catch(() => undefined);
    await system('losetup', '--detach', device).catch(() => undefined);
    if (realMegabytes !== undefined) await system('umount', '-l', root).catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  };
  try {
    await mount();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    mountPoint,
    device,
    image,
    mount: async (...options) => void (await mount(...options)),
    unmount: async () => void (await unmount()),
    unmountLazily: async () => void (await system('umount', '-l', mountPoint)),
    flip: (needle) => flipIn(image, needle),
    close,
  };
}

async function flipIn(image: string, needle: Uint8Array): Promise<boolean> {
  const file = await open(image, 'r+');
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(4 << 20);
    for (let at = 0; at < size; at += block.length - needle.length) {
      const { bytesRead } = await file.read(block, 0, block.length, at);
      const found = block.subarray(0, bytesRead).indexOf(needle);
      if (found < 0) continue;
      await file.write(Buffer.of((needle[0] ?? 0) ^ 1), 0, 1, at + found);
      await file.sync();
      return true;
    }
    return false;
  } finally {
    await file.close();
  }
}
