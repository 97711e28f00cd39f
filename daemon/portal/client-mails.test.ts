import { expect, test } from 'vitest';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { neverAborted, Secret, SimulatedClock } from '../../core/index.ts';
import type { Link } from '../../domain/index.ts';
import { codeSender } from './client-mails.ts';
import type { Picture } from './picture.ts';

const link = { tenant: 'acme', recipient: { name: 'Élodie\u202e Martin', email: 'elodie@acme.example' } } as Link;

test.each([
  [
    'fr',
    { confirm: 2, contest: 0, cutover: null, conclude: false },
    ['récupéré : 2 élément(s)'],
    ['mettre fin', 'bascule'],
  ],
  ['fr', { confirm: 0, contest: 1, cutover: null, conclude: false }, ['contester 1 élément(s)'], ['récupéré']],
  ['en', { confirm: 0, contest: 0, cutover: '2027-07-01', conclude: false }, ['cut-over', '2027-07-01'], ['end']],
  ['fr', { confirm: 0, contest: 0, cutover: null, conclude: true }, ['met fin aux services'], ['élément(s)']],
  ['en', { confirm: 1, contest: 2, cutover: null, conclude: true }, ['ends the services', 'contest 2'], []],
] as const)('a code by mail says what it signs: %s %j', async (language, declares, said, unsaid) => {
  const mailer = new MemoryMailer();
  const app = {
    mailer: async () => mailer,
    clock: new SimulatedClock(0),
    random: (bytes: number) => Buffer.alloc(bytes),
    config: { organisation: { name: 'OPTIMA DSI' } },
  };
  const signatory = async () => ({ name: 'Jeanne Durand', capacity: 'gérante', email: 'jeanne@acme.example' });
  const send = codeSender({ app, signatory } as unknown as Picture);
  const message = { code: new Secret('012345'), language, minutes: 10, declares };
  expect(await send(link, message, neverAborted)).toEqual({ to: 'j•••@acme.example' });
  const [mail] = mailer.sent;
  expect(mail?.to).toEqual(['jeanne@acme.example']);
  for (const words of ['012 345', 'Martin', ...said]) expect(mail?.text).toContain(words);
  for (const words of ['\u202e', ...unsaid]) expect(mail?.text).not.toContain(words);
});
