import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryVolume, type VolumeFacts } from '../connectors/media/index.ts';
import { neverAborted } from '../core/index.ts';
import { type MediaShelf, mediaShelf } from '../test/harness/media-shelf.ts';
import { type SamplePackage, samplePackage } from '../test/harness/sample-package.ts';
import { receiveMedium } from './index.ts';

const serial = 'MEM-0001';
const mail = 'coffre-c1-r1-mbx-ann/data/mail.pst';
const content = 'coffre-c1-r1';
let shelf: MediaShelf;
let volume: MemoryVolume;
let what: SamplePackage;

async function written(options: ConstructorParameters<typeof MemoryVolume>[0] = {}): Promise<void> {
  volume = new MemoryVolume(options);
  await shelf.write(volume, what, { serial });
  volume.readOnly = true;
}

beforeEach(async () => {
  shelf = await mediaShelf();
  what = await samplePackage([200_000, 70_000]);
});
afterEach(() => shelf.close());

async function* body(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test('a medium that reads as it was written is verified, with how it was read', async () => {
  await written();
  expect(await shelf.verify(volume, serial)).toMatchObject({
    readBack: 'direct',
    differenceCount: 0,
    files: 17,
    medium: { status: 'verified' },
  });
  expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.written', 'medium.verified']);
  expect(await shelf.verify(volume, serial)).toMatchObject({ medium: { status: 'verified' } });
});

test('what may have come from memory verifies nothing, unless the volume was mounted anew', async () => {
  await written({ direct: false });
  await expect(shelf.verify(volume, serial)).rejects.toMatchObject({ code: 'MEDIA_CACHED', kind: 'refused' });
  expect(await shelf.status()).toBe('written');
  const report = await shelf.verify(volume, serial, true);
  expect(report).toMatchObject({ readBack: 'remounted', medium: { status: 'verified', readBack: 'remounted' } });
});

describe('nothing is recorded', () => {
  beforeEach(() => written());
  afterEach(async () => expect(await shelf.status()).toBe('written'));
  const other = (facts: Partial<VolumeFacts>): MemoryVolume => {
    const found = new MemoryVolume({ facts });
    found.readOnly = true;
    return found;
  };

  test('of a volume that is mounted for writing', async () => {
    volume.readOnly = false;
    await expect(shelf.verify(volume, serial)).rejects.toMatchObject({ code: 'MEDIA_WRITABLE' });
  });

  test('of another carrier', async () => {
    await expect(shelf.verify(volume, 'MEM-0002')).rejects.toMatchObject({ code: 'MEDIA_WRONG_SERIAL' });
    const wrong = other({ serials: ['MEM-0002'] });
    await expect(shelf.verify(wrong, serial)).rejects.toMatchObject({ code: 'MEDIA_WRONG_SERIAL' });
  });

  test('of another file system on the same carrier', async () => {
    const wrong = other({ uuid: '5f1c0d5e-0000-4000-8000-000000000002' });
    await expect(shelf.verify(wrong, serial)).rejects.toMatchObject({ code: 'MEDIA_WRONG_VOLUME' });
  });

  test('where it is taken away meanwhile', async () => {
    volume.plan({ method: 'read', path: `${content}/${mail}`, what: 'detach' });
    await expect(shelf.verify(volume, serial)).rejects.toMatchObject({ code: 'MEDIA_GONE' });
  });
});

describe('a medium has failed', () => {
  beforeEach(() => written());
  /** Changes the volume as nobody should, and verifies. */
  async function damagedBy(change: () => unknown): Promise<readonly string[]> {
    volume.readOnly = false;
    await change();
    volume.readOnly = true;
    const report = await shelf.verify(volume, serial);
    expect(report.differenceCount).toBe(report.differences.length);
    expect(report.medium).toMatchObject({ status: 'failed', failed: true });
    expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.written', 'medium.failed']);
    await expect(shelf.verify(volume, serial)).rejects.toMatchObject({ code: 'MEDIA_STATE' });
    return report.differences.map(({ kind, path }) => `${kind} ${path}`);
  }
  const at = (path: string): string => `${content}/${path}`;

  test('by one bit of a mail file', async () => {
    expect(await damagedBy(() => volume.flip(at(mail), 199_999))).toEqual([`different ${mail}`]);
  });

  test('by one bit of a manifest of a bag', async () => {
    const path = 'coffre-c1-r1-mbx-ann/tagmanifest-sha512.txt';
    expect(await damagedBy(() => volume.flip(at(path), 3))).toEqual([`different ${path}`]);
  });

  test.each(['SHA256SUMS', 'SHA512SUMS'])(
    'by one bit of %s, and the other list still covers the rest',
    async (name) => {
      expect(await damagedBy(() => volume.flip(at(name), 0))).toEqual([`different ${name}`]);
    },
  );

  test('by one bit of a list and one of a file, both named', async () => {
    const change = (): void => {
      volume.flip(at('SHA512SUMS'), 9);
      volume.flip(at(mail), 9);
    };
    expect((await damagedBy(change)).toSorted()).toEqual(['different SHA512SUMS', `different ${mail}`]);
  });

  test('by both lists, of which nothing else can be said then', async () => {
    const change = (): void => {
      volume.flip(at('SHA256SUMS'), 9);
      volume.flip(at('SHA512SUMS'), 9);
      volume.flip(at(mail), 9);
    };
    expect((await damagedBy(change)).toSorted()).toEqual(['different SHA256SUMS', 'different SHA512SUMS']);
  });

  test('by a list that was made anew over changed files: the ledger knows the one that was written', async () => {
    const change = async (): Promise<void> => {
      await volume.write(at(mail), body('forged'), neverAborted);
      const forged = '0'.repeat(64);
      await volume.write(at('SHA256SUMS'), body(`${forged}  ${mail}\n`), neverAborted);
    };
    expect((await damagedBy(change)).toSorted()).toEqual(['different SHA256SUMS', `different ${mail}`]);
  });

  test('by a file that is gone, one that nobody wrote, a link in the place of one', async () => {
    const change = async (): Promise<void> => {
      await volume.remove(at(mail));
      volume.link(at(mail));
      await volume.remove(at('coffre-c1-r1/data/README.txt'));
      await volume.write(at('autorun.inf'), body('x'), neverAborted);
    };
    expect((await damagedBy(change)).toSorted()).toEqual([
      'missing coffre-c1-r1/data/README.txt',
      `special ${mail}`,
      'unexpected autorun.inf',
    ]);
  });

  test('by a folder that is gone altogether', async () => {
    expect(await damagedBy(() => volume.remove(content))).toEqual(['missing SHA256SUMS', 'missing SHA512SUMS']);
  });

  test('by a file on which the device fails', async () => {
    volume.plan({ method: 'read', path: at(mail), afterBytes: 8192, what: 'MEDIA_IO' });
    expect(await damagedBy(() => undefined)).toEqual([`unreadable ${mail}`]);
  });
});

describe('a receipt', () => {
  const receipt = {
    label: 'A1',
    serial,
    seal: 'S-77',
    sealIntact: false,
    receivedOn: '2027-03-04',
    receivedBy: 'Anne Client',
    pdf: { name: 'receipt.pdf', bytes: 12, sha256: 'ab'.repeat(32) },
  };
  const receive = (change: Partial<typeof receipt> = {}) =>
    receiveMedium({ ledger: shelf.ledger, actor: 'marie' }, { ...receipt, ...change }, neverAborted);

  test('is recorded as it was signed, a broken seal too', async () => {
    await written();
    await shelf.verify(volume, serial);
    expect(await receive()).toMatchObject({
      status: 'received',
      receipt: { seal: 'S-77', sealIntact: false, receivedOn: '2027-03-04', receivedBy: 'Anne Client' },
    });
  });

  test('of a medium that was never verified, of another carrier, of an unknown label is refused', async () => {
    await written();
    await expect(receive()).rejects.toMatchObject({ code: 'MEDIA_STATE' });
    await expect(receive({ serial: 'X' })).rejects.toMatchObject({ code: 'MEDIA_WRONG_SERIAL' });
    await expect(receive({ label: 'B9' })).rejects.toMatchObject({ code: 'MEDIA_UNKNOWN' });
    expect(await shelf.acts()).toEqual(['medium.assigned', 'medium.written']);
  });
});

describe('wiping', () => {
  beforeEach(() => written());

  test('overwrites and removes the package, records how, and frees the carrier for another', async () => {
    volume.readOnly = false;
    const report = await shelf.wipe(volume, serial);
    expect(report).toMatchObject({ files: 17, notZero: [], readBack: 'direct', medium: { status: 'wiped' } });
    expect((await shelf.ledger.events()).at(-1)?.body).toMatchObject({
      result: 'ok',
      tool: 'coffre',
      serial,
      files: 17,
    });
    expect(await volume.roots()).toEqual([]);
    const next = await samplePackage([100], 'pkg2');
    expect(await shelf.write(volume, next, { serial, label: 'A2' })).toMatchObject({ medium: { status: 'written' } });
  });

  test('takes what a try that was cut off left behind', async () => {
    const cut = new MemoryVolume({ facts: { serials: ['MEM-0003'] } });
    const second = await mediaShelf();
    cut.plan({ method: 'flush', what: 'MEDIA_IO' });
    await expect(second.write(cut, what, { serial: 'MEM-0003' })).rejects.toMatchObject({ code: 'MEDIA_IO' });
    expect(await second.wipe(cut, 'MEM-0003')).toMatchObject({ files: 17, medium: { status: 'wiped' } });
    expect(await cut.roots()).toEqual([]);
    await second.close();
  });

  test('that the device did not carry out is recorded as failed, and leaves the medium as it was', async () => {
    volume.readOnly = false;
    volume.plan({ method: 'overwrite', path: `${content}/${mail}`, afterBytes: 100, what: 'short' });
    const report = await shelf.wipe(volume, serial);
    expect(report).toMatchObject({ notZero: [`${content}/${mail}`], medium: { status: 'written' } });
    expect((await shelf.ledger.events()).at(-1)?.body).toMatchObject({ result: 'failed' });
    expect((await volume.roots()).length).toBe(1);
    expect(await shelf.wipe(volume, serial)).toMatchObject({ notZero: [], medium: { status: 'wiped' } });
  });

  test('another carrier, or a read-only one, is refused', async () => {
    await expect(shelf.wipe(volume, serial)).rejects.toMatchObject({ code: 'MEDIA_READ_ONLY' });
    await expect(shelf.wipe(volume, 'X')).rejects.toMatchObject({ code: 'MEDIA_WRONG_SERIAL' });
    expect(await shelf.status()).toBe('written');
  });
});
