/** Bytes that must be read to judge a header: up to and with `bCryptMethod` (513). */
export const PST_HEADER_BYTES = 564;

/**
 * What the first bytes of a file say ([MS-PST] 2.2.2.6 HEADER, 2.2.2.5 ROOT). `expectedBytes` is `ibFileEof`, which a closed
 * file of Exchange has equal to its size: offset 184 for Unicode (`wVer` >= 23), 168 for ANSI (14, 15).
 */
export function readPstHeader(bytes: Uint8Array): { readonly pst: boolean; readonly expectedBytes: number | null } {
  if (bytes.length < PST_HEADER_BYTES) return { pst: false, expectedBytes: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pst = view.getUint32(0, false) === 0x2142444e && view.getUint16(8, false) === 0x534d;
  if (!pst) return { pst, expectedBytes: null };
  const version = view.getUint16(10, true);
  if (version === 14 || version === 15) return { pst, expectedBytes: view.getUint32(168, true) };
  if (version < 23) return { pst, expectedBytes: null };
  const eof = view.getBigUint64(184, true);
  return { pst, expectedBytes: eof <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(eof) : null };
}
