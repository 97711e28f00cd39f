import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Context } from './context.ts';

/** What proves an event on a line of money: its first proof, else the SHA-256 of the event itself as it was recorded. */
export function proofHash({ event, proofs }: Pick<Context, 'event' | 'proofs'>): string {
  const [first] = proofs;
  if (first !== undefined) return first.sha256;
  return createHash('sha256')
    .update(canonicalJson(event as unknown as JsonValue))
    .digest('hex');
}
