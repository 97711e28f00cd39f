/** A message ready to leave. Everything in it may come from outside; `checkMessage` refuses what is not safe to send. */
export interface MailMessage {
  /** Identity of the message, `[A-Za-z0-9][A-Za-z0-9._-]{0,119}`; it becomes the left side of the Message-ID. */
  readonly id: string;
  /** 1 to 50 bare addresses (`name@example.org`), without display names. */
  readonly to: readonly string[];
  /** One line of 1 to 250 characters, without control characters. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/**
 * Hands messages to a mail system.
 *
 * `send` resolves when the server has accepted the message for every recipient. It rejects with
 * - MAIL_INVALID before anything is sent, when the message itself cannot be sent;
 * - MAIL_DEFERRED, MAIL_UNAVAILABLE (`retryable`): the same call may succeed later;
 * - MAIL_REFUSED, MAIL_AUTH, MAIL_TLS: final until somebody changes something;
 * - MAIL_PARTIAL: some recipients were accepted; the fact `refused` lists the others, only they are worth another call;
 * - MAIL_CLOSED after `close`;
 * - the signal's reason when that aborts.
 * Not atomic: after an abort or MAIL_UNAVAILABLE the server may have the message all the same; a second call with the same
 * `id` gives a copy with the same Message-ID. Calls may run at once.
 */
export interface Mailer {
  send(message: MailMessage, signal: AbortSignal): Promise<void>;
  /** Ends sends under way with MAIL_CLOSED and refuses later ones; may be called twice. */
  close(): Promise<void>;
}
