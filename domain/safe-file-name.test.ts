import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctFileName, safeFileName } from './safe-file-name.ts';

describe('safeFileName', () => {
  it.each([
    ['Rapport d’été.pdf', 'Rapport d’été.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
    ['a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
    ['line\nbreak\tand\0nul', 'line_break_and_nul'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['zero\u200bwidth\u00ad', 'zerowidth'],
    ['e\u0301te\u0301', 'été'],
    ['  .hidden. ', 'hidden'],
    ['...', 'unnamed'],
    ['', 'unnamed'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1.pst', '_com1.pst'],
    ['COM²', '_COM²'],
    ['console.txt', 'console.txt'],
    ['half \ud800 pair', 'half \ufffd pair'],
  ])('makes of %j: %j', (hostile, safe) => {
    expect(safeFileName(hostile)).toBe(safe);
  });

  it('keeps the extension of a long name and never half a character', () => {
    const name = safeFileName(`${'é'.repeat(300)}.docx`, { maxBytes: 64 });
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(64);
    expect(name).toMatch(/^é+\.docx$/);
  });

  it('gives one segment that every system takes, from any text, and leaves its own results alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (hostile) => {
        const name = safeFileName(hostile);
        expect(name).toMatch(/^(?![. ])[^\p{Cc}\p{Cf}/\\:*?"<>|]+(?<![. ])$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
        expect(name).toBe(name.normalize('NFC'));
        expect(safeFileName(name)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  it('is quick on a name of megabytes', () => {
    expect(safeFileName('a/'.repeat(5_000_000)).length).toBeLessThan(200);
  });
});

describe('distinctFileName', () => {
  it('numbers names that are equal where case is ignored', () => {
    const taken = new Set<string>();
    const names = ['a.eml', 'A.EML', 'a.eml', 'b', 'b', 'a (2).eml'].map((one) => distinctFileName(one, taken));
    expect(names).toEqual(['a.eml', 'A (2).EML', 'a (3).eml', 'b', 'b (2)', 'a (2) (2).eml']);
  });

  it('stays within its bytes', () => {
    const taken = new Set<string>();
    for (let i = 0; i < 12; i++) {
      expect(
        Buffer.byteLength(distinctFileName(`${'x'.repeat(500)}.txt`, taken, { maxBytes: 40 })),
      ).toBeLessThanOrEqual(40);
    }
    expect(taken.size).toBe(12);
  });
});
