import { mailError } from './errors.ts';
import { mailAddress } from './mail-address.ts';
import type { MailMessage } from './mailer.ts';

/** More recipients than this is a mistake in the configuration: Coffre writes to operators and to one client at a time. */
const MAX_RECIPIENTS = 50;
/** Longer subjects are folded so often that some clients show their raw encoding. */
const MAX_SUBJECT = 250;
/** Common servers stop at 10 MB after encoding, which adds a third; both parts together stay below. */
const MAX_PART_BYTES = 3_000_000;

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const CONTROL_IN_TEXT = /[\p{Cc}--[\t\n\r]]/v;

/** The message as it is, with each recipient once; MAIL_INVALID when any part of it is not safe to send. Pure. */
export function checkMessage(message: MailMessage): MailMessage {
  if (!ID.test(message.id))
    throw mailError('MAIL_INVALID', 'the message id has other characters than A-Z a-z 0-9 . _ -');
  if (message.to.length === 0) throw mailError('MAIL_INVALID', 'the message has no recipient');
  if (message.to.length > MAX_RECIPIENTS) {
    throw mailError('MAIL_INVALID', `${message.to.length} recipients, at most ${MAX_RECIPIENTS}`);
  }
  const to = [...new Set(message.to.map(mailAddress))];
  if (message.subject.trim() === '' || message.subject.length > MAX_SUBJECT) {
    throw mailError('MAIL_INVALID', `the subject is empty or longer than ${MAX_SUBJECT} characters`);
  }
  if (CONTROL.test(message.subject) || !message.subject.isWellFormed()) {
    throw mailError('MAIL_INVALID', 'the subject holds a control character, a line end or half a character');
  }
  checkPart('text', message.text);
  if (message.html !== undefined) checkPart('html', message.html);
  return { ...message, to };
}

function checkPart(name: string, content: string): void {
  if (content.length > MAX_PART_BYTES || Buffer.byteLength(content) > MAX_PART_BYTES) {
    throw mailError('MAIL_INVALID', `the ${name} part is longer than ${MAX_PART_BYTES} bytes`);
  }
  if (CONTROL_IN_TEXT.test(content) || !content.isWellFormed()) {
    throw mailError('MAIL_INVALID', `the ${name} part holds a control character or half a character`);
  }
}
