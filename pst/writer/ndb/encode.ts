import { decodePermute } from '../../ndb/encoding.ts';

/** The substitution that `decodePermute` undoes ([MS-PST] 5.1), made from it. */
const table = new Uint8Array(256);
decodePermute(Uint8Array.from({ length: 256 }, (_, value) => value)).forEach((plain, encoded) => {
  table[plain] = encoded;
});

/** Encodes the data of an external block into `to`, which is at least as long. */
export function encodePermute(from: Uint8Array, to: Uint8Array): void {
  const length = from.length;
  for (let at = 0; at < length; at++) to[at] = table[from[at] ?? 0] ?? 0;
}
