/** What binds outlives the state folder: with the bucket and the kit alone every act, link and restore point is as it was. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BoundPlatform, boundPlatform, VIEWS } from '../harness/bound-platform.ts';
import type { JsonAnswer } from '../harness/cli-platform.ts';

let platform: BoundPlatform;
let before: Readonly<Record<string, JsonAnswer>>;
let mails: number;

beforeAll(async () => {
  platform = await boundPlatform();
  before = await platform.views();
  mails = platform.mailer.sent.length;
}, 120_000);
afterAll(() => platform.close());

test('everything that binds is there to be lost', () => {
  for (const [view, { code, document }] of Object.entries(before))
    expect([view, code, document.error]).toEqual([view, 0, undefined]);
  const acts = before['audit list']?.document.events.map(({ type }: { type: string }) => type);
  expect(acts).toEqual(
    expect.arrayContaining(
      'contract.signed notice.received act.proposed act.approved restore.acknowledged duty.told package.delivered'.split(
        ' ',
      ),
    ),
  );
  const { links } = before['links list']?.document ?? {};
  expect(links.map(({ standing }: { standing: string }) => standing).sort()).toEqual(['open', 'ready', 'revoked']);
  const show = before['contract show acme']?.document;
  expect(show).toMatchObject({ handover: 'contested', lifecycle: { noticeEnd: '2027-06-30' } });
  expect(show.holds).toHaveLength(1);
  expect(show.proposals).toMatchObject([{ act: { type: 'hold.released', holdId: 'h2' } }]);
  expect(mails).toBeGreaterThan(0);
});

describe.each([
  ['the state folder', false],
  ['the state folder and the master key, which comes back from the kit', true],
])('without %s', (_, alsoKey) => {
  beforeEach(() => platform.loseState(alsoKey));

  test.each(VIEWS.map((view) => view.join(' ')))('%s answers as before', async (view) => {
    expect(await platform.json(...view.split(' '))).toEqual(before[view]);
  });

  test('nobody is told a second time', async () => {
    await platform.tend();
    expect(platform.mailer.sent.slice(mails).map(({ id }) => id)).toEqual([]);
  });

  test('a revoked link stays dead and an opened one spent, in the portal itself', async () => {
    const { opened, revoked } = platform.tokens;
    await platform.served(async (visitor) => {
      for (const token of [opened, revoked]) {
        const { status, text } = await visitor().open(token);
        expect(status).toBe(403);
        expect(text).not.toContain('c-2024-017');
      }
    });
    mails = platform.mailer.sent.length;
    before = await platform.views();
  });
});

test('the link that nobody used opens, once', async () => {
  await platform.loseState();
  await platform.served(async (visitor) => {
    expect((await visitor().open(platform.tokens.unused)).status).toBe(303);
    expect((await visitor().open(platform.tokens.unused)).status).toBe(403);
  });
});
