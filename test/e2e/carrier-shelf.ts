import { join } from 'node:path';
import { type LoopVolume, loopVolume, system } from '../harness/loop-volume.ts';

/** Room for the package of the lab's client and as much again. */
const VOLUME_MB = 48;

/** A carrier fresh from its box, mounted for writing. */
export interface Carrier {
  readonly mountPoint: string;
  readonly serial: string;
  readonly label: string;
  /** Where the bags will lie. */
  readonly folder: string;
  /** Unmounts it and mounts it again. */
  attach(how: 'rw' | 'ro'): Promise<void>;
}

/** Gives carriers, each another; `index` is the name of the package's folder. `clear` takes all of them off this machine. */
export function carrierShelf(index: string): { next(): Promise<Carrier>; clear(): Promise<void> } {
  const loops: LoopVolume[] = [];
  let count = 0;
  return {
    next: async () => {
      const loop = await loopVolume(VOLUME_MB);
      loops.push(loop);
      const serial = (await system('blkid', '--probe', '-s', 'UUID', '-o', 'value', loop.device)).trim();
      return {
        mountPoint: loop.mountPoint,
        serial,
        label: `M-${++count}`,
        folder: join(loop.mountPoint, index),
        attach: async (how) => {
          await loop.unmount();
          await loop.mount(how);
        },
      };
    },
    clear: async () => {
      for (const one of loops.splice(0)) await one.close();
    },
  };
}
