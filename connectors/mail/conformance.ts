import assert from 'node:assert/strict';
import { hasCode, neverAborted } from '../../core/index.ts';
import type { Mailer, MailMessage } from './mailer.ts';

/** A message as it arrived: what a recipient's mail program shows. */
export interface ReceivedMail {
  /** Left side of the Message-ID. */
  readonly id: string;
  /** Recipients of the envelope. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** A fresh mailer for one case, with a look at its far end. */
export interface MailerSubject {
  readonly mailer: Mailer;
  readonly received: () => Promise<readonly ReceivedMail[]>;
  readonly refuse: (address: string, how: 'temporary' | 'final') => void;
}

export interface ConformanceCase {
  readonly name: string;
  readonly run: (subject: MailerSubject) => Promise<void>;
}

const plain: MailMessage = { id: 'case-1', to: ['a@example.org'], subject: 'Night', text: 'All saved.\n' };

async function failsWith(code: string, work: Promise<void>): Promise<void> {
  await assert.rejects(work, (error: unknown) => hasCode(error, code), code);
}

async function refuses(subject: MailerSubject, change: Partial<MailMessage>): Promise<void> {
  await failsWith('MAIL_INVALID', subject.mailer.send({ ...plain, ...change }, neverAborted));
  assert.deepEqual(await subject.received(), [], 'nothing was sent');
}

/** What every implementation of Mailer does; each case gets its own subject. Runs in any test framework. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: 'a message arrives as it was given, in any script, with its id',
    run: async ({ mailer, received }) => {
      const text = 'Été : 日本語, emoji 🗄️\n.\n..a line that starts with dots\nFrom here on\n'.repeat(3);
      const html = `<p title="x">Été &amp; ${'long '.repeat(400)}</p>`;
      const subject = `Nuit du 23/11/2026 : 21 sur 22 sauvegardées — ${'é'.repeat(120)}`;
      await mailer.send(
        { id: 'n.2026-11-23_A', to: ['a@example.org', 'b@example.org'], subject, text, html },
        neverAborted,
      );
      const [mail, ...others] = await received();
      assert.ok(mail);
      assert.equal(others.length, 0);
      assert.equal(mail.id, 'n.2026-11-23_A');
      assert.deepEqual([...mail.to].sort(), ['a@example.org', 'b@example.org']);
      assert.equal(mail.subject, subject);
      assert.equal(mail.text.trimEnd(), text.trimEnd());
      assert.equal(mail.html?.trimEnd(), html);
    },
  },
  {
    name: 'a message without an HTML part has none at the other end, and a recipient named twice gets it once',
    run: async ({ mailer, received }) => {
      await mailer.send({ ...plain, to: ['a@example.org', 'a@example.org'] }, neverAborted);
      const [mail] = await received();
      assert.equal(mail?.html, null);
      assert.deepEqual(mail?.to, ['a@example.org']);
    },
  },
  {
    name: 'several messages at once all arrive',
    run: async ({ mailer, received }) => {
      const ids = Array.from({ length: 6 }, (_, index) => `at-once-${index}`);
      await Promise.all(ids.map((id) => mailer.send({ ...plain, id }, neverAborted)));
      assert.deepEqual((await received()).map((mail) => mail.id).sort(), ids);
    },
  },
  {
    name: 'a line end or control character in the subject is refused before anything is sent',
    run: async (subject) => {
      for (const bad of [
        'a\r\nBcc: evil@example.org',
        'a\nb',
        'a\rb',
        'a\u0000b',
        'a\u0085b',
        'a\u2028b',
        '\ud800',
        ' ',
      ]) {
        await refuses(subject, { subject: bad });
      }
    },
  },
  {
    name: 'an address that is more than an address is refused before anything is sent',
    run: async (subject) => {
      const hostile = [
        'a@b.c\r\nRCPT TO:<d@e.f>',
        'a@b.c>',
        'A <a@b.c>',
        'a@b.c, d@e.f',
        '"a b"@c.d',
        '@a.b:c@d.e',
        'a',
        '',
        'é@b.c',
      ];
      for (const bad of hostile) await refuses(subject, { to: ['fine@example.org', bad] });
      await refuses(subject, { to: [] });
      await refuses(subject, { to: Array.from({ length: 51 }, (_, index) => `u${index}@example.org`) });
    },
  },
  {
    name: 'an id that could leave its header is refused before anything is sent',
    run: async (subject) => {
      for (const bad of ['', 'a>b', 'a b', 'a\r\nX: y', '-a', 'a'.repeat(121)]) await refuses(subject, { id: bad });
    },
  },
  {
    name: 'bodies with control characters or beyond the size limit are refused before anything is sent',
    run: async (subject) => {
      await refuses(subject, { text: 'a\u001b[2Jb' });
      await refuses(subject, { html: '<p>\u0000</p>' });
      await refuses(subject, { text: 'é'.repeat(1_500_001) });
    },
  },
  {
    name: 'a recipient refused for good is final, one refused for now may be tried again',
    run: async ({ mailer, refuse, received }) => {
      refuse('gone@example.org', 'final');
      refuse('later@example.org', 'temporary');
      await assert.rejects(mailer.send({ ...plain, to: ['gone@example.org'] }, neverAborted), (error: unknown) => {
        return hasCode(error, 'MAIL_REFUSED') && !error.retryable;
      });
      await assert.rejects(mailer.send({ ...plain, to: ['later@example.org'] }, neverAborted), (error: unknown) => {
        return hasCode(error, 'MAIL_DEFERRED') && error.retryable;
      });
      await failsWith(
        'MAIL_DEFERRED',
        mailer.send({ ...plain, to: ['later@example.org', 'gone@example.org'] }, neverAborted),
      );
      assert.deepEqual(await received(), []);
    },
  },
  {
    name: 'when only some recipients are accepted, the error names the others',
    run: async ({ mailer, refuse, received }) => {
      refuse('gone@example.org', 'final');
      const to = ['a@example.org', 'gone@example.org'];
      await assert.rejects(mailer.send({ ...plain, to }, neverAborted), (error: unknown) => {
        return hasCode(error, 'MAIL_PARTIAL') && error.facts['refused'] === 'gone@example.org';
      });
      assert.deepEqual((await received())[0]?.to, ['a@example.org']);
    },
  },
  {
    name: 'an aborted signal sends nothing and rejects with its reason',
    run: async ({ mailer, received }) => {
      const reason = new Error('stopped by the operator');
      await assert.rejects(mailer.send(plain, AbortSignal.abort(reason)), reason);
      assert.deepEqual(await received(), []);
    },
  },
  {
    name: 'after close, which may be called twice, nothing is sent any more',
    run: async ({ mailer, received }) => {
      await mailer.send(plain, neverAborted);
      await mailer.close();
      await mailer.close();
      await failsWith('MAIL_CLOSED', mailer.send({ ...plain, id: 'late' }, neverAborted));
      assert.equal((await received()).length, 1);
    },
  },
];
