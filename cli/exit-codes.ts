import { type ErrorKind, toCodedError } from '../core/index.ts';

/**
 * How a command ends, as scripts see it (product.md § 5). 75 is EX_TEMPFAIL of sysexits.h, 130 what a shell gives after
 * Ctrl-C; the numbers are part of the surface and never change.
 */
export const exitCodes: Readonly<Record<'done' | ErrorKind, number>> = {
  done: 0,
  failed: 1,
  usage: 2,
  partial: 3,
  refused: 4,
  'not-found': 5,
  integrity: 6,
  temporary: 75,
  interrupted: 130,
};

/** The exit code of anything thrown; what is no error of ours is a failure. */
export function exitCodeOf(thrown: unknown): number {
  return exitCodes[toCodedError(thrown).kind];
}
