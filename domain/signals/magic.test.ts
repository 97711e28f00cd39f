import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { magicMatches } from './magic.ts';

/** The beginning of a file: the bytes given as hex or text, then filler. */
function begin(start: string, filler = ' filler'): Buffer {
  const bytes = /^([0-9A-F]{2} ?)+$/.test(start)
    ? Buffer.from(start.replaceAll(' ', ''), 'hex')
    : Buffer.from(start, 'latin1');
  return Buffer.concat([bytes, Buffer.from(filler.repeat(200))]).subarray(0, 1024);
}

/** Ciphertext, the same in every run. */
function ciphertext(seed: number, bytes = 1024): Buffer {
  const key = createHash('sha256').update(String(seed)).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

const GOOD: readonly (readonly [string, string | null, Buffer])[] = [
  ['a.zip', null, begin('50 4B 03 04')],
  ['empty.zip', null, begin('50 4B 05 06')],
  ['a.docx', null, begin('50 4B 03 04')],
  ['protected.docx', null, begin('D0 CF 11 E0 A1 B1 1A E1')],
  ['a.xls', null, begin('D0 CF 11 E0 A1 B1 1A E1')],
  ['report.xls', null, begin('<html><body>')],
  ['letter.doc', null, begin('{\\rtf1\\ansi')],
  ['a.pdf', 'application/octet-stream', begin('%PDF-1.7')],
  ['late.pdf', null, begin(`${'\n'.repeat(900)}%PDF-1.4`)],
  ['a.jpg', null, begin('FF D8 FF E0')],
  ['really-a-png.jpg', null, begin('89 50 4E 47 0D 0A 1A 0A')],
  ['a.webp', null, begin('RIFF\x10\x00\x00\x00WEBP')],
  ['a.tif', null, begin('49 49 2A 00')],
  ['a.gz', null, begin('1F 8B 08')],
  ['a.7z', null, begin('37 7A BC AF 27 1C')],
  ['a.rar', null, begin('Rar!\x1a\x07')],
  ['a.mp3', null, begin('ID3\x03')],
  ['a.mov', null, begin('\x00\x00\x00\x14ftypqt  ')],
  ['a.wav', null, begin('RIFF\x10\x00\x00\x00WAVE')],
  ['a.rtf', null, begin('{\\rtf1')],
  ['meeting.ics', null, begin('\xef\xbb\xbfBEGIN:VCALENDAR')],
  ['a.vcf', null, begin('begin:vcard\r\n')],
  ['a.pst', null, begin('21 42 44 4E')],
  ['smime.p7m', null, begin('30 82 01 0A 06 09')],
  ['smime.p7m', null, begin('MIIGqgYJKoZIhvcNAQcD')],
  ['message.rpmsg', null, begin('76 E8 04 60 C4 11 E3 86')],
  ['no-extension', 'application/pdf; name=x', begin('%PDF-1.7')],
  ['a.msg', null, begin('D0 CF 11 E0 A1 B1 1A E1')],
];

describe('magicMatches', () => {
  it.each(GOOD)('takes the beginning of %s (%s)', (name, type, bytes) => {
    expect(magicMatches(name, type, bytes)).toBe(true);
    expect(magicMatches(name.toUpperCase(), type, bytes.subarray(0))).toBe(true);
  });

  it.each(GOOD.filter(([name]) => name !== 'a.mp3').map(([name, type]) => [name, type] as const))(
    'does not take ciphertext for %s (%s)',
    (name, type) => {
      for (let seed = 0; seed < 20; seed++) expect(magicMatches(name, type, ciphertext(seed))).toBe(false);
    },
  );

  it('takes at most 1 in 500 short beginnings of ciphertext for a document', () => {
    let taken = 0;
    for (let seed = 0; seed < 5000; seed++) if (magicMatches('a.doc', null, ciphertext(seed, 64)) === true) taken++;
    expect(taken).toBeLessThanOrEqual(10);
  });

  it('does not take base64 of ciphertext for anything with a magic number', () => {
    const text = Buffer.from(
      ciphertext(1)
        .toString('base64')
        .match(/.{1,76}/g)
        ?.join('\r\n') ?? '',
    );
    for (const name of ['a.docx', 'a.doc', 'a.pdf', 'a.jpg', 'a.zip', 'a.xlsx'])
      expect(magicMatches(name, null, text)).toBe(false);
  });

  it.each([
    ['a.txt', null, true],
    ['a.csv', null, true],
    ['page.html', null, true],
    ['a.eml', null, true],
    ['note', 'text/plain', true],
    ['a.dwg', null, null],
    ['a', null, null],
    ['', 'application/octet-stream', null],
    ['a.txt.locked', null, null],
  ])('%s (%s): %s, whatever it begins with', (name, type, expected) => {
    expect(magicMatches(name, type, ciphertext(3))).toBe(expected);
  });

  it('says nothing of a few bytes, nor of a PDF of which only the start is known', () => {
    expect(magicMatches('a.docx', null, Buffer.alloc(0))).toBeNull();
    expect(magicMatches('a.docx', null, ciphertext(1, 15))).toBeNull();
    expect(magicMatches('a.pdf', null, ciphertext(1, 64))).toBeNull();
    expect(magicMatches('a.pdf', null, ciphertext(1, 64), { pdf: true })).toBe(true);
    expect(magicMatches('a.pdf', null, ciphertext(1, 64), { pdf: false })).toBe(false);
  });

  it('never fails, whatever the name, type and bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), fc.uint8Array({ maxLength: 80 }), (name, type, bytes) => {
        expect([true, false, null]).toContain(magicMatches(name, type, bytes));
      }),
    );
    expect(magicMatches(`${'.'.repeat(1_000_000)}pdf`, 'x'.repeat(1_000_000), Buffer.alloc(2000))).toBe(false);
  });
});
