import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryVolume, type VolumeFault } from '../connectors/media/index.ts';
import { neverAborted } from '../core/index.ts';
import { type MediaShelf, mediaShelf } from '../test/harness/media-shelf.ts';
import { type SamplePackage, samplePackage } from '../test/harness/sample-package.ts';
import type { PackageFiles } from './index.ts';

const serial = 'MEM-0001';
const mail = 'coffre-c1-r1-mbx-ann/data/mail.pst';
let shelf: MediaShelf;
let volume: MemoryVolume;
let what: SamplePackage;
beforeEach(async () => {
  shelf = await mediaShelf();
  volume = new MemoryVolume();
  what = await samplePackage([200_000, 70_000]);
});
afterEach(async () => {
  expect(volume.pendingFaults).toEqual([]);
  await shelf.close();
});

async function listing(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path, kind } of volume.list(folder, neverAborted)) if (kind === 'file') found.push(path);
  return found.sort();
}

/** The package with some of its files changed. */
const changed = (change: (file: SamplePackage['streams'][number]) => SamplePackage['streams'][number]): PackageFiles =>
  async function* () {
    for (const one of what.streams) yield change(one);
  };

test('a package is written, read back, and recorded with its lists of checksums', async () => {
  const report = await shelf.write(volume, what, { serial });
  expect(report).toMatchObject({ files: what.streams.length + 2, kept: 0, readBack: 'direct', differenceCount: 0 });
  expect(report.medium).toMatchObject({
    status: 'written',
    serial,
    packageId: 'pkg1',
    root: what.root,
    encrypted: false,
    reason: 'the client has no key',
    assignedBy: 'marie',
    content: { files: report.files, bytes: report.bytes, sums: [{ name: 'SHA256SUMS' }, { name: 'SHA512SUMS' }] },
  });
  expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.written']);
  const names = [...what.streams.map(({ bag, path }) => `${bag}/${path}`), 'SHA256SUMS', 'SHA512SUMS'];
  expect(await listing(what.folder)).toEqual(names.map((one) => `${what.folder}/${one}`).sort());
  expect(await listing(`${what.folder}.partial`)).toEqual([]);
  expect(volume.flushes).toBeGreaterThan(0);
});

describe('nothing is written or recorded', () => {
  const untouched = async (): Promise<void> => {
    expect(await shelf.acts()).toEqual([]);
    expect(await listing(what.folder)).toEqual([]);
    expect(await listing(`${what.folder}.partial`)).toEqual([]);
  };

  test.each([
    ['without the decision that it is unencrypted', { unencrypted: null }, 'MEDIA_UNENCRYPTED'],
    ['without a reason for it', { unencrypted: { reason: '  ' } }, 'MEDIA_UNENCRYPTED'],
    ['with another serial number', { serial: 'MEM-0002' }, 'MEDIA_WRONG_SERIAL'],
    ['with a label that is none', { label: 'a box' }, 'MEDIA_LABEL'],
    ['with a label that names the client', { label: '7-ACME-1' }, 'MEDIA_LABEL'],
  ] as const)('%s', async (_name, choices, code) => {
    await expect(shelf.write(volume, what, { serial, ...choices })).rejects.toMatchObject({ code });
    await untouched();
  });

  test('on a read-only volume', async () => {
    volume.readOnly = true;
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_READ_ONLY' });
    await untouched();
  });

  test('on a volume that holds something', async () => {
    await volume.write('other-client/mail.pst', body('x'), neverAborted);
    const work = shelf.write(volume, what, { serial });
    await expect(work).rejects.toMatchObject({
      code: 'MEDIA_NOT_EMPTY',
      message: expect.stringContaining('other-client'),
    });
    await untouched();
  });

  test('on a volume with a folder of the same name that nobody recorded', async () => {
    await volume.write(`${what.folder}.partial/x`, body('x'), neverAborted);
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_NOT_EMPTY' });
    expect(await shelf.acts()).toEqual([]);
  });

  test('on a volume without room, with how much is missing', async () => {
    volume = new MemoryVolume({ facts: { capacityBytes: 250_000 } });
    const work = shelf.write(volume, what, { serial });
    await expect(work).rejects.toMatchObject({ code: 'MEDIA_FULL', facts: { free: 250_000 } });
    await untouched();
  });

  test.each([
    ['leaves its folder', { path: '../../etc/passwd' }],
    ['is absolute', { path: '/data/x' }],
    ['is a device on Windows', { path: 'data/con' }],
    ['differs from another in capitals only', { path: 'DATA/MAIL.PST', bag: 'coffre-c1-r1-mbx-ann' }],
  ])('of a package with a name that %s', async (_name, change) => {
    const files = changed((one) => (one.path === 'data/README.txt' ? { ...one, ...change } : one));
    await expect(shelf.write(volume, what, { serial, files })).rejects.toMatchObject({ code: 'MEDIA_NAME_REFUSED' });
    await untouched();
  });

  test('of a file that FAT32 cannot hold', async () => {
    volume = new MemoryVolume({ facts: { fileSystem: 'vfat', capacityBytes: 64e9 } });
    const files = changed((one) => (one.path === 'data/mail.pst' ? { ...one, bytes: 2 ** 32 } : one));
    await expect(shelf.write(volume, what, { serial, files })).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' });
    await untouched();
  });
});

describe('a try that was cut off', () => {
  const cuts: readonly (readonly [string, VolumeFault, string, number])[] = [
    ['by a hand that pulled it', { method: 'write', path: mail, afterBytes: 90_000, what: 'detach' }, 'MEDIA_GONE', 7],
    ['by a device that failed', { method: 'write', path: mail, what: 'MEDIA_IO' }, 'MEDIA_IO', 7],
    ['by a volume that ran full', { method: 'write', path: mail, afterBytes: 9, what: 'MEDIA_FULL' }, 'MEDIA_FULL', 7],
    ['while it was flushed', { method: 'flush', what: 'MEDIA_IO' }, 'MEDIA_IO', 15],
    ['right before it was renamed', { method: 'rename', what: 'detach' }, 'MEDIA_GONE', 15],
  ];
  test.each(cuts)('%s is taken up where it stopped', async (_name, fault, code, kept) => {
    const path = fault.path === undefined ? {} : { path: `${what.folder}.partial/${fault.path}` };
    volume.plan({ ...fault, ...path });
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code });
    expect(await shelf.status()).toBe('assigned');
    volume.attach();
    const report = await shelf.write(volume, what, { serial });
    expect(report).toMatchObject({ kept, differenceCount: 0, medium: { status: 'written' } });
    expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.written']);
  });

  test('after the renaming and before its act is completed', async () => {
    const ledger = shelf.ledger;
    const append = ledger.append.bind(ledger);
    ledger.append = async (act, signal) => {
      if (act.type === 'medium.written') throw new Error('killed');
      return append(act, signal);
    };
    await expect(shelf.write(volume, what, { serial })).rejects.toThrow('killed');
    ledger.append = append;
    expect(await shelf.write(volume, what, { serial })).toMatchObject({ kept: 15, medium: { status: 'written' } });
  });

  test('by an abort ends with its reason', async () => {
    const stop = new AbortController();
    const files = changed((one) => ({
      ...one,
      open: async function* (signal) {
        if (one.path === 'data/mail.pst') stop.abort(new Error('stopped'));
        yield* one.open(signal);
      },
    }));
    await expect(shelf.write(volume, what, { serial, files, signal: stop.signal })).rejects.toThrow('stopped');
    expect(await shelf.write(volume, what, { serial })).toMatchObject({ kept: 7 });
  });

  test('does not keep a file of the right length with other bytes, nor one that is no longer in the package', async () => {
    volume.plan({ method: 'flush', what: 'MEDIA_IO' });
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_IO' });
    volume.flip(`${what.folder}.partial/${mail}`, 150_000);
    await volume.write(`${what.folder}.partial/old-bag/data/x`, body('of an earlier package'), neverAborted);
    expect(await shelf.write(volume, what, { serial })).toMatchObject({ kept: 14, differenceCount: 0 });
    expect((await listing(what.folder)).filter((one) => one.includes('old-bag'))).toEqual([]);
  });

  test('on another carrier is another writing', async () => {
    volume.plan({ method: 'flush', what: 'MEDIA_IO' });
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_IO' });
    const second = new MemoryVolume({ facts: { serials: ['MEM-0002'] } });
    const work = shelf.write(second, what, { serial: 'MEM-0002' });
    await expect(work).rejects.toMatchObject({ code: 'MEDIA_STATE' });
    expect(await shelf.write(second, what, { serial: 'MEM-0002', label: 'A2' })).toMatchObject({ kept: 0 });
  });
});

describe('a medium is never called written', () => {
  const failed = async (kind: string, path: string): Promise<void> => {
    expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.failed']);
    expect(await shelf.status()).toBe('failed');
    expect((await shelf.ledger.events()).at(-1)?.body).toMatchObject({
      stage: 'write',
      count: 1,
      differences: [{ path, kind }],
    });
    // The carrier is discarded: neither the same try nor another one is let through.
    for (const label of ['A1', 'A2']) {
      await expect(shelf.write(volume, what, { serial, label })).rejects.toMatchObject({ code: 'MEDIA_DISCARDED' });
    }
  };

  test('where the device kept fewer bytes than it took', async () => {
    volume.plan({ method: 'write', path: `${what.folder}.partial/${mail}`, afterBytes: 123_456, what: 'short' });
    const report = await shelf.write(volume, what, { serial });
    expect(report).toMatchObject({ differenceCount: 1, differences: [{ path: mail, kind: 'different' }] });
    await failed('different', mail);
  });

  test('where one bit fell over between writing and reading back', async () => {
    const flush = volume.flush.bind(volume);
    volume.flush = async (signal) => {
      await flush(signal);
      volume.flip(`${what.folder}.partial/${mail}`, 77_777);
    };
    expect(await shelf.write(volume, what, { serial })).toMatchObject({ differenceCount: 1 });
    await failed('different', mail);
  });

  test('where the device fails on a file that it took', async () => {
    volume.plan({ method: 'read', path: `${what.folder}.partial/${mail}`, afterBytes: 4096, what: 'MEDIA_IO' });
    await shelf.write(volume, what, { serial });
    await failed('unreadable', mail);
  });

  test('where something was put beside it meanwhile', async () => {
    const flush = volume.flush.bind(volume);
    volume.flush = async (signal) => {
      await flush(signal);
      volume.link(`${what.folder}.partial/${what.folder}/data/link`);
    };
    await shelf.write(volume, what, { serial });
    await failed('unexpected', `${what.folder}/data/link`);
  });

  test('that is taken away during the reading back has not failed: it is taken up', async () => {
    volume.plan({ method: 'read', path: `${what.folder}.partial/${mail}`, what: 'detach' });
    await expect(shelf.write(volume, what, { serial })).rejects.toMatchObject({ code: 'MEDIA_GONE' });
    volume.attach();
    expect(await shelf.write(volume, what, { serial })).toMatchObject({ medium: { status: 'written' } });
  });
});

test.each([
  ['shorter', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['longer', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ['other bytes', (bytes: Buffer) => Buffer.from(bytes).fill(1, 5, 6)],
])('a package that gives %s than it says is refused, and the carrier is not blamed', async (_name, change) => {
  const files = changed((one) =>
    one.path === 'data/mail.pst' ? { ...one, open: () => body(change(what.content(one.bag, one.path))) } : one,
  );
  await expect(shelf.write(volume, what, { serial, files })).rejects.toMatchObject({
    code: 'MEDIA_SOURCE_CHANGED',
    kind: 'integrity',
  });
  expect(await shelf.status()).toBe('assigned');
});

test('what was read from memory is said to be', async () => {
  volume = new MemoryVolume({ direct: false });
  expect(await shelf.write(volume, what, { serial })).toMatchObject({ readBack: 'cached' });
});

test('of two who take one label at once, one is refused', async () => {
  const second = new MemoryVolume({ facts: { serials: ['MEM-0002'] } });
  const both = await Promise.allSettled([
    shelf.write(volume, what, { serial }),
    shelf.write(second, what, { serial: 'MEM-0002' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MEDIA_STATE' } });
});

async function* body(content: string | Buffer): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}
