import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { mediaError } from './errors.ts';
import { findCarrier, type IdentifyOptions } from './identify-volume.ts';
import { runProgram } from './run-program.ts';

/**
 * Unmounts a carrier, makes sure that nothing else keeps its file system alive, and mounts it read-only at the same place:
 * what is read then was read from the device. Needs root. MEDIA_PROGRAM where the volume is in use (it stays mounted as it
 * was), or still held by another mount after it was unmounted here.
 */
export async function remountReadOnly(mountPoint: string, options: IdentifyOptions): Promise<void> {
  const { signal } = options;
  const mount = await findCarrier(mountPoint, options);
  await runProgram('umount', ['--', mount.mountPoint], signal);
  try {
    // The kernel gives a device exclusively only when no file system on it is mounted, in whatever name space.
    const device = await open(mount.source, constants.O_RDONLY | constants.O_EXCL).catch((error: unknown) => {
      throw mediaError('MEDIA_PROGRAM', `${mount.source} is still in use`, { cause: error });
    });
    await device.close();
  } finally {
    const args = ['-t', mount.fileSystem, '-o', 'ro,nodev,nosuid,noexec', '--', mount.source, mount.mountPoint];
    // `fuseblk` is what a helper's mount looks like; mount(8) finds the helper by itself.
    await runProgram('mount', mount.fileSystem === 'fuseblk' ? args.slice(2) : args, signal);
  }
}
