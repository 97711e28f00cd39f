import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { type Clock, CodedError, raceAbort, type Secret, systemClock } from '../../core/index.ts';
import { checkMessage } from './check-message.ts';
import { mailError } from './errors.ts';
import { isMailAddress } from './mail-address.ts';
import type { Mailer, MailMessage } from './mailer.ts';
import { partialDelivery } from './partial-delivery.ts';
import { smtpFailure } from './smtp-failure.ts';

export interface SmtpMailerOptions {
  readonly host: string;
  readonly port: number;
  /**
   * `tls`: encrypted from the first byte (465). `starttls`: upgraded before anything is said, or nothing is sent (587).
   * `none`: a relay on this very machine; refused for any other host, and never with credentials.
   */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly from: { readonly name: string; readonly address: string };
  readonly auth?: { readonly user: string; readonly password: Secret };
  /** PEM of the authority that signed the server's certificate, where the system does not know it. Verification is never off. */
  readonly ca?: string;
  /** A whole send, from connecting to the last reply; less than 30 s fails on servers that greet slowly on purpose. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);
/** Long enough for a greeting delayed against spam (commonly 20 s). */
const GREETING_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 15_000;
const DEFAULT_TIMEOUT_MS = 120_000;
/** A reply longer than this is no reply; the default of the library is 1 MB for each of many. */
const MAX_RESPONSE_BYTES = 64 * 1024;

const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** A mailer over one SMTP submission server (RFC 6409), one connection per message. MAIL_CONFIGURATION when unsafe or impossible. */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
  const { clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const transport = makeTransport(options);
  const domain = options.from.address.slice(options.from.address.lastIndexOf('@') + 1);
  const closing = new AbortController();

  const send = async (given: MailMessage, signal: AbortSignal): Promise<void> => {
    const message = checkMessage(given);
    signal.throwIfAborted();
    if (closing.signal.aborted) throw mailError('MAIL_CLOSED', 'the mailer is closed');
    const timeout = clock.timeout(timeoutMs);
    const stop = AbortSignal.any([signal, timeout.signal, closing.signal]);
    try {
      const sending = transport.sendMail({
        from: options.from,
        to: [...message.to],
        subject: message.subject,
        text: message.text,
        ...(message.html === undefined ? {} : { html: message.html }),
        messageId: `<${message.id}@${domain}>`,
        date: new Date(clock.now()),
        // No holiday replies to a machine (RFC 3834 § 5; the second is what Exchange looks at).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: stop,
      });
      const info = await raceAbort(sending, stop);
      if (info.rejected.length > 0) throw partialDelivery(info.accepted.length, info.rejected);
    } catch (error) {
      signal.throwIfAborted();
      if (closing.signal.aborted) throw mailError('MAIL_CLOSED', 'the mailer was closed while sending');
      if (timeout.signal.aborted) {
        throw mailError('MAIL_UNAVAILABLE', `the mail server did not finish within ${timeoutMs} ms`, { cause: error });
      }
      throw error instanceof CodedError ? error : smtpFailure(error);
    } finally {
      timeout.dispose();
    }
  };

  return {
    send,
    close: async () => {
      closing.abort();
      transport.close();
    },
  };
}

function makeTransport(options: SmtpMailerOptions): ReturnType<typeof createTransport> {
  const { host, port, security, auth } = options;
  if (security === 'none' && (!LOOPBACK.has(host) || auth !== undefined)) {
    throw mailError('MAIL_CONFIGURATION', 'mail without TLS is only for a relay on this machine, without credentials');
  }
  if (!isMailAddress(options.from.address) || CONTROL.test(options.from.name)) {
    throw mailError('MAIL_CONFIGURATION', 'the sender is no mail address, or its name holds a control character');
  }
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.password.reveal() }, forceAuth: true }),
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    socketCloseTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
}
