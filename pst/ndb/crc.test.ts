import { describe, expect, test } from 'vitest';
import { pstCrc, signature } from './crc.ts';

describe('the checksum of [MS-PST] 5.3', () => {
  test.each([
    ['123456789', 0x2dfd2d88],
    ['', 0],
  ])('of %j is the published value', (text, expected) => {
    expect(pstCrc(Buffer.from(text))).toBe(expected);
  });

  test('is 0 for zeros, because nothing is inverted', () => {
    expect(pstCrc(Buffer.alloc(1000))).toBe(0);
  });
});

describe('the signature of [MS-PST] 5.5', () => {
  test('of the published place and id is the published value', () => {
    expect(signature(0x4800, 0x24)).toBe(0x4824);
  });

  test('uses the low 32 bits of ids and offsets beyond them', () => {
    expect(signature(0x1_0000_4800, 0x5_0000_0024)).toBe(0x4824);
  });
});
