import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where the kernel describes devices; another folder in tests. */
export const SYSFS = '/sys';

/** Devices under a device: more levels than any real stack of partition, RAID, LVM and encryption. */
const MAX_LEVELS = 8;

/** The folder that describes a block device, null where the number is no block device's (tmpfs, network). */
async function folderOf(deviceNumber: string, sysfs: string): Promise<string | null> {
  return realpath(join(sysfs, 'dev/block', deviceNumber)).catch(() => null);
}

/** Names of the whole disks on which a device lies, through partitions, RAID, LVM and encryption; empty for no block device. */
export async function disksOf(deviceNumber: string, sysfs = SYSFS): Promise<ReadonlySet<string>> {
  const disks = new Set<string>();
  const start = await folderOf(deviceNumber, sysfs);
  if (start !== null) await addDisks(start, disks, MAX_LEVELS);
  return disks;
}

async function addDisks(folder: string, disks: Set<string>, levels: number): Promise<void> {
  const isPartition = await access(join(folder, 'partition')).then(
    () => true,
    () => false,
  );
  const disk = isPartition ? dirname(folder) : folder;
  const slaves = await readdir(join(disk, 'slaves')).catch(() => []);
  if (slaves.length === 0 || levels === 0) disks.add(basename(disk));
  else for (const one of slaves) await addDisks(await realpath(join(disk, 'slaves', one)), disks, levels - 1);
}

/**
 * Serial numbers of a device, nearest first: the disk's own where it tells one (SCSI page 80), then that of the bridge or
 * controller it hangs on, which may differ. Empty where nothing tells any.
 */
export async function serialsOf(deviceNumber: string, sysfs = SYSFS): Promise<readonly string[]> {
  const found: string[] = [];
  let folder = await folderOf(deviceNumber, sysfs);
  const end = join(await realpath(sysfs), 'devices');
  while (folder?.startsWith(`${end}/`)) {
    // A root hub's serial is the address of a controller in this machine.
    if (/^usb\d+$/.test(basename(folder))) break;
    const page = await readFile(join(folder, 'vpd_pg80')).catch(() => null);
    if (page !== null) add(found, page.subarray(4).toString('latin1'));
    const serial = await readFile(join(folder, 'serial'), 'latin1').catch(() => null);
    if (serial !== null && add(found, serial)) break;
    folder = dirname(folder);
  }
  return found;
}

/** True where `raw` holds a serial; one that is known already is not noted twice. */
function add(found: string[], raw: string): boolean {
  const serial = raw.replace(/[^\x21-\x7e]/g, '').slice(0, 64);
  if (serial !== '' && !found.includes(serial)) found.push(serial);
  return serial !== '';
}
