import { base32, Secret, sha256Hex } from '../core/index.ts';
import { KEY_BYTES } from './derive.ts';
import { vaultError } from './errors.ts';
import { base32Bytes } from './names.ts';

/**
 * The recovery kit: one page of text with the master key in four lines that a person can type. Each line carries eight
 * bytes of the key and two of a checksum over them and the line's number; a fifth line checks the whole.
 */
export interface KitDescription {
  readonly vaultId: string;
  readonly masterKey: Secret<Uint8Array>;
  /** Where the objects are, in words: kind, address, bucket, region. One line or several. */
  readonly store: string;
}

const LINES = 4;
const LINE_BYTES = KEY_BYTES / LINES;

/** What stands in a log or on a screen for a master key: tells two apart, tells nothing of either. */
export function masterKeyFingerprint(masterKey: Secret<Uint8Array>): string {
  return grouped(base32(digest('fingerprint', masterKey.reveal()).subarray(0, 10)));
}

function digest(label: string, bytes: Uint8Array): Buffer {
  return Buffer.from(sha256Hex(Buffer.from(`coffre kit 1 ${label}\n`), bytes), 'hex');
}

function grouped(text: string): string {
  return (text.match(/.{4}/g) ?? []).join(' ');
}

function keyLine(key: Uint8Array, line: number): string {
  const bytes = key.subarray((line - 1) * LINE_BYTES, line * LINE_BYTES);
  return grouped(base32(Buffer.concat([bytes, digest(`line ${line}`, bytes).subarray(0, 2)])));
}

function wholeLine(key: Uint8Array): string {
  return grouped(base32(digest('whole', key).subarray(0, 10)));
}

/** The page. Whoever holds it and the store can read every mailbox: it belongs in a safe, not on a disk. */
export function makeKit({ vaultId, masterKey, store }: KitDescription): string {
  const key = masterKey.reveal();
  if (key.byteLength !== KEY_BYTES) throw vaultError('VAULT_KEY_WRONG', `a master key has ${KEY_BYTES} bytes`);
  const lines = Array.from({ length: LINES }, (_, i) => `  key ${i + 1}:  ${keyLine(key, i + 1)}`);
  return [
    'COFFRE RECOVERY KIT',
    '',
    'With this page and the objects of the store, and nothing else of ours, every mailbox can be read.',
    'Print it twice, keep the copies in two safes, delete the file. Whoever finds it can read everything.',
    '',
    `  vault:  ${vaultId}`,
    ...store.split('\n').map((line, i) => `  ${i === 0 ? 'store:' : '      '}  ${line}`),
    `  master key fingerprint:  ${masterKeyFingerprint(masterKey)}`,
    '',
    ...lines,
    `  whole:  ${wholeLine(key)}`,
    '',
    'Letters a-z and digits 2-7 only; each line has its own checksum. Case and spaces do not matter.',
    'To check what was typed:  coffre kit check FILE',
    'To make the key file again:  coffre kit restore FILE',
    'To use it:  coffre verify, coffre catalog rebuild and coffre restore with keys.masterFile made from it.',
    'The format of the vault is in docs/vault-format.md.',
    '',
  ].join('\n');
}

/** The bytes of one typed line, or null. Letters that look like digits are read as the letters. */
function typed(text: string): Buffer | null {
  const plain = text.toLowerCase().replace(/[\s-]/g, '').replaceAll('0', 'o').replaceAll('8', 'b');
  return /^[a-z2-7]{16}$/.test(plain) ? base32Bytes(plain) : null;
}

/** The master key of a page, or of its five key lines alone. VAULT_KIT_INVALID names the line that was mistyped. */
export function parseKit(text: string): Secret<Uint8Array> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/^\s*(key\s*\d|whole)\s*:(.*)$/gim)) {
    const label = (match[1] ?? '').toLowerCase().replace(/\s/g, '');
    if (found.has(label)) throw vaultError('VAULT_KIT_INVALID', `the line "${match[1]}" is there twice`);
    found.set(label, match[2] ?? '');
  }
  const parts: Buffer[] = [];
  for (let line = 1; line <= LINES; line++) {
    const bytes = typed(found.get(`key${line}`) ?? '');
    const key = bytes?.subarray(0, LINE_BYTES);
    const sound = key !== undefined && bytes?.subarray(LINE_BYTES).equals(digest(`line ${line}`, key).subarray(0, 2));
    if (sound !== true) throw vaultError('VAULT_KIT_INVALID', `line "key ${line}" is missing or mistyped`);
    parts.push(key as Buffer);
  }
  const master = Buffer.concat(parts);
  const whole = typed(found.get('whole') ?? '');
  if (whole === null || !whole.equals(digest('whole', master).subarray(0, 10))) {
    throw vaultError('VAULT_KIT_INVALID', 'line "whole" is missing, mistyped, or of another kit');
  }
  return new Secret<Uint8Array>(Uint8Array.from(master));
}
