import { createHash } from 'node:crypto';
import type { CodedError } from '../../core/index.ts';
import { exchangeError } from './errors.ts';

/** `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it (RFC 4253 § 6.6 key blob). */
export function fingerprint(hostKey: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replace(/=+$/, '')}`;
}

const normal = (text: string): string =>
  text
    .trim()
    .replace(/^sha256:/i, 'SHA256:')
    .replace(/=+$/, '');

/**
 * Whether an offered host key may be talked to. Three refusals are told apart:
 * none configured (shows what was offered) · never accepted (`known` is null or is not configured either) ·
 * changed (the key of the last successful contact is configured, and this is another one).
 * Several keys may be configured; going from one of them to another is a planned rotation and accepted.
 */
export function judgeHostKey(offered: string, configured: readonly string[], known: string | null): CodedError | null {
  const accepted = configured.map(normal);
  const facts = { offered };
  if (accepted.length === 0) {
    return exchangeError('EXCHANGE_HOST_KEY_MISSING', `no host key is configured; the server offers ${offered}`, {
      facts,
    });
  }
  if (accepted.includes(normal(offered))) return null;
  if (known !== null && accepted.includes(normal(known))) {
    return exchangeError('EXCHANGE_HOST_KEY_CHANGED', `the server's host key was ${known} and is now ${offered}`, {
      facts,
    });
  }
  return exchangeError(
    'EXCHANGE_HOST_KEY_WRONG',
    `the server offers the host key ${offered}, which is not configured`,
    { facts },
  );
}
