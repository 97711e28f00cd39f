/** Labels of the WHATWG encoding standard by Windows code page; what is not here is read as windows-1252, which loses no byte. */
const LABELS: Readonly<Record<number, string>> = {
  437: 'windows-1252',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  20127: 'windows-1252',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  28591: 'windows-1252',
  28592: 'iso-8859-2',
  28593: 'iso-8859-3',
  28594: 'iso-8859-4',
  28595: 'iso-8859-5',
  28596: 'iso-8859-6',
  28597: 'iso-8859-7',
  28598: 'iso-8859-8',
  28599: 'windows-1254',
  28603: 'iso-8859-13',
  28605: 'iso-8859-15',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  51932: 'euc-jp',
  51949: 'euc-kr',
  54936: 'gb18030',
  65001: 'utf-8',
};

export const UTF_16 = 1200;
export const UTF_8 = 65_001;
/** What ANSI stores are taken to be in when an item names no code page: they do not say. */
export const DEFAULT_CODE_PAGE = 1252;

/** ANSI code pages by primary language of a locale id ([MS-LCID]); what is not here uses 1252. */
const LANGUAGES: Readonly<Record<number, number>> = {
  1: 1256,
  2: 1251,
  4: 936,
  5: 1250,
  8: 1253,
  13: 1255,
  14: 1250,
  17: 932,
  18: 949,
  21: 1250,
  24: 1250,
  25: 1251,
  26: 1250,
  27: 1250,
  28: 1250,
  30: 874,
  31: 1254,
  32: 1256,
  34: 1251,
  35: 1251,
  36: 1250,
  37: 1257,
  38: 1257,
  39: 1257,
  41: 1256,
  42: 1258,
  47: 1251,
};
/** Chinese of Taiwan, Hong Kong and Macao. */
const TRADITIONAL_CHINESE = new Set([0x0404, 0x0c04, 0x1404]);

/** The ANSI code page of a locale, in which a program of that locale wrote its 8-bit strings. */
export function codePageOfLocale(localeId: number): number {
  return TRADITIONAL_CHINESE.has(localeId) ? 950 : (LANGUAGES[localeId & 0x3ff] ?? DEFAULT_CODE_PAGE);
}

/** A streaming decoder for a Windows code page. Bytes that mean nothing become U+FFFD; it never throws. */
export function decoderFor(codePage: number): InstanceType<typeof TextDecoder> {
  return new TextDecoder(LABELS[codePage] ?? 'windows-1252', { ignoreBOM: false });
}

/** Bytes of a Windows code page as a string, without trailing NULs. */
export function decodeText(bytes: Uint8Array, codePage: number): string {
  const text =
    codePage === UTF_16
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength & ~1).toString('utf16le')
      : decoderFor(codePage).decode(bytes);
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
