import { createRequire } from 'node:module';
import { z } from 'zod';

const cryptoModule = z.object({ bindingAvailable: z.boolean() });

/**
 * Whether ssh2 runs on its native addon. Without it ssh2 falls back in silence to slower ciphers (measured: 19 instead of 264 MB/s,
 * 17 instead of 4 CPU seconds a GB): `doctor` and a test look at this.
 */
export function nativeCrypto(): boolean {
  const parsed = cryptoModule.safeParse(createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js'));
  return parsed.success && parsed.data.bindingAvailable;
}
