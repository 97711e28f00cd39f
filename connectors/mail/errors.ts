import { errorTable } from '../../core/index.ts';

export const mailError = errorTable({
  MAIL_INVALID: {
    kind: 'usage',
    hint: 'Correct the address or text named in the message; nothing was sent.',
  },
  MAIL_CONFIGURATION: {
    kind: 'usage',
    hint: 'Correct the mail section of the configuration, then run coffre doctor mail.',
  },
  MAIL_DEFERRED: {
    kind: 'temporary',
    retryable: true,
    hint: 'The mail server asks to come back later; Coffre tries again by itself.',
  },
  MAIL_REFUSED: {
    kind: 'failed',
    hint: 'The mail server refuses this message for good: read its reply, check sender and recipients.',
  },
  MAIL_PARTIAL: {
    kind: 'partial',
    hint: 'Check the recipients named in the message; the others have the mail.',
  },
  MAIL_AUTH: { kind: 'failed', hint: 'Check the mail user and password, then run coffre doctor mail.' },
  MAIL_TLS: {
    kind: 'failed',
    hint: 'Check the name and certificate of the mail server, or give its authority with ca; then run coffre doctor mail.',
  },
  MAIL_UNAVAILABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'The mail server does not answer; try again, then run coffre doctor mail.',
  },
  MAIL_CLOSED: { kind: 'interrupted', hint: 'Coffre was stopping; the message is sent again at the next start.' },
});
