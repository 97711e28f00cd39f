/**
 * Sends mail: nightly reports, alarms, notices to clients, signed links.
 *
 * A caller hands over a finished message (plain text, HTML beside it where wanted) with an id of its own. The message is
 * checked first, by the same function for every implementation: whatever could break out of a header is refused, never
 * repaired. Then it goes to one SMTP submission server, over TLS, and `send` resolves once that server has taken
 * responsibility for every recipient. The id becomes the Message-ID, so a message sent twice after an uncertain
 * failure is recognisable as one.
 *
 * Errors say whether trying again makes sense (`retryable`), from the class of the SMTP reply. There is no queue, no retry
 * and no template here: `daemon` retries, `daemon/notices` writes. Delivery after the first server is not observed.
 */
export { mailError } from './errors.ts';
export { isMailAddress, mailAddress } from './mail-address.ts';
export type { Mailer, MailMessage } from './mailer.ts';
export { MemoryMailer } from './memory-mailer.ts';
export { createSmtpMailer, type SmtpMailerOptions } from './smtp-mailer.ts';
