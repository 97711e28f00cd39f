import { expect, test } from 'vitest';
import { SUPERBLOCK_BYTES, superblockUuid } from './superblock-uuid.ts';

type Put = readonly [offset: number, bytes: string | readonly number[]];
const uuid = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88];

function start(...puts: readonly Put[]): Buffer {
  const block = Buffer.alloc(SUPERBLOCK_BYTES);
  for (const [offset, bytes] of puts) Buffer.from(bytes as string).copy(block, offset);
  return block;
}

const cases: readonly (readonly [string, readonly Put[], string | null])[] = [
  [
    'ext4',
    [
      [1080, [0x53, 0xef]],
      [1128, uuid],
    ],
    '12345678-9abc-def0-1122-334455667788',
  ],
  [
    'XFS',
    [
      [0, 'XFSB'],
      [32, uuid],
    ],
    '12345678-9abc-def0-1122-334455667788',
  ],
  [
    'exFAT',
    [
      [3, 'EXFAT   '],
      [100, [0x4d, 0x3c, 0x2b, 0x1a]],
    ],
    '1A2B-3C4D',
  ],
  [
    'NTFS',
    [
      [3, 'NTFS    '],
      [72, [8, 7, 6, 5, 4, 3, 2, 0x1a]],
    ],
    '1A02030405060708',
  ],
  [
    'FAT32',
    [
      [82, 'FAT32   '],
      [67, [0x4d, 0x3c, 0x2b, 0x1a]],
    ],
    '1A2B-3C4D',
  ],
  [
    'FAT16',
    [
      [54, 'FAT16   '],
      [39, [0x4d, 0x3c, 0x2b, 0x1a]],
    ],
    '1A2B-3C4D',
  ],
  ['nothing known', [], null],
];

test.each(cases)('%s tells its identity as blkid spells it', (_name, puts, expected) => {
  expect(superblockUuid(start(...puts))).toBe(expected);
});

test('a beginning that is too short tells nothing', () => {
  expect(superblockUuid(start([0, 'XFSB']).subarray(0, 512))).toBeNull();
});
