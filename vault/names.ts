import { base32 } from '../core/index.ts';
import { vaultError } from './errors.ts';
import type { RandomSource } from './vault.ts';

/**
 * Names of objects (docs/vault-format.md § 2): the type first, then pseudonymous references, then what orders and
 * identifies. No name carries mail data, and no name is ever written twice.
 */
const REF = '[a-z2-7]{16}';
const ID = '[a-z2-7]{26}';
const MAILBOX_PATH = new RegExp(`^(${REF})/(${REF})/`);
const TENANT_KEY = new RegExp(`^keys/(${REF})/tenant-([1-9]\\d{0,8})$`);
const MAILBOX_KEY = new RegExp(`^keys/(${REF})/(${REF})-([1-9]\\d{0,8})$`);
const PACK = new RegExp(`^packs/(${REF})/(${REF})/(\\d{12})-(${ID})$`);
const ORDERED = new RegExp(`^(index|snapshots)/(${REF})/(${REF})/(\\d{12})-(\\d{12})-(${ID})$`);
const NOTE = new RegExp(`^notes/(${REF})/(${REF})/(verdict|verification|pin|drop|witness)-(${ID})-(${ID})$`);
const ACT = new RegExp(`^(ledger|witness)/(\\d{12})-(${ID})$`);
const ERASURE = new RegExp(`^erased/(${REF})/(mark|witness|certificate-([1-9]\\d{0,3}))$`);

/** Sequence numbers and fences have twelve digits; what stands above this is no number of ours. */
export const NUMBER_LIMIT = 900_000_000_000;

export const VAULT_FILE = 'vault.json';

/** Where the objects of one mailbox lie, by its pseudonyms. */
export interface MailboxPath {
  readonly tenantRef: string;
  readonly mailboxRef: string;
}

export interface OrderedName extends MailboxPath {
  readonly key: string;
  readonly seq: number;
  readonly fence: number;
  readonly id: string;
}

export interface NoteName extends MailboxPath {
  readonly key: string;
  readonly kind: 'verdict' | 'verification' | 'pin' | 'drop' | 'witness';
  readonly snapshot: string;
  readonly id: string;
}

export type KeyName =
  | { readonly type: 'tenant'; readonly key: string; readonly tenantRef: string; readonly generation: number }
  | ({ readonly type: 'mailbox'; readonly key: string; readonly generation: number } & MailboxPath);

/** Sixteen base32 characters, 80 random bits. */
export function newRef(random: RandomSource): string {
  return base32(random(10));
}

/** Twenty-six base32 characters, 128 random bits. */
export function newObjectId(random: RandomSource): string {
  return base32(random(16));
}

export function isObjectId(text: string): boolean {
  return /^[a-z2-7]{26}$/.test(text);
}

/** The bytes behind lower-case base32; the caller has matched the alphabet. */
export function base32Bytes(text: string): Buffer {
  const out = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let value = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    value = ((value << 5) | (code >= 97 ? code - 97 : code - 24)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (value >>> bits) & 0xff;
    }
  }
  return out;
}

function digits(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || value >= NUMBER_LIMIT) {
    throw vaultError('VAULT_FORMAT', `${value} does not fit an object name`);
  }
  return String(value).padStart(12, '0');
}

export function tenantKeyName(tenantRef: string, generation: number): string {
  return `keys/${tenantRef}/tenant-${generation}`;
}

export function mailboxKeyName({ tenantRef, mailboxRef }: MailboxPath, generation: number): string {
  return `keys/${tenantRef}/${mailboxRef}-${generation}`;
}

/** `packs/…/` and the like: what the objects of one kind and mailbox start with. */
export function mailboxPrefix(
  type: 'packs' | 'index' | 'snapshots' | 'notes',
  { tenantRef, mailboxRef }: MailboxPath,
): string {
  return `${type}/${tenantRef}/${mailboxRef}/`;
}

export function packName(path: MailboxPath, fence: number, id: string): string {
  return `${mailboxPrefix('packs', path)}${digits(fence)}-${id}`;
}

export function orderedName(
  type: 'index' | 'snapshots',
  path: MailboxPath,
  { seq, fence, id }: { readonly seq: number; readonly fence: number; readonly id: string },
): string {
  return `${mailboxPrefix(type, path)}${digits(seq)}-${digits(fence)}-${id}`;
}

export function noteName(path: MailboxPath, kind: NoteName['kind'], snapshot: string, id: string): string {
  return `${mailboxPrefix('notes', path)}${kind}-${snapshot}-${id}`;
}

export function actName(type: 'ledger' | 'witness', seq: number, id: string): string {
  return `${type}/${digits(seq)}-${id}`;
}

export function parseKeyName(key: string): KeyName | null {
  const tenant = TENANT_KEY.exec(key);
  if (tenant !== null) return { type: 'tenant', key, tenantRef: tenant[1] ?? '', generation: Number(tenant[2]) };
  const mailbox = MAILBOX_KEY.exec(key);
  if (mailbox === null) return null;
  return {
    type: 'mailbox',
    key,
    tenantRef: mailbox[1] ?? '',
    mailboxRef: mailbox[2] ?? '',
    generation: Number(mailbox[3]),
  };
}

export function parsePackName(key: string): (MailboxPath & { readonly fence: number; readonly id: string }) | null {
  const match = PACK.exec(key);
  if (match === null) return null;
  return { tenantRef: match[1] ?? '', mailboxRef: match[2] ?? '', fence: Number(match[3]), id: match[4] ?? '' };
}

/** Names of manifests and index segments; null for any other, and for numbers beyond NUMBER_LIMIT. */
export function parseOrderedName(key: string): OrderedName | null {
  const match = ORDERED.exec(key);
  if (match === null) return null;
  const [seq, fence] = [Number(match[4]), Number(match[5])];
  if (seq >= NUMBER_LIMIT || fence >= NUMBER_LIMIT) return null;
  return { key, tenantRef: match[2] ?? '', mailboxRef: match[3] ?? '', seq, fence, id: match[6] ?? '' };
}

export function parseNoteName(key: string): NoteName | null {
  const match = NOTE.exec(key);
  if (match === null) return null;
  return {
    key,
    tenantRef: match[1] ?? '',
    mailboxRef: match[2] ?? '',
    kind: match[3] as NoteName['kind'],
    snapshot: match[4] ?? '',
    id: match[5] ?? '',
  };
}

export function parseActName(key: string): { readonly seq: number; readonly id: string } | null {
  const match = ACT.exec(key);
  if (match === null || Number(match[2]) >= NUMBER_LIMIT) return null;
  return { seq: Number(match[2]), id: match[3] ?? '' };
}

/** `mark` and its twin `witness` say that a tenant's keys were destroyed; certificates follow. */
export function erasureName(tenantRef: string, part: 'mark' | 'witness' | number): string {
  return `erased/${tenantRef}/${typeof part === 'number' ? `certificate-${part}` : part}`;
}

export function parseErasureName(
  key: string,
): { readonly tenantRef: string; readonly part: 'mark' | 'witness' | number } | null {
  const match = ERASURE.exec(key);
  if (match === null) return null;
  const part = match[2] === 'mark' || match[2] === 'witness' ? match[2] : Number(match[3]);
  return { tenantRef: match[1] ?? '', part };
}

/** Whose mailbox folder `key` lies in, for any of the four kinds that have one. */
export function mailboxOf(key: string): MailboxPath | null {
  const match = MAILBOX_PATH.exec(key.slice(key.indexOf('/') + 1));
  return match === null ? null : { tenantRef: match[1] ?? '', mailboxRef: match[2] ?? '' };
}
