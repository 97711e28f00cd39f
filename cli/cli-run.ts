import type { Environment } from '../config/index.ts';
import type { Clock } from '../core/index.ts';
import type { Mailer } from '../daemon/index.ts';
import type { Outputs } from './ui/index.ts';

/** Everything that one call of a command depends on. */
export interface CliRun {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly outputs: Outputs;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Instead of the configured mail server: the demo keeps what would be sent. */
  readonly mailer?: Mailer;
}
