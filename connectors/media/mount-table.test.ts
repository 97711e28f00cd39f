import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { deviceNumberOf, isSystemPoint, mountAt, parseMountTable } from './mount-table.ts';

const table = [
  '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
  '43 27 8:17 / /media/ann/My\\040disk\\134x rw,nosuid,nodev shared:12 master:3 - exfat /dev/sdb1 rw,fmask=0022',
  '44 27 8:18 /data /mnt/part ro,relatime - ext4 /dev/sdb2 rw',
  '45 27 8:33 / /mnt/part rw - vfat /dev/sdc1 ro',
  'nonsense',
  '46 27 8:34 / /mnt/x rw',
  '',
].join('\n');

test('a line of the mount table is read with its escapes and whatever optional fields it has', () => {
  expect(parseMountTable(table)).toHaveLength(4);
  expect(mountAt(parseMountTable(table), '/media/ann/My disk\\x')).toEqual({
    deviceNumber: '8:17',
    root: '/',
    mountPoint: '/media/ann/My disk\\x',
    options: ['rw', 'nosuid', 'nodev'],
    fileSystem: 'exfat',
    source: '/dev/sdb1',
    superOptions: ['rw', 'fmask=0022'],
  });
});

test('of two mounts at one place the later one is seen', () => {
  expect(mountAt(parseMountTable(table), '/mnt/part')).toMatchObject({ source: '/dev/sdc1', root: '/' });
  expect(mountAt(parseMountTable(table), '/mnt')).toBeUndefined();
});

test.each([
  '/',
  '/boot',
  '/boot/efi',
  '/usr',
  '/usr/local',
  '/etc',
  '/var',
  '/var/lib/docker',
  '/home',
  '/tmp',
  '/proc/x',
])('no carrier is mounted at %s', (path) => expect(isSystemPoint(path)).toBe(true));

test.each(['/mnt', '/mnt/stick', '/media/ann/disk', '/run/media/ann/disk', '/home/ann/stick', '/tmp/x/mnt', '/usrx'])(
  'a carrier may be mounted at %s',
  (path) => expect(isSystemPoint(path)).toBe(false),
);

test('the number of a device is that of the mount table', async () => {
  expect(deviceNumberOf(0x811)).toBe('8:17');
  // minor above 255: its high bits stand above the major number
  expect(deviceNumberOf(0x0010_0812)).toBe('8:274');
  if (process.platform !== 'linux') return;
  const { readFile } = await import('node:fs/promises');
  const root = mountAt(parseMountTable(await readFile('/proc/self/mountinfo', 'utf8')), '/proc');
  expect(deviceNumberOf((await stat('/proc')).dev)).toBe(root?.deviceNumber);
});
