import { mailError } from './errors.ts';

/** Longest address that a server has to accept (RFC 5321 § 4.5.3.1.3: 256 with the angle brackets). */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/**
 * True for a bare dot-atom address of RFC 5321 in ASCII: no display name, comment, quoted local part, address literal or
 * source route, hence nothing that a header or a command could be ended with. Domains in other scripts are given in their
 * `xn--` form.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > MAX_ADDRESS) return false;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  return local.length <= MAX_LOCAL_PART && LOCAL_PART.test(local) && DOMAIN.test(text.slice(at + 1));
}

/** The address as given, or MAIL_INVALID. */
export function mailAddress(text: string): string {
  if (!isMailAddress(text)) throw mailError('MAIL_INVALID', `not a mail address: ${JSON.stringify(text.slice(0, 80))}`);
  return text;
}
