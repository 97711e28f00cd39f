import { describe, expect, test } from 'vitest';
import { codePageOfLocale, decodeText } from './code-page.ts';
import { decodeValue } from './values.ts';

function le(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

describe('a property value', () => {
  test.each([
    ['Int16', 0x0002, 'feff', -2],
    ['Int32', 0x0003, '01000080', -2_147_483_647],
    ['Float32', 0x0004, '0000c03f', 1.5],
    ['Float64', 0x0005, '000000000000f83f', 1.5],
    ['Currency', 0x0006, '1027000000000000', 10_000n],
    ['ErrorCode', 0x000a, '0f010480', -2_147_221_233],
    ['Boolean', 0x000b, '01', true],
    ['Int64', 0x0014, 'ffffffffffffff7f', 2n ** 63n - 1n],
    ['String', 0x001f, 'e9006200', 'éb'],
    ['String with NULs at its end', 0x001f, '610000000000', 'a'],
    ['String8', 0x001e, 'e962', 'éb'],
    ['Time of zero', 0x0040, '0000000000000000', null],
    ['Time beyond all dates', 0x0040, 'ffffffffffffffff', null],
    ['Guid', 0x0048, '000102030405060708090a0b0c0d0e0f', le('000102030405060708090a0b0c0d0e0f')],
    ['Binary', 0x0102, 'cafe', le('cafe')],
    ['many Int32', 0x1003, '0100000002000000', [1, 2]],
    ['many String', 0x101f, '020000000c0000000e000000' + '6100' + '62006300', ['a', 'bc']],
    ['many of none', 0x101f, '', []],
    ['an unknown type', 0x0777, 'cafe', le('cafe')],
    ['the unspecified type', 0x0000, '00000000', null],
  ])('of type %s is decoded', (_name, type, hex, expected) => {
    expect(decodeValue(type, le(hex), 1252)).toEqual(expected);
  });

  test('Time counts 100-ns ticks from 1601', () => {
    const ticks = Buffer.alloc(8);
    ticks.writeBigUInt64LE(BigInt(Date.UTC(2026, 0, 2, 3, 4, 5, 678)) * 10_000n + 116_444_736_000_000_000n);
    expect(decodeValue(0x0040, ticks, 1252)).toEqual(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)));
  });

  test('FloatingTime counts days from the end of 1899', () => {
    const days = Buffer.alloc(8);
    days.writeDoubleLE(25_569.5);
    expect(decodeValue(0x0007, days, 1252)).toEqual(new Date(43_200_000));
  });

  test.each([
    ['too few bytes', 0x0003, '0102'],
    ['more values than bytes', 0x101f, 'ffffffff00000000'],
    ['offsets outside', 0x1102, '01000000ffff0000'],
    ['offsets that fall back', 0x1102, '020000000c00000008000000aa'],
  ])('of %s is null, never an exception', (_name, type, hex) => {
    expect(decodeValue(type, le(hex), 1252)).toBeNull();
  });
});

describe('8-bit text', () => {
  test.each([
    [1251, 'cff0e8e2e5f2', 'Привет'],
    [932, '836e838d815b', 'ハロー'],
    [1254, 'fdfef0', 'ışğ'],
    [65001, 'c3a9', 'é'],
    [20127, 'e9', 'é'],
    [99999, 'e9', 'é'],
  ])('of code page %i is decoded', (codePage, hex, expected) => {
    expect(decodeText(le(hex), codePage)).toBe(expected);
  });

  test.each([
    [0x0411, 932],
    [0x0419, 1251],
    [0x0404, 950],
    [0x0804, 936],
    [0x040c, 1252],
    [0, 1252],
  ])('of locale %i is in code page %i', (locale, codePage) => {
    expect(codePageOfLocale(locale)).toBe(codePage);
  });
});
