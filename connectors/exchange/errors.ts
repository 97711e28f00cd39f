import { errorTable } from '../../core/index.ts';

export const exchangeError = errorTable({
  EXCHANGE_HOST_KEY_MISSING: {
    kind: 'usage',
    hint: 'Compare the fingerprint shown with the one read on the server (ssh-keygen -lf), then put it under ssh.hostKeySha256.',
  },
  EXCHANGE_HOST_KEY_WRONG: {
    kind: 'refused',
    hint: 'Check host and port; if the server is right, read its fingerprint on the server itself and correct ssh.hostKeySha256.',
  },
  EXCHANGE_HOST_KEY_CHANGED: {
    kind: 'refused',
    hint: 'Find out on the server why its key changed before trusting the new one: nothing was sent to it.',
  },
  EXCHANGE_AUTH_FAILED: {
    kind: 'usage',
    hint: 'Check ssh.user and its key or password, and the authorized_keys file of that account on the server.',
  },
  EXCHANGE_UNREACHABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'Check ssh.host and ssh.port, the network and the sshd service.',
  },
  EXCHANGE_CONNECTION_LOST: {
    kind: 'temporary',
    retryable: true,
    hint: 'The work goes on by itself; run coffre doctor exchange if it repeats.',
  },
  EXCHANGE_OUTCOME_UNKNOWN: {
    kind: 'temporary',
    retryable: true,
    hint: 'A script ended without an answer; Coffre looks at what exists before it tries again. The log has its error output.',
  },
  EXCHANGE_ANSWER_INVALID: {
    kind: 'failed',
    hint: 'A script answered what it should not; keep the log, this is a defect of Coffre or of its copy on the server.',
  },
  EXCHANGE_CONNECT_FAILED: {
    kind: 'usage',
    hint: 'The server did not open an Exchange session: with an SSH key set exchange.connect to credential with user and password.',
  },
  EXCHANGE_ROLE_MISSING: {
    kind: 'usage',
    hint: 'Give the account the role Mailbox Import Export (New-ManagementRoleAssignment), then try again.',
  },
  EXCHANGE_CALL_FAILED: {
    kind: 'failed',
    hint: 'The message is that of the server; coffre doctor exchange shows which step fails.',
  },
  EXCHANGE_SIGNS_DISAGREE: {
    kind: 'refused',
    hint: 'Correct the mailbox (unit, CustomAttribute1, primary address) or the tenant in the configuration until all three signs agree.',
  },
  EXCHANGE_MAILBOX_UNKNOWN: {
    kind: 'not-found',
    hint: 'No such mailbox on the server, or several: coffre mailboxes list --discover.',
  },
  EXCHANGE_EXPORT_REFUSED: {
    kind: 'failed',
    hint: 'Exchange did not accept the request; check share.unc and the rights of Exchange Trusted Subsystem on it.',
  },
  EXCHANGE_EXPORT_FAILED: {
    kind: 'failed',
    hint: 'The failure type is that of Exchange; coffre run shows the whole report.',
  },
  EXCHANGE_EXPORT_TRANSIENT: {
    kind: 'temporary',
    retryable: true,
    hint: 'Exchange calls this failure transient; the export is tried again with a new request.',
  },
  EXCHANGE_TOO_MANY_BAD_ITEMS: {
    kind: 'failed',
    hint: 'The mailbox holds items that Exchange cannot read: run New-MailboxRepairRequest, or allow some with badItemLimit.',
  },
  EXCHANGE_STALLED: {
    kind: 'temporary',
    retryable: true,
    hint: 'The request made no progress for too long; look at the health of the database and of MRS.',
  },
  EXCHANGE_REQUEST_VANISHED: {
    kind: 'temporary',
    retryable: true,
    hint: 'Somebody or something removed the request while it ran; it is made again.',
  },
  EXCHANGE_SHARE_FULL: { kind: 'failed', hint: 'Free space on the volume of the share, or lower the concurrency.' },
  EXCHANGE_MAILBOX_TOO_LARGE: {
    kind: 'failed',
    hint: 'One folder alone exceeds what one PST may hold: split it in the mailbox, or raise maxPartBytes.',
  },
  EXCHANGE_FILE_UNAVAILABLE: {
    kind: 'temporary',
    retryable: true,
    hint: 'The PST cannot be read over SFTP: check share.sftp and that no other program holds the file.',
  },
  EXCHANGE_TRANSFER_CORRUPT: {
    kind: 'integrity',
    hint: 'The bytes received are not those on the server, twice: check network and memory of both machines.',
  },
  EXCHANGE_IMPORT_FAILED: {
    kind: 'failed',
    hint: 'The failure type is that of Exchange; check quotas of the target mailbox and the rights on the import share.',
  },
});
