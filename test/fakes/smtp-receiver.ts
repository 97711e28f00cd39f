import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { ReceivedMail } from '../../connectors/mail/conformance.ts';

/** A real SMTP server in this process that keeps what it accepts, parsed and raw. */
export interface SmtpReceiver {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  readonly raw: readonly string[];
  readonly refuse: (address: string, how: 'temporary' | 'final') => void;
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback interface; options as smtp-server takes them. */
export async function startSmtpReceiver(options: SMTPServerOptions = {}): Promise<SmtpReceiver> {
  const mails: ReceivedMail[] = [];
  const raw: string[] = [];
  const refusals = new Map<string, 'temporary' | 'final'>();
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 500,
    logger: false,
    onRcptTo: (address, _session, done) => {
      const how = refusals.get(address.address);
      if (how === undefined) return done();
      const responseCode = how === 'temporary' ? 451 : 550;
      return done(Object.assign(new Error(how === 'temporary' ? 'try again later' : 'no such user'), { responseCode }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        simpleParser(bytes, { skipTextToHtml: true, skipHtmlToText: true }).then((mail) => {
          raw.push(bytes.toString('latin1'));
          mails.push({
            id: mail.messageId?.replace(/^<|@.*$/g, '') ?? '',
            to: session.envelope.rcptTo.map((one) => one.address),
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            html: mail.html === false || mail.html === undefined ? null : mail.html,
          });
          done();
        }, done);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    raw,
    refuse: (address, how) => void refusals.set(address, how),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
