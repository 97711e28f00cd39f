import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { neverAborted, Secret, SimulatedClock, toCodedError } from '../../core/index.ts';
import { makeCertificate } from '../../test/fakes/certificate.ts';
import { startSmtpReceiver } from '../../test/fakes/smtp-receiver.ts';
import { createSmtpMailer, type MailMessage, type SmtpMailerOptions } from './index.ts';

const certificate = makeCertificate({ dnsNames: ['localhost'] });
const message: MailMessage = { id: 'm-1', to: ['a@example.org'], subject: 'Été', text: 'bonjour\n' };
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

function mailerTo(port: number, change: Partial<SmtpMailerOptions> = {}) {
  const mailer = createSmtpMailer({
    host: 'localhost',
    port,
    security: 'starttls',
    from: { name: 'Coffre, sauvegardes', address: 'coffre@optima.example' },
    ca: certificate.cert,
    ...change,
  });
  cleanUps.push(() => mailer.close());
  return mailer;
}

async function receiver(options: Parameters<typeof startSmtpReceiver>[0] = {}) {
  const started = await startSmtpReceiver({ ...certificate, ...options });
  cleanUps.push(() => started.close());
  return started;
}

/** A server that says `greeting` and then whatever `answer` gives for each chunk; empty answers are silence. */
async function scripted(greeting: string, answer: (said: string) => string) {
  const sockets = new Set<Socket>();
  let connected: () => void = () => undefined;
  const firstConnection = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
    socket.on('data', (said) => {
      const reply = answer(said.toString('latin1'));
      if (reply !== '') socket.write(reply);
    });
    connected();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as { port: number }).port, firstConnection };
}

async function failure(work: Promise<unknown>) {
  return toCodedError(
    await work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

describe('what goes over the wire', () => {
  test('headers carry the id, the sender, the date of the clock and the wish for no automatic reply', async () => {
    const server = await receiver();
    const clock = new SimulatedClock(Date.parse('2026-11-23T05:00:00Z'));
    await mailerTo(server.port, { clock }).send(message, neverAborted);
    const raw = server.raw[0] ?? '';
    expect(raw).toContain('Message-ID: <m-1@optima.example>');
    expect(raw).toContain('From: "Coffre, sauvegardes" <coffre@optima.example>');
    expect(raw).toContain('Date: Mon, 23 Nov 2026 05:00:00 +0000');
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(clock.pending).toBe(0);
  });

  test('implicit TLS with a login works', async () => {
    const seen: string[] = [];
    const server = await receiver({
      secure: true,
      authOptional: false,
      onAuth: (auth, _session, done) => {
        seen.push(`${auth.username}:${auth.password}`);
        done(null, { user: 'coffre' });
      },
    });
    const auth = { user: 'coffre', password: new Secret('s3cret-Word') };
    await mailerTo(server.port, { security: 'tls', auth }).send(message, neverAborted);
    expect(server.mails).toHaveLength(1);
    expect(seen).toEqual(['coffre:s3cret-Word']);
  });
});

describe('TLS rules', () => {
  test('a server that does not offer STARTTLS gets neither message nor password', async () => {
    const server = await receiver({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const auth = { user: 'coffre', password: new Secret('s3cret-Word') };
    const error = await failure(mailerTo(server.port, { auth }).send(message, neverAborted));
    expect(error.code).toBe('MAIL_TLS');
    expect(error.retryable).toBe(false);
    expect(server.mails).toEqual([]);
  });

  test('an attacker who strips STARTTLS by answering it with an error gets nothing', async () => {
    const heard: string[] = [];
    const server = await scripted('220 x\r\n', (said) => {
      heard.push(said);
      return said.startsWith('EHLO') ? '250-x\r\n250 STARTTLS\r\n' : '454 not now\r\n';
    });
    const error = await failure(mailerTo(server.port).send(message, neverAborted));
    expect(error.code).toBe('MAIL_TLS');
    expect(heard.join('')).not.toContain('MAIL FROM');
  });

  test.each([
    ['of an unknown authority', makeCertificate({ dnsNames: ['localhost'] }), undefined],
    ['for another name', makeCertificate({ dnsNames: ['mail.example.org'] }), 'own'],
    ['that has expired', makeCertificate({ dnsNames: ['localhost'], until: 2025 }), 'own'],
  ])('a certificate %s is refused', async (_name, other, ca) => {
    const server = await receiver(other);
    for (const security of ['starttls'] as const) {
      const change = { security, ca: ca === 'own' ? other.cert : certificate.cert };
      const error = await failure(mailerTo(server.port, change).send(message, neverAborted));
      expect(error.code).toBe('MAIL_TLS');
    }
    const implicit = await receiver({ ...other, secure: true });
    const change = { security: 'tls', ca: ca === 'own' ? other.cert : certificate.cert } as const;
    expect((await failure(mailerTo(implicit.port, change).send(message, neverAborted))).code).toBe('MAIL_TLS');
    expect([...server.mails, ...implicit.mails]).toEqual([]);
  });

  test('mail without TLS is only for a relay on this machine, and without credentials', async () => {
    const server = await receiver();
    await mailerTo(server.port, { security: 'none', host: '127.0.0.1' }).send(message, neverAborted);
    expect(server.mails).toHaveLength(1);
    const auth = { user: 'u', password: new Secret('p') };
    for (const change of [{ host: 'relay.example.org' }, { host: '127.0.0.1', auth }]) {
      expect(() => mailerTo(25, { security: 'none', ...change })).toThrow('without TLS');
    }
  });
});

describe('failures', () => {
  test('a refused login is final and neither shows nor keeps the password', async () => {
    const password = 'Tr0ub4dor&3-hidden';
    const echo = Buffer.from(`\0coffre\0${password}`).toString('base64');
    const server = await receiver({
      onAuth: (_auth, _session, done) =>
        done(Object.assign(new Error(`bad ${password} ${echo}`), { responseCode: 535 })),
    });
    const auth = { user: 'coffre', password: new Secret(password) };
    const error = await failure(mailerTo(server.port, { auth }).send(message, neverAborted));
    expect(error.code).toBe('MAIL_AUTH');
    const shown = inspect(error, { depth: 10 });
    expect(shown).not.toContain(password);
    expect(shown).not.toContain(echo);
  });

  test('a server that offers no login although one is configured is refused', async () => {
    const server = await receiver({ disabledCommands: ['AUTH'] });
    const auth = { user: 'coffre', password: new Secret('p') };
    const error = await failure(mailerTo(server.port, { auth }).send(message, neverAborted));
    expect(error.code).toBe('MAIL_AUTH');
    expect(server.mails).toEqual([]);
  });

  test.each([
    [421, 'MAIL_DEFERRED', true],
    [452, 'MAIL_DEFERRED', true],
    [503, 'MAIL_DEFERRED', true],
    [550, 'MAIL_REFUSED', false],
    [552, 'MAIL_REFUSED', false],
    [554, 'MAIL_REFUSED', false],
  ])('reply %d to the message itself gives %s', async (responseCode, code, retryable) => {
    const server = await receiver({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error('no\u001b[31m red'), { responseCode })));
      },
    });
    const error = await failure(mailerTo(server.port).send(message, neverAborted));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).not.toContain('\u001b');
  });

  test('nobody listening is temporary', async () => {
    const server = await startSmtpReceiver();
    await server.close();
    expect(await failure(mailerTo(server.port).send(message, neverAborted))).toMatchObject({
      code: 'MAIL_UNAVAILABLE',
      retryable: true,
    });
  });

  test('a server that never speaks is left after the time limit', async () => {
    const server = await scripted('', () => '');
    const clock = new SimulatedClock(0);
    const sending = failure(mailerTo(server.port, { clock, timeoutMs: 60_000 }).send(message, neverAborted));
    await server.firstConnection;
    clock.advance(60_000);
    expect((await sending).code).toBe('MAIL_UNAVAILABLE');
  });

  test('an abort in the middle rejects with its reason at once', async () => {
    const server = await scripted('', () => '');
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const sending = mailerTo(server.port).send(message, controller.signal);
    await server.firstConnection;
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
  });

  test('close ends a send under way', async () => {
    const server = await scripted('', () => '');
    const mailer = mailerTo(server.port);
    const sending = failure(mailer.send(message, neverAborted));
    await server.firstConnection;
    await mailer.close();
    expect((await sending).code).toBe('MAIL_CLOSED');
  });

  test('an endless reply is cut, not collected', async () => {
    const server = await scripted(`220-${'x'.repeat(1_000_000)}`, () => '');
    expect((await failure(mailerTo(server.port).send(message, neverAborted))).retryable).toBe(true);
  });

  test('a sender name or address that could break out of its header is refused at once', () => {
    for (const from of [
      { name: 'a\r\nBcc: b@c.d', address: 'a@b.c' },
      { name: 'a', address: 'a@b.c>\r\nX: y' },
    ]) {
      expect(() => mailerTo(25, { from })).toThrow('sender');
    }
  });
});
