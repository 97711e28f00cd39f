import { isUtf8 } from 'node:buffer';

/** Enough for every magic number but that of PDF, which may stand anywhere in the first 1,024 bytes. */
const MIN_PREFIX = 16;
const PDF_PREFIX = 1024;

type Family =
  | 'zip'
  | 'ole'
  | 'pdf'
  | 'image'
  | 'gzip'
  | '7z'
  | 'rar'
  | 'xz'
  | 'mp3'
  | 'iso-media'
  | 'riff'
  | 'rtf'
  | 'pst'
  | 'tnef'
  | 'irm'
  | 'asn1'
  | 'vobject'
  | 'markup'
  | 'plain';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function startsWith(bytes: Buffer, ...magics: readonly Buffer[]): boolean {
  return magics.some((magic) => bytes.subarray(0, magic.length).equals(magic));
}

const IMAGES = [
  hex('FF D8 FF'),
  hex('89 50 4E 47 0D 0A 1A 0A'),
  Buffer.from('GIF8'),
  Buffer.from('II*\0'),
  Buffer.from('MM\0*'),
  Buffer.from('BM'),
  hex('00 00 01 00'),
  hex('D7 CD C6 9A'),
  hex('01 00 00 00'),
];

/** The beginning as text without byte order mark and leading white space, upper case. */
function head(bytes: Buffer): string {
  const wide = startsWith(bytes, hex('FF FE'));
  const text = bytes.toString(wide ? 'utf16le' : 'latin1').replace(/^(\u00ef\u00bb\u00bf|\ufeff)/, '');
  return text.trimStart().slice(0, 64).toUpperCase();
}

/**
 * Text with words: no control characters, a separator somewhere, and UTF-8 or few bytes above ASCII. Of 64 random bytes
 * three in ten thousand have no control character; base64 has no separator.
 */
function printable(bytes: Buffer): boolean {
  const wide = startsWith(bytes, hex('FF FE'), hex('FE FF'));
  const sample = bytes.subarray(0, PDF_PREFIX);
  let high = 0;
  let separators = 0;
  for (const byte of sample) {
    if (byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && !(wide && byte === 0))) return false;
    if (byte >= 128) high++;
    if (byte === 9 || byte === 32 || byte === 44 || byte === 59) separators++;
  }
  // The sample may end inside a character: its last three bytes are not asked to be whole.
  return separators > 0 && (wide || high < sample.length * 0.3 || isUtf8(sample.subarray(0, -3)));
}

function isMarkup(bytes: Buffer): boolean {
  return /^<[!?A-Z]/.test(head(bytes)) && printable(bytes);
}

const TESTS: Readonly<Record<Family, (bytes: Buffer) => boolean>> = {
  zip: (bytes) => startsWith(bytes, hex('50 4B 03 04'), hex('50 4B 05 06'), hex('50 4B 07 08')),
  ole: (bytes) => startsWith(bytes, hex('D0 CF 11 E0 A1 B1 1A E1')),
  pdf: (bytes) => bytes.subarray(0, PDF_PREFIX).includes('%PDF-'),
  image: (bytes) =>
    startsWith(bytes, ...IMAGES) || isRiff(bytes, 'WEBP') || bytes.subarray(4, 8).equals(Buffer.from('ftyp')),
  gzip: (bytes) => startsWith(bytes, hex('1F 8B')),
  '7z': (bytes) => startsWith(bytes, hex('37 7A BC AF 27 1C')),
  rar: (bytes) => startsWith(bytes, Buffer.from('Rar!')),
  xz: (bytes) => startsWith(bytes, hex('FD 37 7A 58 5A')),
  mp3: (bytes) => startsWith(bytes, Buffer.from('ID3')) || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0),
  'iso-media': (bytes) =>
    ['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip', 'pnot'].includes(bytes.toString('latin1', 4, 8)),
  riff: (bytes) => startsWith(bytes, Buffer.from('RIFF'), Buffer.from('RIFX')),
  rtf: (bytes) => startsWith(bytes, Buffer.from('{\\rtf')),
  pst: (bytes) => startsWith(bytes, Buffer.from('!BDN')),
  tnef: (bytes) => startsWith(bytes, hex('78 9F 3E 22')),
  irm: (bytes) => startsWith(bytes, hex('76 E8 04 60 C4 11 E3 86')),
  // A SEQUENCE with a long length; or the same as base64 text, as some gateways leave it.
  asn1: (bytes) => (bytes[0] === 0x30 && ((bytes[1] ?? 0) & 0x80) !== 0) || /^(MI|-----BEGIN)/.test(head(bytes)),
  vobject: (bytes) => head(bytes).startsWith('BEGIN:'),
  markup: isMarkup,
  plain: (bytes) => printable(bytes),
};

function isRiff(bytes: Buffer, form: string): boolean {
  return startsWith(bytes, Buffer.from('RIFF')) && bytes.toString('latin1', 8, 12) === form;
}

/**
 * What files of an extension may begin with. Wider than the format's own magic where mail shows it every day: password-protected
 * Office files are OLE, `.doc` and `.xls` are often RTF, HTML or text, a picture may bear another picture's name.
 */
const BY_EXTENSION = new Map<string, readonly Family[]>();
const BY_TYPE = new Map<string, readonly Family[]>();

function declare(families: readonly Family[], extensions: string, types = ''): void {
  for (const one of extensions.split(' ')) BY_EXTENSION.set(one, families);
  for (const one of types.split(' ').filter((text) => text !== '')) BY_TYPE.set(one, families);
}

declare(['zip'], 'zip jar epub', 'application/zip application/x-zip-compressed');
declare(
  ['zip', 'ole'],
  'docx docm dotx xlsx xlsm xltx xlsb pptx pptm potx ppsx vsdx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.openxmlformats-officedocument.presentationml.presentation',
);
declare(
  ['zip'],
  'odt ods odp odg ott ots',
  'application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.spreadsheet application/vnd.oasis.opendocument.presentation',
);
declare(['ole', 'zip', 'rtf', 'markup', 'plain'], 'doc dot xls xlt', 'application/msword application/vnd.ms-excel');
declare(['ole', 'zip'], 'ppt pps pot vsd mpp pub', 'application/vnd.ms-powerpoint');
declare(['ole'], 'msg oft msi', 'application/vnd.ms-outlook');
declare(['pdf'], 'pdf', 'application/pdf application/x-pdf');
declare(
  ['image'],
  'jpg jpeg jpe jfif png gif tif tiff bmp dib webp ico heic heif avif wmf emf',
  'image/jpeg image/pjpeg image/jpg image/png image/x-png image/gif image/tiff image/bmp image/webp image/heic',
);
declare(['gzip'], 'gz tgz', 'application/gzip application/x-gzip');
declare(['7z'], '7z', 'application/x-7z-compressed');
declare(['rar'], 'rar', 'application/vnd.rar application/x-rar-compressed');
declare(['xz'], 'xz txz', 'application/x-xz');
declare(['mp3'], 'mp3', 'audio/mpeg');
declare(['iso-media'], 'mp4 m4a m4v mov 3gp', 'video/mp4 video/quicktime audio/mp4');
declare(['riff'], 'wav avi', 'audio/wav audio/x-wav video/x-msvideo video/avi');
declare(['rtf'], 'rtf', 'application/rtf text/rtf');
declare(['vobject'], 'ics vcf vcs', 'text/calendar text/vcard text/x-vcard');
declare(['pst'], 'pst ost');
declare(['tnef'], '', 'application/ms-tnef application/vnd.ms-tnef');
declare(['irm', 'ole'], 'rpmsg', 'application/x-microsoft-rpmsg-message');
declare(['asn1'], 'p7m p7s p7c', 'application/pkcs7-mime application/x-pkcs7-mime application/pkcs7-signature');
BY_EXTENSION.delete('');

/** Types without a magic number: any beginning will do, and nothing is learnt. */
const WITHOUT_MAGIC = /^(txt|csv|tsv|log|xml|xsl|html?|css|json|eml|mht|mhtml|md|ini|bat|ps1|sh|sql|yaml|yml)$/;

function extensionOf(name: string): string {
  const trimmed = name.slice(-260).trimEnd().toLowerCase();
  const dot = trimmed.lastIndexOf('.');
  return dot < 0 ? '' : trimmed.slice(dot + 1);
}

export interface MagicHints {
  /** `%PDF-` stands in the first 1,024 bytes, where the caller has looked and hands in a shorter prefix. */
  readonly pdf?: boolean;
}

/**
 * Does a file begin as its name or declared type says (S1)? `prefix` is its beginning, 64 bytes or more where it has them.
 * True as well for types without a magic number. Null where nothing can be said: an unknown type, or too few bytes.
 * The table is ransomware.md § 5, magic column; a name and a type that disagree are both tried.
 */
export function magicMatches(
  name: string,
  mimeType: string | null,
  prefix: Uint8Array,
  hints: MagicHints = {},
): boolean | null {
  const extension = extensionOf(name);
  const type = mimeType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const families = [...(BY_EXTENSION.get(extension) ?? []), ...(BY_TYPE.get(type) ?? [])];
  if (families.length === 0) {
    return WITHOUT_MAGIC.test(extension) || (extension === '' && type.startsWith('text/')) ? true : null;
  }
  if (prefix.byteLength < MIN_PREFIX) return null;
  const bytes = Buffer.from(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  if (families.some((family) => TESTS[family](bytes))) return true;
  if (families.includes('pdf')) {
    if (hints.pdf === true) return true;
    if (hints.pdf === undefined && bytes.length < PDF_PREFIX) return null;
  }
  // A body of text under a name of pictures or archives is an upload gone wrong (an error page), not ciphertext.
  return isMarkup(bytes);
}
