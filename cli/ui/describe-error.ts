import { CodedError } from '../../core/index.ts';

/** Deeper chains tell nothing more, and a chain may be a ring. */
const MAX_CAUSES = 5;
const MAX_LENGTH = 2000;

/** The messages of an error's causes, outermost first, each once and bounded. */
export function causesOf(error: Error): readonly string[] {
  const causes = new Set<string>();
  let current: unknown = error.cause;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    const code = current instanceof CodedError ? `${current.code} ` : '';
    const message = `${code}${current.message}`.slice(0, MAX_LENGTH);
    if (message !== '') causes.add(message);
    current = current.cause;
  }
  return [...causes];
}

/** `{error:{code,message,hint,cause?}}` of product.md § 5; `cause` is the innermost one. */
export function errorDocument(error: CodedError): object {
  const cause = causesOf(error).at(-1);
  const { code, hint } = error;
  const message = error.message.slice(0, MAX_LENGTH);
  return { error: { code, message, hint, ...(cause === undefined ? {} : { cause }) } };
}
