import type { NodemailerError } from 'nodemailer';
import type { CodedError } from '../../core/index.ts';
import { mailError } from './errors.ts';

/** A server's reply is hostile text: only this much of it is repeated, on one line. */
const MAX_REPLY = 200;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** What OpenSSL and Node call a certificate or handshake that does not hold; such a failure does not heal by itself. */
const TLS_FAILURE = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO$)/;

/** One line of a server's reply, safe to log and to print. */
export function printableReply(response: string | undefined): string {
  return (response ?? '').replace(UNPRINTABLE, ' ').trim().slice(0, MAX_REPLY);
}

/**
 * What a failed transaction means: reply class 4 is temporary, 5 is final (RFC 5321 § 4.2.1), 503 is temporary because it
 * blames the session and not the message; no reply at all is temporary; TLS and credentials are final.
 */
export function smtpFailure(thrown: unknown): CodedError {
  const error = (thrown instanceof Error ? thrown : new Error('no error object')) as NodemailerError;
  const reply = printableReply(error.response);
  const status = error.responseCode;
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH') {
    // The reply and the cause stay out: a hostile server can quote the credentials in them.
    if (status !== undefined && status >= 400 && status < 500) {
      return mailError('MAIL_DEFERRED', `the mail server postpones the login (${status})`, { facts: { status } });
    }
    return mailError('MAIL_AUTH', `the mail server refuses the login (${status ?? 'no reply'})`);
  }
  if (isTlsFailure(error)) {
    return mailError('MAIL_TLS', `no trusted TLS connection to the mail server: ${printableReply(error.message)}`, {
      cause: error,
    });
  }
  if (status !== undefined) {
    const details = { cause: error, facts: { status } };
    const final = status >= 500 && status < 600 && status !== 503;
    return final
      ? mailError('MAIL_REFUSED', `the mail server refuses the message: ${reply}`, details)
      : mailError('MAIL_DEFERRED', `the mail server postpones the message: ${reply}`, details);
  }
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') {
    return mailError('MAIL_REFUSED', `the mail server cannot take the message: ${printableReply(error.message)}`, {
      cause: error,
    });
  }
  return mailError('MAIL_UNAVAILABLE', `the mail server does not answer: ${printableReply(error.message)}`, {
    cause: error,
  });
}

function isTlsFailure(error: NodemailerError): boolean {
  if (error.code === 'ETLS' || error.code === 'EREQUIRETLS') return true;
  return [error.code, error.originalCode].some((code) => code !== undefined && TLS_FAILURE.test(code));
}
