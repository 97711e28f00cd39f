import type { CodedError } from '../../core/index.ts';
import { mailError } from './errors.ts';

/** Some recipients have the message and some never will by this call: MAIL_PARTIAL, the others in the fact `refused`. */
export function partialDelivery(accepted: number, refused: readonly string[]): CodedError {
  const list = refused.join(' ');
  return mailError('MAIL_PARTIAL', `accepted for ${accepted} recipients, refused for ${list}`, {
    facts: { accepted, refused: list },
  });
}
