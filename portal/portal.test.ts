import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../core/index.ts';
import { hiddenFields, portalVisitor } from '../test/harness/portal-visitor.ts';
import { closePortals, inside, startPortal } from './testing/started-portal.ts';

afterEach(closePortals);

/** What differs from one visitor to the next, whoever asks: the token of the form. */
const plain = (text: string): string =>
  text.replace(/name="form" value="[^"]*"/g, '').replace(/\/l\/[A-Za-z0-9._-]*/g, '/l/');

describe('a link’s page', () => {
  test('is the same for a good token and for every other, and changes and looks up nothing', async () => {
    const { portal, clock } = await startPortal();
    const good = await portal.link();
    const spent = await inside(portal);
    const revoked = await portal.link();
    await portal.revoke(revoked.link);
    const expired = await portal.link({ lifetimeMs: 1000 });
    clock.advance(2000);
    const before = await portal.ledger.events();
    const looks = portal.looks();
    const [head, body, mac = ''] = good.token.split('.');
    const tokens = [good, spent, revoked, expired].map(({ token }) => token);
    tokens.push(
      `${head}.${body}x.${mac}`,
      'guessed',
      'c1.e30.AAAA',
      '..%2f..%2fetc',
      'x'.repeat(3000),
      '%0d%0aset-cookie:a=b',
    );
    const pages = await Promise.all(tokens.map((token) => portalVisitor(portal.url).get(`/l/${token}`)));
    for (const page of pages) {
      expect(page.status).toBe(200);
      expect(plain(page.text)).toBe(plain(pages[0]?.text ?? ''));
      expect([...page.headers.keys()]).toEqual([...(pages[0]?.headers.keys() ?? [])]);
    }
    expect(await portal.ledger.events()).toEqual(before);
    expect(portal.looks()).toBe(looks);
    // a scanner that followed the link has opened nothing
    expect((await portalVisitor(portal.url).open(good.token)).status).toBe(303);
  });

  test('is the same after a failed opening, and each failure costs the same reads', async () => {
    const { portal, clock } = await startPortal();
    const spent = await inside(portal);
    const revoked = await portal.link();
    await portal.revoke(revoked.link);
    const expired = await portal.link({ lifetimeMs: 1000 });
    clock.advance(2000);
    const answers = [];
    for (const token of [spent.token, revoked.token, expired.token, 'guessed', `${spent.token}x`]) {
      answers.push(await portalVisitor(portal.url).open(token));
    }
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(plain(answer.text)).toBe(plain(answers[0]?.text ?? ''));
      expect(answer.headers.getSetCookie().filter((line) => line.startsWith('coffre='))).toEqual([]);
    }
    // only what was a good link is told to both sides
    expect(portal.reported).toEqual([spent.link.id]);
  });

  test('opened twice at once opens once', async () => {
    const { portal } = await startPortal();
    const { token } = await portal.link();
    const visitors = Array.from({ length: 6 }, () => portalVisitor(portal.url));
    const answers = await Promise.all(visitors.map((one) => one.open(token)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 403, 403, 403, 403, 403]);
    const working = await Promise.all(visitors.map(async (one) => (await one.get('/')).status));
    expect(working.filter((status) => status === 200)).toHaveLength(1);
    const acts = await portal.ledger.events();
    expect(acts.filter(({ type }) => type === 'link.exchanged').length).toBeGreaterThanOrEqual(1);
  });

  test('cannot be opened by another site, nor with another’s form', async () => {
    const { portal } = await startPortal();
    const { token } = await portal.link();
    const visitor = portalVisitor(portal.url);
    const page = await visitor.get(`/l/${token}`);
    const fields = hiddenFields(page.text, `/l/${token}/open`);
    const stranger = portalVisitor(portal.url);
    await stranger.get('/l/other');
    const attempts = [
      visitor.post(`/l/${token}/open`, fields, { origin: 'https://evil.example' }),
      visitor.post(`/l/${token}/open`, fields, { origin: 'null' }),
      visitor.post(`/l/${token}/open`, fields, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
      visitor.post(`/l/${token}/open`, {}),
      visitor.post(`/l/${token}/open`, { form: 'x' }),
      stranger.post(`/l/${token}/open`, fields),
      portalVisitor(portal.url).post(`/l/${token}/open`, fields),
    ];
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(403);
    expect(await portal.ledger.events()).toHaveLength(1);
    const own = await visitor.post(`/l/${token}/open`, fields, { origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect(own.status).toBe(303);
  });

  test('locks after five failures for a quarter of an hour, and one address tries ten times a minute', async () => {
    const { portal, clock } = await startPortal();
    const { token } = await portal.link();
    const edited = `${token.slice(0, -2)}AA`;
    for (let time = 0; time < 5; time++) expect((await portalVisitor(portal.url).open(edited)).status).toBe(403);
    expect((await portalVisitor(portal.url).open(token)).status).toBe(403);
    for (let time = 0; time < 4; time++) await portalVisitor(portal.url).open('other');
    expect((await portalVisitor(portal.url).open(token)).status).toBe(429);
    clock.advance(61_000);
    expect((await portalVisitor(portal.url).open(token)).status).toBe(403);
    clock.advance(15 * 60_000);
    expect((await portalVisitor(portal.url).open(token)).status).toBe(303);
  });

  test('sends a new link to the person named and says the same to everybody', async () => {
    const { portal, clock } = await startPortal();
    const { token } = await portal.link({ lifetimeMs: 1000 });
    clock.advance(5000);
    const ask = async (of: string) => {
      const visitor = portalVisitor(portal.url);
      const failed = await visitor.open(of);
      return visitor.post(`/l/${of}/renew`, hiddenFields(failed.text, `/l/${of}/renew`));
    };
    const [good, bad] = [await ask(token), await ask('guessed')];
    expect([good.status, plain(good.text)]).toEqual([bad.status, plain(bad.text)]);
    await expect.poll(() => portal.renewed.length).toBe(1);
    expect((await portalVisitor(portal.url).open(portal.renewed[0] ?? '')).status).toBe(303);
  });
});

describe('a session', () => {
  test('is a random number in a cookie that scripts and other sites do not get', async () => {
    const { portal } = await startPortal({ publicUrl: 'https://portal.optima.example' });
    const { token } = await portal.link();
    const visitor = portalVisitor(portal.url);
    const page = await visitor.get(`/l/${token}`);
    const answer = await visitor.post(`/l/${token}/open`, hiddenFields(page.text, `/l/${token}/open`), {
      origin: 'https://portal.optima.example',
    });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-coffre='));
    expect(cookie).toMatch(/^__Host-coffre=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    expect(answer.headers.get('location')).toBe('/');
  });

  test('ends after half an hour of nothing, after twelve hours, when left, and with its link', async () => {
    const { portal, clock } = await startPortal();
    const idle = await inside(portal);
    clock.advance(29 * 60_000);
    expect((await idle.visitor.get('/')).status).toBe(200);
    clock.advance(30 * 60_000);
    expect((await idle.visitor.get('/')).status).toBe(401);

    const long = await inside(portal);
    for (let quarter = 0; quarter < 47; quarter++) {
      clock.advance(15 * 60_000);
      expect((await long.visitor.get('/')).status).toBe(200);
    }
    clock.advance(15 * 60_000);
    expect((await long.visitor.get('/')).status).toBe(401);

    const left = await inside(portal);
    const cookies = new Map(left.visitor.jar);
    await left.visitor.submit('/', '/leave');
    for (const [name, value] of cookies) left.visitor.jar.set(name, value);
    expect((await left.visitor.get('/')).status).toBe(401);

    const revoked = await inside(portal);
    await portal.revoke(revoked.link);
    expect((await revoked.visitor.get('/')).status).toBe(401);
  });

  test('sees what its link allows', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal, { scopes: ['view'] });
    const file = portal.pack.files[0]?.id ?? '';
    const statuses = [];
    for (const path of [
      '/',
      '/inventory',
      '/verify',
      '/receipts',
      '/evidence',
      '/restore',
      '/download',
      '/confirm',
      `/f/${file}`,
      '/download/SHA256SUMS',
    ]) {
      statuses.push((await visitor.get(path)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 403, 403, 403, 403]);
  });
});

test('no answer’s header can be written by a visitor, and every answer carries the protections', async () => {
  const { portal } = await startPortal();
  const { visitor } = await inside(portal);
  const paths = [
    '/',
    '/inventory?q=%0d%0aset-cookie:%20a=b',
    '/f/%0d%0ax:y',
    '/l/a%0d%0ab',
    '/download?bag=%0d%0a',
    '/assets/portal.css',
    '/left?lang=%0d%0a',
  ];
  for (const path of paths) {
    const { headers, text } = await visitor.get(path);
    expect(headers.get('x')).toBeNull();
    expect(headers.getSetCookie().some((line) => line.startsWith('a='))).toBe(false);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    for (const [name, value] of Object.entries({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': '',
    })) {
      expect([path, name, headers.get(name)]).toEqual([path, name, value]);
    }
    expect(text).not.toMatch(/<script|style="|https?:\/\/(?!127\.0\.0\.1)/);
  }
});

test('no token, cookie or code reaches the log', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', stream: { write: (line: string) => void lines.push(line) } });
  const { portal } = await startPortal({
    log,
    change: (options) => ({ ...options, restore: () => Promise.reject(new Error('away')) }),
  });
  const { visitor, token } = await inside(portal);
  await portalVisitor(portal.url).open(token);
  await visitor.get('/download/coffre-acces.txt');
  expect((await visitor.get('/restore')).status).toBe(503);
  const text = lines.join('');
  expect(text).toContain('a link was opened');
  for (const secret of [token, token.split('.')[1] ?? '', ...visitor.jar.values()]) expect(text).not.toContain(secret);
});

test('clients never come over plain http from afar', async () => {
  await expect(startPortal({ publicUrl: 'http://portal.optima.example' })).rejects.toMatchObject({
    code: 'PORTAL_NOT_SECURE',
  });
});
