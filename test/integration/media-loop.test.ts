/** Carriers as they are: loop devices with a file system of their own, pulled, filled up, damaged and written to for real. */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conformanceCases } from '../../connectors/media/conformance.ts';
import { openMountedVolume, type Volume } from '../../connectors/media/index.ts';
import { neverAborted } from '../../core/index.ts';
import { type LoopVolume, loopVolume, system } from '../harness/loop-volume.ts';
import { describeWith, succeeds } from './need.ts';

const signal = neverAborted;
const there = process.platform === 'linux' && process.getuid?.() === 0 && succeeds('losetup', '--version');
const describeLoop = describeWith(there, 'needs root on Linux with loop devices (mount, losetup, mkfs.ext4)');
const options = { protect: [], signal };

let loop: LoopVolume;
let volume: Volume | undefined;
afterEach(async () => {
  await volume?.close();
  volume = undefined;
  await loop.close();
});

describeLoop('a mounted volume', () => {
  beforeEach(async () => {
    loop = await loopVolume(48);
  });

  test.each(conformanceCases)('$name', async ({ run }) => {
    const opened = await openMountedVolume(loop.mountPoint, options);
    volume = opened;
    await run({
      volume: opened,
      link: (path) => symlink('/etc/hostname', join(loop.mountPoint, path)),
      detach: () => loop.unmountLazily(),
      protect: async () => void (await system('mount', '-o', 'remount,ro', loop.mountPoint)),
    });
  });

  test('is known by its device, its file system and its identity', async () => {
    volume = await openMountedVolume(loop.mountPoint, options);
    const uuid = (await system('blkid', '-s', 'UUID', '-o', 'value', loop.device)).trim();
    expect(await volume.facts()).toMatchObject({
      mountPoint: loop.mountPoint,
      device: loop.device,
      fileSystem: 'ext4',
      uuid,
      serials: [],
      readOnly: false,
    });
  });
});
