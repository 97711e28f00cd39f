/** What an error means to whoever ran the command; `cli/exit-codes.ts` turns it into the exit code. */
export type ErrorKind =
  | 'failed'
  | 'usage'
  | 'partial'
  | 'refused'
  | 'not-found'
  | 'integrity'
  | 'temporary'
  | 'interrupted';

/** What a folder declares once for each of its codes. `hint` is the next step, said as a command where there is one. */
export interface ErrorSpec {
  readonly kind: ErrorKind;
  readonly retryable?: boolean;
  readonly hint: string;
}

export interface ErrorDetails {
  readonly cause?: unknown;
  /** Replaces the hint of the table where the case at hand allows a more precise one. */
  readonly hint?: string;
  /** Facts for the log; never secrets, never mail content. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * The one error class. `code` is stable and documented in docs/errors.md; nobody parses `message`.
 * `retryable`: the same call may succeed later without anybody changing anything.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly hint: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, spec: ErrorSpec, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CodedError';
    this.code = code;
    this.kind = spec.kind;
    this.retryable = spec.retryable ?? false;
    this.hint = details.hint ?? spec.hint;
    this.facts = details.facts ?? {};
  }
}

/** Makes the errors of one folder: `vaultError('VAULT_PACK_CORRUPT', 'pack 7 …', { cause })`. */
export interface ErrorFactory<Code extends string> {
  (code: Code, message: string, details?: ErrorDetails): CodedError;
  readonly table: Readonly<Record<Code, ErrorSpec>>;
}

/** Declares the codes of one folder (in its `errors.ts`); a test compares every table with docs/errors.md. */
export function errorTable<const Table extends Readonly<Record<string, ErrorSpec>>>(
  table: Table,
): ErrorFactory<Extract<keyof Table, string>> {
  type Code = Extract<keyof Table, string>;
  const make = (code: Code, message: string, details?: ErrorDetails): CodedError => {
    const spec = (table as Readonly<Record<string, ErrorSpec>>)[code];
    if (spec === undefined) throw new TypeError(`unknown error code ${code}`);
    return new CodedError(code, spec, message, details);
  };
  return Object.assign(make, { table: table as Readonly<Record<Code, ErrorSpec>> });
}

/** True for a CodedError of this code, wherever it was made. */
export function hasCode(error: unknown, code: string): error is CodedError {
  return error instanceof CodedError && error.code === code;
}

export function isRetryable(error: unknown): boolean {
  return error instanceof CodedError && error.retryable;
}

export const coreError = errorTable({
  INTERNAL: { kind: 'failed', hint: 'Run again with --verbose and keep the log; this is a defect of Coffre.' },
  INTERRUPTED: { kind: 'interrupted', hint: 'Run the command again; nothing acknowledged was lost.' },
  TIMEOUT: { kind: 'temporary', retryable: true, hint: 'Try again; if it persists run coffre doctor.' },
});

/** Any thrown value as a CodedError; what is not ours already becomes INTERNAL with its cause kept. */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  if (thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError')) {
    return thrown.name === 'AbortError'
      ? coreError('INTERRUPTED', 'interrupted', { cause: thrown })
      : coreError('TIMEOUT', thrown.message, { cause: thrown });
  }
  return coreError('INTERNAL', thrown instanceof Error ? thrown.message : 'a value that is no error was thrown', {
    cause: thrown,
  });
}
