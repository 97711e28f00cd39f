import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disksOf, serialsOf } from './block-device.ts';

let sysfs: string;
beforeEach(async () => {
  sysfs = await mkdtemp(join(tmpdir(), 'coffre-sysfs-'));
  await mkdir(join(sysfs, 'dev/block'), { recursive: true });
  await mkdir(join(sysfs, 'devices'));
});
afterEach(() => rm(sysfs, { recursive: true }));

/** A folder below /sys/devices with files, found by a device number where one is given. */
async function device(path: string, files: Readonly<Record<string, string>>, deviceNumber?: string): Promise<void> {
  const folder = join(sysfs, 'devices', path);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  if (deviceNumber !== undefined) await symlink(folder, join(sysfs, 'dev/block', deviceNumber));
}

const usb = 'pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host3/target3:0:0/3:0:0:0';

test('a disk on a USB bridge tells both serial numbers, its own first, and never the controller’s', async () => {
  await device('pci0000:00/0000:00:14.0/usb2', { serial: '0000:00:14.0\n' });
  await device('pci0000:00/0000:00:14.0/usb2/2-1', { serial: 'BRIDGE-77\n' });
  await device(usb, { vpd_pg80: '\u0000\u0080\u0000\u0008 WD-0042 ' });
  await device(`${usb}/block/sdb/sdb1`, { partition: '1' }, '8:17');
  expect(await serialsOf('8:17', sysfs)).toEqual(['WD-0042', 'BRIDGE-77']);
  expect([...(await disksOf('8:17', sysfs))]).toEqual(['sdb']);
});

test('a bridge that tells no serial has none, rather than that of the controller', async () => {
  await device('pci0000:00/0000:00:14.0/usb2', { serial: '0000:00:14.0\n' });
  await device(`${usb}/block/sdb`, {}, '8:16');
  expect(await serialsOf('8:16', sysfs)).toEqual([]);
});

test('an NVMe disk tells the serial of its controller', async () => {
  await device('pci0000:00/0000:01:00.0/nvme/nvme0', { serial: 'S4EVNX0N123456      \n' });
  await device('pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1', {}, '259:0');
  expect(await serialsOf('259:0', sysfs)).toEqual(['S4EVNX0N123456']);
});

test('the disks below an encrypted volume on a mirror are the real ones', async () => {
  for (const name of ['sda', 'sdb']) await device(`pci/${name}/${name}2`, { partition: '2' });
  await device('virtual/block/md0', {});
  await device('virtual/block/dm-0', {}, '253:0');
  const slave = async (of: string, path: string): Promise<void> => {
    const at = join(sysfs, 'devices', of, 'slaves', path.split('/').at(-1) ?? '');
    await mkdir(dirname(at), { recursive: true });
    await symlink(join(sysfs, 'devices', path), at);
  };
  await slave('virtual/block/dm-0', 'virtual/block/md0');
  await slave('virtual/block/md0', 'pci/sda/sda2');
  await slave('virtual/block/md0', 'pci/sdb/sdb2');
  expect([...(await disksOf('253:0', sysfs))].sort()).toEqual(['sda', 'sdb']);
});

test('what is no block device lies on no disk and has no serial', async () => {
  expect((await disksOf('0:21', sysfs)).size).toBe(0);
  expect(await serialsOf('0:21', sysfs)).toEqual([]);
});
