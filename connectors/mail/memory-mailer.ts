import { checkMessage } from './check-message.ts';
import { mailError } from './errors.ts';
import type { Mailer, MailMessage } from './mailer.ts';
import { partialDelivery } from './partial-delivery.ts';

/**
 * Keeps what was sent, for tests and the demo. It behaves as a server that accepts everything, except for the recipients
 * that `refuse` was called with. Passes the same conformance suite as the SMTP mailer.
 */
export class MemoryMailer implements Mailer {
  readonly #sent: MailMessage[] = [];
  readonly #refusals = new Map<string, 'temporary' | 'final'>();
  #closed = false;

  /** From now on this recipient is answered as a server would: 451 (`temporary`) or 550 (`final`). */
  refuse(address: string, how: 'temporary' | 'final'): void {
    this.#refusals.set(address, how);
  }

  /** Accepted messages, oldest first; `to` holds only the recipients that were accepted. */
  get sent(): readonly MailMessage[] {
    return this.#sent;
  }

  async send(given: MailMessage, signal: AbortSignal): Promise<void> {
    const message = checkMessage(given);
    signal.throwIfAborted();
    if (this.#closed) throw mailError('MAIL_CLOSED', 'the mailer is closed');
    const refused = message.to.filter((address) => this.#refusals.has(address));
    const accepted = message.to.filter((address) => !this.#refusals.has(address));
    if (accepted.length > 0) this.#sent.push({ ...message, to: accepted });
    if (refused.length === 0) return;
    if (accepted.length > 0) throw partialDelivery(accepted.length, refused);
    if (refused.some((address) => this.#refusals.get(address) === 'temporary')) {
      throw mailError('MAIL_DEFERRED', 'the mail server postpones the message: 451 try again later');
    }
    throw mailError('MAIL_REFUSED', 'the mail server refuses the message: 550 no such user');
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
