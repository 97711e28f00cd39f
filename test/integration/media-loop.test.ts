/** Carriers as they are: loop devices with a file system of their own, pulled, filled up, damaged and written to for real. */
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conformanceCases } from '../../connectors/media/conformance.ts';
import {
  isSerialOf,
  listCarriers,
  openMountedVolume,
  remountReadOnly,
  type Volume,
} from '../../connectors/media/index.ts';
import { neverAborted } from '../../core/index.ts';
import { hasFileSystem, type LoopFileSystem, type LoopVolume, loopVolume, system } from '../harness/loop-volume.ts';
import { type MediaShelf, mediaShelf, type WriteChoices } from '../harness/media-shelf.ts';
import { type SamplePackage, samplePackage } from '../harness/sample-package.ts';
import { describeWith, succeeds } from './need.ts';

const signal = neverAborted;
const there = process.platform === 'linux' && process.getuid?.() === 0 && succeeds('losetup', '--version');
const describeLoop = describeWith(there, 'needs root on Linux with loop devices (mount, losetup, mkfs.ext4)');
const options = { protect: [], signal };
const mail = 'coffre-c1-r1-mbx-ann/data/mail.pst';

let loop: LoopVolume;
const opened: Volume[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await loop.close();
});

async function open(): Promise<Volume> {
  const volume = await openMountedVolume(loop.mountPoint, options);
  opened.push(volume);
  return volume;
}

/** Closes what is open on the volume, so that it can be unmounted as a technician would. */
async function release(): Promise<void> {
  for (const one of opened.splice(0)) await one.close();
}

describeLoop.each(['ext4', 'ntfs'] as const)('a mounted volume with %s', (fileSystem) => {
  test.runIf(fileSystem === 'ext4' || hasFileSystem(fileSystem)).each(conformanceCases)('$name', async ({ run }) => {
    loop = await loopVolume(48, fileSystem);
    await run({
      volume: await open(),
      link: (path) => symlink('/etc/hostname', join(loop.mountPoint, path)),
      detach: () => loop.unmountLazily(),
      protect: async () => void (await system('mount', '-o', 'remount,ro', loop.mountPoint)),
    });
  });
});

describeLoop('a mounted volume', () => {
  beforeEach(async () => {
    loop = await loopVolume(48);
  });

  test('is known by its device, its file system and its identity, and is listed', async () => {
    const uuid = (await system('blkid', '--probe', '-s', 'UUID', '-o', 'value', loop.device)).trim();
    const facts = await (await open()).facts();
    expect(facts).toMatchObject({
      mountPoint: loop.mountPoint,
      device: loop.device,
      fileSystem: 'ext4',
      uuid,
      serials: [],
      readOnly: false,
    });
    expect(facts.capacityBytes).toBeGreaterThan(facts.freeBytes);
    expect(isSerialOf(facts, uuid.toUpperCase())).toBe(true);
    const listed = await listCarriers(options);
    expect(listed.map(({ mountPoint }) => mountPoint)).toContain(loop.mountPoint);
    for (const { mountPoint } of listed) expect(mountPoint).not.toBe('/');
  });

  test('is no medium where it holds the vault, or shows part of a file system', async () => {
    const vault = join(loop.mountPoint, 'deep', 'vault');
    const holding = openMountedVolume(loop.mountPoint, { protect: [vault], signal });
    await expect(holding).rejects.toMatchObject({ code: 'MEDIA_SYSTEM' });
    const bound = join(loop.mountPoint, 'bound');
    await mkdir(join(loop.mountPoint, 'part'));
    await mkdir(bound);
    await system('mount', '--bind', join(loop.mountPoint, 'part'), bound);
    try {
      await expect(openMountedVolume(bound, options)).rejects.toMatchObject({ code: 'MEDIA_SYSTEM' });
    } finally {
      await system('umount', bound);
    }
    const below = openMountedVolume(join(loop.mountPoint, 'part'), options);
    await expect(below).rejects.toMatchObject({ code: 'MEDIA_NOT_MOUNTED' });
  });

  test('is no medium where it is memory', async () => {
    const memory = join(loop.mountPoint, 'memory');
    await mkdir(memory);
    await system('mount', '-t', 'tmpfs', 'tmpfs', memory);
    try {
      await expect(openMountedVolume(memory, options)).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED' });
    } finally {
      await system('umount', memory);
    }
  });

  test('is mounted anew only when nothing else holds it', async () => {
    const volume = await open();
    await expect(remountReadOnly(loop.mountPoint, options)).rejects.toMatchObject({ code: 'MEDIA_PROGRAM' });
    expect((await volume.facts()).readOnly).toBe(false);
    await release();
    await remountReadOnly(loop.mountPoint, options);
    expect((await (await open()).facts()).readOnly).toBe(true);
  });

  test('that is mounted a second time elsewhere is not taken for one that was mounted anew', async () => {
    const second = join(loop.image, '..', 'second');
    await mkdir(second);
    await system('mount', loop.device, second);
    try {
      await expect(remountReadOnly(loop.mountPoint, options)).rejects.toMatchObject({ code: 'MEDIA_PROGRAM' });
    } finally {
      await system('umount', second);
    }
  });
});

describeLoop('a package on a mounted volume', () => {
  let shelf: MediaShelf;
  let what: SamplePackage;
  let serial: string;

  async function prepare(megabytes: number, sizes: readonly number[], fileSystem?: LoopFileSystem): Promise<void> {
    loop = await loopVolume(megabytes, fileSystem);
    what = await samplePackage(sizes);
    serial = (await system('blkid', '--probe', '-s', 'UUID', '-o', 'value', loop.device)).trim();
  }
  const write = async (choices: Partial<WriteChoices> = {}) => shelf.write(await open(), what, { serial, ...choices });

  beforeEach(async () => {
    shelf = await mediaShelf();
  });
  afterEach(() => shelf.close());

  test('is checked by sha256sum and sha512sum alone, bag by bag and as a whole', async () => {
    await prepare(48, [9_000_001, 300_000]);
    const report = await write();
    expect(report).toMatchObject({ readBack: 'direct', differenceCount: 0, medium: { status: 'written' } });
    await release();
    await loop.unmount();
    await loop.mount('ro');
    const root = join(loop.mountPoint, what.folder);
    const check = (hash: 'sha256' | 'sha512', folder: string, list: string): Promise<string> =>
      system('sh', '-c', `cd "$1" && ${hash}sum --check --strict --quiet "$2"`, 'sh', folder, list);
    for (const hash of ['sha256', 'sha512'] as const) {
      expect(await check(hash, root, hash === 'sha256' ? 'SHA256SUMS' : 'SHA512SUMS')).toBe('');
      for (const bag of [what.folder, `${what.folder}-mbx-ann`]) {
        expect(await check(hash, join(root, bag), `manifest-${hash}.txt`)).toBe('');
        expect(await check(hash, join(root, bag), `tagmanifest-${hash}.txt`)).toBe('');
      }
    }
    // The lists cover everything that lies there but themselves.
    const lines = (await readFile(join(root, 'SHA512SUMS'), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(what.streams.length);
    const lies = (await readdir(root, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    expect(lies).toHaveLength(what.streams.length + 2);
    // and they are a check that can fail
    await loop.unmount();
    expect(await loop.flip(what.content('coffre-c1-r1-mbx-ann', 'data/mail.pst').subarray(1_000_000, 1_000_064))).toBe(
      true,
    );
    await loop.mount('ro');
    await expect(check('sha256', root, 'SHA256SUMS')).rejects.toThrow();
  });

  test('is verified on a volume that was mounted anew', async () => {
    await prepare(48, [5_000_000]);
    await write();
    await release();
    await expect(shelf.verify(await open(), serial)).rejects.toMatchObject({ code: 'MEDIA_WRITABLE' });
    await release();
    await remountReadOnly(loop.mountPoint, options);
    const report = await shelf.verify(await open(), serial, true);
    expect(report).toMatchObject({ readBack: 'remounted', differenceCount: 0, medium: { status: 'verified' } });
    expect(await shelf.verify(await open(), serial)).toMatchObject({ readBack: 'direct' });
  });

  test('in which a bit falls over between writing and reading back is not written', async () => {
    await prepare(48, [5_000_000]);
    const volume = await open();
    const flush = volume.flush.bind(volume);
    const needle = what.content('coffre-c1-r1-mbx-ann', 'data/mail.pst').subarray(2_000_000, 2_000_064);
    let flipped = false;
    // On the device behind the file system: what Linux holds of the file in memory stays as it was.
    volume.flush = async (during) => {
      await flush(during);
      flipped ||= await loop.flip(needle);
    };
    const report = await shelf.write(volume, what, { serial });
    expect(flipped).toBe(true);
    expect(await cached(mail)).toEqual(what.content('coffre-c1-r1-mbx-ann', 'data/mail.pst'));
    expect(report).toMatchObject({
      readBack: 'direct',
      differences: [{ path: mail, kind: 'different' }],
      medium: { status: 'failed' },
    });
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_DISCARDED' });
  });

  /** As a program reads it that knows nothing of O_DIRECT: from memory, where it is. */
  const cached = (path: string): Promise<Buffer> => readFile(join(loop.mountPoint, `${what.folder}.partial`, path));

  test('in which a bit falls over later is failed by the verification, and named', async () => {
    await prepare(48, [5_000_000]);
    await write();
    await release();
    await loop.unmount();
    const needle = what.content('coffre-c1-r1-mbx-ann', 'data/mail.pst').subarray(3_000_000, 3_000_064);
    expect(await loop.flip(needle)).toBe(true);
    await loop.mount('ro');
    const report = await shelf.verify(await open(), serial);
    expect(report).toMatchObject({ differences: [{ path: mail, kind: 'different' }], medium: { status: 'failed' } });
  });

  test('that fills the disk is refused before, and taken up on the same disk when there is room', async () => {
    await prepare(16, [20_000_000]);
    await expect(write()).rejects.toMatchObject({ code: 'MEDIA_FULL' });
    expect(await shelf.acts()).toEqual([]);
    await release();
    await loop.close();
    await prepare(32, [9_000_000, 9_000_000]);
    // Something that grows beside it while it is written takes the room that the plan counted on.
    const grown = join(loop.mountPoint, 'lost+found', 'grown');
    const files: SamplePackage['files'] = async function* (during) {
      for await (const one of what.files(during)) {
        yield {
          ...one,
          open: async function* (inner) {
            if (one.path === 'data/archive-1.pst') await writeFile(grown, await filling()).catch(() => undefined);
            yield* one.open(inner);
          },
        };
      }
    };
    const filling = async (): Promise<Buffer> => Buffer.alloc((await (await open()).facts()).freeBytes - 1_000_000, 7);
    await expect(write({ files })).rejects.toMatchObject({ code: 'MEDIA_FULL' });
    expect(await shelf.status()).toBe('assigned');
    await system('rm', '-f', grown);
    expect(await write()).toMatchObject({ differenceCount: 0, medium: { status: 'written' } });
  });

  test('whose volume is taken away in the middle leaves nothing below the mount point, and is taken up', async () => {
    await prepare(48, [3_000_000, 3_000_000, 3_000_000]);
    const files: SamplePackage['files'] = async function* (during) {
      for await (const one of what.files(during)) {
        const pulled = async function* (inner: AbortSignal): AsyncGenerator<Uint8Array> {
          let sent = 0;
          for await (const chunk of one.open(inner)) {
            yield chunk;
            sent += chunk.byteLength;
            if (sent === 1_500_000) await loop.unmountLazily();
          }
        };
        yield one.path === 'data/archive-1.pst' ? { ...one, open: pulled } : one;
      }
    };
    await expect(write({ files })).rejects.toMatchObject({ code: 'MEDIA_GONE', kind: 'temporary' });
    expect(await readdir(loop.mountPoint)).toEqual([]);
    expect(await shelf.status()).toBe('assigned');
    await release();
    await loop.mount();
    const report = await write();
    expect(report).toMatchObject({ differenceCount: 0, medium: { status: 'written' } });
    expect(report.kept).toBeGreaterThan(0);
  });

  test('whose device is smaller than it says is not written', async () => {
    loop = await loopVolume(48, 'ext4', 12);
    what = await samplePackage([20_000_000]);
    serial = (await system('blkid', '--probe', '-s', 'UUID', '-o', 'value', loop.device)).trim();
    const outcome = await write().catch((error: { readonly code: string }) => error.code);
    // What the device says of the missing blocks is its own affair.
    expect(['MEDIA_IO', 'MEDIA_FULL', 'MEDIA_READ_ONLY']).toContain(outcome);
    expect(await shelf.acts()).toEqual(['medium.assigned']);
  });

  test('is not written on a read-only volume, nor with the serial number of another', async () => {
    await prepare(16, [100_000]);
    await expect(write({ serial: '0000-0000' })).rejects.toMatchObject({ code: 'MEDIA_WRONG_SERIAL' });
    await release();
    await loop.unmount();
    await loop.mount('ro');
    await expect(write()).rejects.toMatchObject({ code: 'MEDIA_READ_ONLY' });
    expect(await shelf.acts()).toEqual([]);
  });

  test('is gone from the device once it is wiped, and the file system stays', async () => {
    await prepare(16, [1_000_000]);
    await write();
    const needle = what.content('coffre-c1-r1-mbx-ann', 'data/mail.pst').subarray(500_000, 500_064);
    expect((await readFile(loop.image)).indexOf(needle)).toBeGreaterThan(0);
    const report = await shelf.wipe(await open(), serial);
    expect(report).toMatchObject({ notZero: [], medium: { status: 'wiped' } });
    await release();
    await loop.unmount();
    expect((await readFile(loop.image)).indexOf(needle)).toBe(-1);
    await loop.mount();
    expect(await readdir(loop.mountPoint)).toEqual(['lost+found']);
    expect((await stat(loop.mountPoint)).isDirectory()).toBe(true);
  });

  describe.each(['exfat', 'vfat', 'xfs', 'ntfs'] as const)('with %s', (fileSystem) => {
    // mkfs, and a kernel or a helper that mounts it: a matter of the machine.
    test.runIf(hasFileSystem(fileSystem))('is written, read back and checked by sha512sum', async () => {
      await prepare(fileSystem === 'xfs' ? 320 : 48, [3_000_001], fileSystem);
      const { fileSystem: kind } = await (await open()).facts();
      const report = await write();
      // What a driver in user space reads may come from the memory of the block device.
      expect(report).toMatchObject({
        readBack: kind === 'fuseblk' ? 'cached' : 'direct',
        medium: { status: 'written' },
      });
      await release();
      await loop.unmount();
      await loop.mount('ro');
      if (kind === 'fuseblk') {
        await expect(shelf.verify(await open(), serial)).rejects.toMatchObject({ code: 'MEDIA_CACHED' });
      }
      await release();
      await remountReadOnly(loop.mountPoint, options);
      const verified = await shelf.verify(await open(), serial, true);
      expect(verified).toMatchObject({ readBack: 'remounted', medium: { status: 'verified' } });
      const root = join(loop.mountPoint, what.folder);
      await system('sh', '-c', 'cd "$1" && sha512sum --check --strict --quiet SHA512SUMS', 'sh', root);
    });
  });
});
