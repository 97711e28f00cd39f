import { createCipheriv, createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../core/index.ts';
import { KEY_BYTES } from './derive.ts';
import { vaultError } from './errors.ts';
import { TAG_BYTES } from './frame.ts';
import { FORMAT_VERSION } from './header.ts';
import type { RandomSource } from './vault.ts';

/**
 * Wrapped keys (docs/vault-format.md § 3.2): magic, random nonce, AES-256-GCM of a body of fixed size, tag. The AAD is the
 * object's own name, so that a wrap under another name does not open. The body also says whose key it is: the tenant's
 * id or the mailbox's stable id.
 */
const MAGIC = Buffer.from('COFKEY_1', 'latin1');
const NONCE_BYTES = 12;
/** Every wrap has this size, whatever the length of the id inside. */
const BODY_BYTES = 2048;

export const KEY_OBJECT_BYTES = MAGIC.byteLength + NONCE_BYTES + BODY_BYTES + TAG_BYTES;

const key = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength !== KEY_BYTES) context.addIssue('a key has 32 bytes');
  return bytes;
});
const tenantSchema = z.strictObject({ format: z.literal(FORMAT_VERSION), key, tenant: z.string().min(1) });
const mailboxSchema = z.strictObject({
  data: key,
  format: z.literal(FORMAT_VERSION),
  gear: key,
  id: key,
  mailbox: z.string().min(1),
  meta: key,
});

export interface TenantKey {
  readonly tenant: string;
  readonly key: Uint8Array;
}

/** The four keys of a mailbox: for packs, for chunk ids, for the gear table, for manifests, segments and notes. */
export interface MailboxKeys {
  readonly mailbox: string;
  readonly data: Uint8Array;
  readonly id: Uint8Array;
  readonly gear: Uint8Array;
  readonly meta: Uint8Array;
}

function wrap(parent: Uint8Array, name: string, body: string, random: RandomSource): Buffer {
  const plain = Buffer.alloc(BODY_BYTES, ' ');
  if (Buffer.byteLength(body) > BODY_BYTES) throw vaultError('VAULT_FORMAT', 'an identifier is too long for its key');
  plain.write(body, 'utf8');
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', parent, nonce).setAAD(Buffer.from(name, 'utf8'));
  return Buffer.concat([MAGIC, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(parent: Uint8Array, name: string, bytes: Uint8Array): unknown {
  const corrupt = (cause?: unknown): Error =>
    vaultError('VAULT_OBJECT_CORRUPT', `${name} does not open`, { cause, facts: { object: name } });
  const object = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (object.byteLength !== KEY_OBJECT_BYTES || !object.subarray(0, MAGIC.byteLength).equals(MAGIC)) throw corrupt();
  const body = MAGIC.byteLength + NONCE_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', parent, object.subarray(MAGIC.byteLength, body), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(name, 'utf8'))
    .setAuthTag(object.subarray(body + BODY_BYTES));
  const plain = decipher.update(object.subarray(body, body + BODY_BYTES));
  try {
    decipher.final();
    return JSON.parse(plain.toString('utf8'));
  } catch (error) {
    throw corrupt(error);
  }
}

function parsed<T>(schema: z.ZodType<T>, name: string, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw vaultError('VAULT_OBJECT_CORRUPT', `${name} holds no key`, { cause: result.error, facts: { object: name } });
}

export function wrapTenantKey(kek: Uint8Array, name: string, { tenant, key }: TenantKey, random: RandomSource): Buffer {
  const body = canonicalJson({ format: FORMAT_VERSION, key: Buffer.from(key).toString('base64'), tenant });
  return wrap(kek, name, body, random);
}

/** VAULT_OBJECT_CORRUPT where the wrap is damaged, under another name, or made with another master key. */
export function unwrapTenantKey(kek: Uint8Array, name: string, bytes: Uint8Array): TenantKey {
  return parsed(tenantSchema, name, unwrap(kek, name, bytes));
}

export function wrapMailboxKeys(tenantKey: Uint8Array, name: string, keys: MailboxKeys, random: RandomSource): Buffer {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const { data, id, gear, meta, mailbox } = keys;
  const body = canonicalJson({
    data: base64(data),
    format: FORMAT_VERSION,
    gear: base64(gear),
    id: base64(id),
    mailbox,
    meta: base64(meta),
  });
  return wrap(tenantKey, name, body, random);
}

/** As `unwrapTenantKey`, one level below. */
export function unwrapMailboxKeys(tenantKey: Uint8Array, name: string, bytes: Uint8Array): MailboxKeys {
  return parsed(mailboxSchema, name, unwrap(tenantKey, name, bytes));
}
