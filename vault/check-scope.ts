import type { CodedError } from '../core/index.ts';
import type { CheckRequest, VaultFinding } from './vault.ts';

/** What the checks of one run share. */
export interface CheckScope {
  readonly level: CheckRequest['level'];
  /** Whether findings about this snapshot were asked for. */
  readonly wants: (snapshot: string) => boolean;
  /** Called for each object looked at. */
  readonly onObject: () => void;
  readonly signal: AbortSignal;
}

export function errorFinding(snapshot: string | null, object: string, error: CodedError): VaultFinding {
  return { severity: 'error', code: error.code, snapshot, object, message: error.message };
}
