import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { type Clock, Secret } from '../core/index.ts';

/** One code on its way: bound to what it confirms, good for ten minutes and five tries. */
export interface SecondFactor {
  readonly codeHash: Buffer;
  /** Of the draft that was shown when the code was asked for: another draft needs another code. */
  readonly purpose: string;
  readonly sentAt: number;
  readonly to: string;
  triesLeft: number;
}

export const CODE_MINUTES = 10;
export const CODE_TRIES = 5;
/** Five tries at six digits guess right once in 200,000; eight would be no safer for a person who copies them. */
const CODE_DIGITS = 6;

/** A new code from the machine's random source; `sentAt` is monotonic. */
export function newCode(): Secret {
  return new Secret(String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'));
}

export function secondFactor(code: Secret, purpose: string, to: string, clock: Clock): SecondFactor {
  return { codeHash: hash(code.reveal(), purpose), purpose, sentAt: clock.monotonic(), to, triesLeft: CODE_TRIES };
}

export type CodeVerdict = 'right' | 'wrong' | 'used-up' | 'expired';

/** Judges a code in constant time and counts the try. A right code is to be forgotten by the caller: it confirms once. */
export function judgeCode(factor: SecondFactor, given: string, purpose: string, clock: Clock): CodeVerdict {
  if (clock.monotonic() - factor.sentAt >= CODE_MINUTES * 60_000 || factor.purpose !== purpose) return 'expired';
  if (factor.triesLeft <= 0) return 'used-up';
  factor.triesLeft -= 1;
  const right = timingSafeEqual(hash(given.replace(/\s/g, ''), purpose), factor.codeHash);
  if (right) return 'right';
  return factor.triesLeft === 0 ? 'used-up' : 'wrong';
}

function hash(code: string, purpose: string): Buffer {
  return createHash('sha256').update(`${purpose}\0${code}`).digest();
}

/** `m•••@acme.fr`: enough for the signatory to know where to look, not enough for a stranger to write to. */
export function maskAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${local.slice(0, 1)}•••@${domain}`;
}
