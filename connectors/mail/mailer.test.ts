import { afterEach, describe, test } from 'vitest';
import { makeCertificate } from '../../test/fakes/certificate.ts';
import { startSmtpReceiver } from '../../test/fakes/smtp-receiver.ts';
import { conformanceCases, type MailerSubject } from './conformance.ts';
import { createSmtpMailer, MemoryMailer } from './index.ts';

const certificate = makeCertificate({ dnsNames: ['localhost'] });
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function smtpSubject(): Promise<MailerSubject> {
  const receiver = await startSmtpReceiver(certificate);
  const mailer = createSmtpMailer({
    host: 'localhost',
    port: receiver.port,
    security: 'starttls',
    from: { name: 'Coffre', address: 'coffre@optima.example' },
    ca: certificate.cert,
  });
  cleanUps.push(
    () => mailer.close(),
    () => receiver.close(),
  );
  return { mailer, received: async () => receiver.mails, refuse: receiver.refuse };
}

async function memorySubject(): Promise<MailerSubject> {
  const mailer = new MemoryMailer();
  return {
    mailer,
    received: async () => mailer.sent.map((mail) => ({ ...mail, html: mail.html ?? null })),
    refuse: (address, how) => mailer.refuse(address, how),
  };
}

describe.each([
  ['SMTP over STARTTLS', smtpSubject],
  ['memory', memorySubject],
])('mailer: %s', (_name, makeSubject) => {
  for (const one of conformanceCases) {
    test(one.name, async () => one.run(await makeSubject()));
  }
});
