import { z } from 'zod';
import { canonicalJson, hasCode, sha256Hex } from '../core/index.ts';
import { masterKeyCheck, vaultFileMac } from './derive.ts';
import { vaultError } from './errors.ts';
import { FORMAT_VERSION } from './header.ts';
import { VAULT_FILE } from './names.ts';

/** `vault.json`, the only object in the clear: what format this is, and whether the master key at hand is the right one. */
const SUITES = ['hkdf-sha256 aes-256-gcm zstd'] as const;

/** A real one has 400 bytes. */
export const VAULT_FILE_LIMIT = 64 * 1024;

const fileSchema = z.strictObject({
  created: z.string(),
  format: z.literal(FORMAT_VERSION),
  keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  suites: z.array(z.string()),
  vaultId: z.string().regex(/^[a-z2-7]{26}$/),
});

/** All that is asked of a file before its format is known. */
const newerSchema = z.object({ format: z.number().int().nonnegative() });

export function encodeVaultFile(master: Uint8Array, vaultId: string, created: string): Buffer {
  const facts = {
    created,
    format: FORMAT_VERSION,
    keyCheck: masterKeyCheck(master, vaultId),
    suites: SUITES,
    vaultId,
  };
  const text = canonicalJson(facts);
  const whole = { ...facts, sha256: sha256Hex(Buffer.from(text)), mac: vaultFileMac(master, vaultId, text) };
  return Buffer.from(`${canonicalJson(whole)}\n`);
}

/**
 * The vault id. VAULT_OBJECT_CORRUPT: damaged, whatever the key; VAULT_FORMAT: of a newer Coffre; VAULT_KEY_WRONG: sound,
 * and made with another master key.
 */
export function openVaultFile(master: Uint8Array, bytes: Uint8Array): string {
  const corrupt = (what: string, cause?: unknown): Error =>
    vaultError('VAULT_OBJECT_CORRUPT', `${VAULT_FILE} ${what}`, { cause, facts: { object: VAULT_FILE } });
  let file: z.infer<typeof fileSchema>;
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const { format } = newerSchema.safeParse(json).data ?? { format: FORMAT_VERSION };
    if (format > FORMAT_VERSION) throw vaultError('VAULT_FORMAT', `this vault is of format ${format}`);
    file = fileSchema.parse(json);
  } catch (error) {
    throw hasCode(error, 'VAULT_FORMAT') ? error : corrupt('is not readable', error);
  }
  const { sha256, mac, ...facts } = file;
  const text = canonicalJson(facts);
  const same = Buffer.from(`${canonicalJson({ ...facts, sha256, mac })}\n`).equals(bytes);
  if (!same || sha256Hex(Buffer.from(text)) !== sha256) throw corrupt('was changed');
  if (file.keyCheck !== masterKeyCheck(master, file.vaultId)) {
    throw vaultError('VAULT_KEY_WRONG', `the master key does not open vault ${file.vaultId}`);
  }
  if (mac !== vaultFileMac(master, file.vaultId, text)) throw corrupt('was changed');
  return file.vaultId;
}
