import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger, type SimulatedClock } from '../core/index.ts';
import { type PlayedOptions, type PlayedPortal, playedPortal } from '../test/harness/played-portal.ts';
import { hiddenFields, type PortalVisitor, portalVisitor } from '../test/harness/portal-visitor.ts';

const opened: PlayedPortal[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function start(options: PlayedOptions = {}) {
  const portal = await playedPortal(options);
  opened.push(portal);
  return { portal, clock: portal.clock as SimulatedClock };
}

/** A visitor whose link is open. */
async function inside(portal: PlayedPortal, change: Parameters<PlayedPortal['link']>[0] = {}) {
  const { link, token } = await portal.link(change);
  const visitor = portalVisitor(portal.url);
  expect((await visitor.open(token)).status).toBe(303);
  return { visitor, link, token };
}

/** What differs from one visitor to the next, whoever asks: the token of the form. */
const plain = (text: string): string =>
  text.replace(/name="form" value="[^"]*"/g, '').replace(/\/l\/[A-Za-z0-9._-]*/g, '/l/');

describe('a link’s page', () => {
  test('is the same for a good token and for every other, and changes and looks up nothing', async () => {
    const { portal, clock } = await start();
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
    const { portal, clock } = await start();
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
    const { portal } = await start();
    const { token } = await portal.link();
    const visitors = Array.from({ length: 6 }, () => portalVisitor(portal.url));
    const answers = await Promise.all(visitors.map((one) => one.open(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403, 403, 403]);
    const working = await Promise.all(visitors.map(async (one) => (await one.get('/')).status));
    expect(working.filter((status) => status === 200)).toHaveLength(1);
    const acts = await portal.ledger.events();
    expect(acts.filter(({ type }) => type === 'link.exchanged').length).toBeGreaterThanOrEqual(1);
  });

  test('cannot be opened by another site, nor with another’s form', async () => {
    const { portal } = await start();
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
    const { portal, clock } = await start();
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
    const { portal, clock } = await start();
    const { token } = await portal.link({ lifetimeMs: 1000 });
    clock.advance(5000);
    const ask = async (of: string) => {
      const visitor = portalVisitor(portal.url);
      const failed = await visitor.open(of);
      return await visitor.post(`/l/${of}/renew`, hiddenFields(failed.text, `/l/${of}/renew`));
    };
    const [good, bad] = [await ask(token), await ask('guessed')];
    expect([good.status, plain(good.text)]).toEqual([bad.status, plain(bad.text)]);
    await expect.poll(() => portal.renewed.length).toBe(1);
    expect((await portalVisitor(portal.url).open(portal.renewed[0] ?? '')).status).toBe(303);
  });
});

describe('a session', () => {
  test('is a random number in a cookie that scripts and other sites do not get', async () => {
    const { portal } = await start({ publicUrl: 'https://portal.optima.example' });
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
    const { portal, clock } = await start();
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
    const { portal } = await start();
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

describe('a file', () => {
  const byId = async (visitor: PortalVisitor, id: string, headers = {}) => await visitor.get(`/f/${id}`, headers);

  test('comes whole, in parts and as a head, exactly as RFC 9110 says', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    const file = portal.pack.files[0];
    if (file === undefined) throw new Error('no file');
    const whole = await byId(visitor, file.id);
    expect([whole.status, whole.headers.get('content-length')]).toEqual([200, String(file.bytes)]);
    const etag = `"${file.sha256}"`;
    expect(whole.headers.get('etag')).toBe(etag);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(whole.headers.get('cache-control')).toBe('no-store');
    expect(whole.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`);
    expect(whole.headers.get('content-disposition')).toBe('attachment; filename="LISEZ-MOI.txt"');

    const answers: [Record<string, string>, number, string | null, string | null][] = [
      [{ range: 'bytes=10-19' }, 206, `bytes 10-19/${file.bytes}`, '10'],
      [{ range: 'bytes=-5' }, 206, `bytes ${file.bytes - 5}-${file.bytes - 1}/${file.bytes}`, '5'],
      [{ range: 'bytes=1800-' }, 206, `bytes 1800-${file.bytes - 1}/${file.bytes}`, String(file.bytes - 1800)],
      [{ range: `bytes=${file.bytes}-` }, 416, `bytes */${file.bytes}`, '0'],
      [{ range: 'bytes=0-1,5-6' }, 200, null, String(file.bytes)],
      [{ range: 'bytes=5-2' }, 200, null, String(file.bytes)],
      [{ range: 'bytes=0-1', 'if-range': etag }, 206, `bytes 0-1/${file.bytes}`, '2'],
      [{ range: 'bytes=0-1', 'if-range': '"other"' }, 200, null, String(file.bytes)],
      [{ range: 'bytes=0-1', 'if-range': `W/${etag}` }, 200, null, String(file.bytes)],
      [{ 'if-none-match': etag }, 304, null, null],
      [{ 'if-match': '"other"' }, 412, null, '0'],
    ];
    for (const [headers, status, range, length] of answers) {
      const answer = await byId(visitor, file.id, headers);
      expect([headers, answer.status, answer.headers.get('content-range')]).toEqual([headers, status, range]);
      if (length !== null) expect(answer.headers.get('content-length')).toBe(length);
    }
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const head = await fetch(`${portal.url}/f/${file.id}`, { method: 'HEAD', headers: { cookie, range: 'bytes=0-1' } });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(file.bytes), '']);
    expect(head.headers.get('etag')).toBe(etag);
  });

  test('of another package, of nobody, or under a path is the same 404', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    const { visitor: other } = await inside(portal, { packageId: 'pkg-beta', tenant: 'beta' });
    const id = portal.pack.files[3]?.id ?? '';
    expect((await byId(visitor, id, { range: 'bytes=0-0' })).status).toBe(206);
    const foreign = await byId(other, id);
    const ids = ['a'.repeat(26), '%2e%2e%2fetc%2fpasswd', `${id}%00`, id.toUpperCase(), '__proto__', 'data%2fmail.pst'];
    for (const unknown of ids) {
      const answer = await byId(visitor, unknown);
      expect([answer.status, answer.text]).toEqual([404, '404\n']);
      expect([...answer.headers.keys()]).toEqual([...foreign.headers.keys()]);
    }
    expect([foreign.status, foreign.text]).toEqual([404, '404\n']);
    for (const path of ['/download/..%2f..%2fpackage.json', '/assets/..%2fportal.ts', '/receipts/..%2f..%2fx.json']) {
      expect((await visitor.get(path)).status).toBe(404);
    }
  });

  test('is told to the ledger as bytes handed over, half a minute at a time, never as received', async () => {
    const { portal, clock } = await start();
    const { visitor, link } = await inside(portal);
    const file = portal.pack.files[3];
    if (file === undefined) throw new Error('no file');
    await byId(visitor, file.id, { range: 'bytes=0-1999999' });
    await byId(visitor, file.id, { range: 'bytes=2000000-' });
    await byId(visitor, portal.pack.files[0]?.id ?? '');
    const served = async () => await portal.ledger.events({ type: 'bytes.served' });
    expect(await served()).toEqual([]);
    clock.advance(30_000);
    await expect.poll(async () => (await served()).length).toBe(1);
    const [act] = await served();
    expect(act?.body).toMatchObject({ lid: link.id, bytes: file.bytes + 1843 });
    expect(act?.body['files']).toEqual(
      expect.arrayContaining([
        { file: file.id, bytes: file.bytes, responses: 2, aborted: 0, parts: 1, covered: 'AQ==', complete: true },
      ]),
    );
    clock.advance(30_000);
    await byId(visitor, file.id, { range: 'bytes=0-0' });
    // a server that stops tells the rest
    await portal.stop();
    expect((await served()).map(({ body }) => body['bytes'])).toEqual([file.bytes + 1843, 1]);
  });

  test('is no longer handed out once the link has given what it may', async () => {
    const { portal } = await start();
    const size = portal.pack.files[3]?.bytes ?? 0;
    const { visitor } = await inside(portal, { maxBytes: size + 10 });
    const id = portal.pack.files[3]?.id ?? '';
    expect((await byId(visitor, id)).status).toBe(200);
    expect((await byId(visitor, id, { range: 'bytes=0-9' })).status).toBe(206);
    const refused = await byId(visitor, id, { range: 'bytes=0-0' });
    expect([refused.status, refused.headers.get('etag')]).toEqual([403, null]);
  });
});

describe('a stream', () => {
  const big = [{ bag: 'b', path: 'data/mail.pst', bytes: 60_000_000 }];

  /** Asks for the file on a socket that is not read, so that the answer stands still; resolves once it has begun. */
  async function hanging(portal: PlayedPortal, visitor: PortalVisitor) {
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    let closed = false;
    socket.on('close', () => {
      closed = true;
    });
    socket.on('error', () => undefined);
    socket.write(
      `GET /f/${portal.pack.files[0]?.id} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${cookie}\r\n\r\n`,
    );
    const head = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(data.toString('latin1'))),
    );
    socket.pause();
    return { status: Number(head.slice(9, 12)), socket, closed: () => closed };
  }

  test('dies within a minute once its link is revoked, and nothing of it looks whole', async () => {
    const { portal, clock } = await start({ files: big });
    const { visitor, link } = await inside(portal);
    const stream = await hanging(portal, visitor);
    expect(stream.status).toBe(200);
    await portal.revoke(link);
    expect(stream.closed()).toBe(false);
    // three looks at the link's row are 45 seconds
    for (let looks = 0; looks < 3; looks++) {
      clock.advance(15_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    stream.socket.resume();
    await expect.poll(stream.closed).toBe(true);
    await expect
      .poll(async () => {
        clock.advance(30_000);
        const acts = await portal.ledger.events({ type: 'bytes.served' });
        const files = acts.flatMap(({ body }) => body['files'] as readonly { aborted: number; complete: boolean }[]);
        return [files.reduce((sum, one) => sum + one.aborted, 0), files.some((one) => one.complete)];
      })
      .toEqual([1, false]);
  });

  test('a fifth at once is refused, and one that ended makes room', async () => {
    const { portal } = await start({ files: big });
    const { visitor } = await inside(portal);
    const streams = [];
    for (let count = 0; count < 4; count++) streams.push(await hanging(portal, visitor));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await hanging(portal, visitor);
    expect(fifth.status).toBe(429);
    streams[0]?.socket.destroy();
    await expect
      .poll(async () => (await visitor.get(`/f/${portal.pack.files[0]?.id}`, { range: 'bytes=0-0' })).status)
      .toBe(206);
    for (const { socket } of [...streams, fifth]) socket.destroy();
  });

  test('pulls no more of the source than the socket takes', async () => {
    let pulled = 0;
    const { portal } = await start({
      files: big,
      change: (options) => ({
        ...options,
        openPackage: async (link, signal) => {
          const pack = await options.openPackage(link, signal);
          if (pack === null) return null;
          return {
            ...pack,
            read: async function* (...args) {
              for await (const piece of pack.read(...args)) {
                pulled += piece.byteLength;
                yield piece;
              }
            },
          };
        },
      }),
    });
    const { visitor } = await inside(portal);
    const { socket } = await hanging(portal, visitor);
    let before = -1;
    while (before !== pulled) {
      before = pulled;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // what two kernels hold for one connection, and no more
    expect(pulled).toBeLessThan(32_000_000);
    socket.destroy();
  });

  test('that its source breaks is cut, never ended', async () => {
    const { portal } = await start({
      change: (options) => ({
        ...options,
        openPackage: async (link, signal) => {
          const pack = await options.openPackage(link, signal);
          if (pack === null) return null;
          const read = async function* () {
            yield Buffer.alloc(1000);
            throw new Error('the vault is damaged here');
          };
          return { ...pack, read };
        },
      }),
    });
    const { visitor } = await inside(portal);
    await expect(visitor.get(`/f/${portal.pack.files[3]?.id}`)).rejects.toThrow();
  });
});

describe('a declaration', () => {
  /** Marks the first item as recovered and asks for the code. */
  async function marked(visitor: PortalVisitor) {
    const page = await visitor.get('/confirm');
    const [field = ''] = /name="(i[0-9a-f]{12})"/.exec(page.text)?.slice(1) ?? [];
    await visitor.submit('/confirm', '/confirm/items', { [field]: 'y' });
    return await visitor.submit('/confirm/check', '/confirm/check');
  }

  test('needs the code: five tries, ten minutes, this very declaration, once', async () => {
    const { portal, clock } = await start();
    const { visitor } = await inside(portal);
    const say = (code: string) => visitor.submit('/confirm/code', '/confirm/code', { code });
    const wrong = () => (portal.codes.at(-1) === '111111' ? '222222' : '111111');

    await marked(visitor);
    for (let time = 0; time < 4; time++) expect((await say(wrong())).text).toContain('Ce code n’est pas le bon');
    expect((await say(wrong())).text).toContain('Cinq essais');
    expect((await say(portal.codes.at(-1) ?? '')).status).toBe(422);
    clock.advance(15 * 60_000);

    await marked(visitor);
    clock.advance(10 * 60_000);
    expect((await say(portal.codes.at(-1) ?? '')).text).toContain('ne vaut plus');
    expect(portal.declared).toEqual([]);

    await marked(visitor);
    const code = portal.codes.at(-1) ?? '';
    const form = hiddenFields((await visitor.get('/confirm/code')).text, '/confirm/code');
    const both = await Promise.all([1, 2].map(() => visitor.post('/confirm/code', { ...form, code })));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(portal.declared).toHaveLength(1);
    expect(portal.declared[0]).toMatchObject({ type: 'items.confirmed', body: { items: ['mbx-1'], statement: null } });
  });

  test('that changed after its code was sent needs another', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    await marked(visitor);
    const code = portal.codes.at(-1) ?? '';
    const form = hiddenFields((await visitor.get('/confirm/code')).text, '/confirm/code');
    await visitor.submit('/confirm', '/confirm/cutover', { how: 'mx-moved', on: '2027-07-01' });
    expect((await visitor.post('/confirm/code', { ...form, code })).status).toBe(303);
    expect(portal.declared).toEqual([]);
  });

  test('floods nobody with codes', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    await marked(visitor);
    for (let time = 0; time < 10; time++) await visitor.submit('/confirm/code', '/confirm/again');
    expect(portal.codes).toHaveLength(4);
  });

  test('of everything needs the sentence; of nothing, of both, or of unknown items is none', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    const items = async (fields: Record<string, string>) =>
      (await visitor.submit('/confirm', '/confirm/items', fields)).text;
    const [, field = ''] = /name="(i[0-9a-f]{12})"/.exec((await visitor.get('/confirm')).text) ?? [];
    expect(await items({})).toContain('Vous n’avez rien marqué');
    expect(await items({ everything: '1', [field]: 'n' })).toContain('choisissez l’un ou l’autre');
    expect(await items({ i000000000000: 'y' })).toContain('a changé entre-temps');
    expect(await items({ everything: '1' })).toContain('recopiez cette phrase');
    expect((await visitor.submit('/confirm/check', '/confirm/check', { sentence: 'oui' })).status).toBe(422);
    expect(portal.codes).toEqual([]);
    const typed = "j'ai récupéré  L’INTÉGRALITÉ de mes donnees et configurations.";
    expect((await visitor.submit('/confirm/check', '/confirm/check', { sentence: typed })).status).toBe(200);
    await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes[0] ?? '' });
    expect(portal.declared[0]?.body).toMatchObject({
      items: ['mbx-1', 'mbx-2', 'mbx-2-archive', 'cfg-1'],
      statement: 'J’ai récupéré l’intégralité de mes données et configurations',
    });
  });

  test('that a rule is against is told with what unlocks it', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    await visitor.submit('/confirm', '/confirm/conclude');
    await visitor.submit('/confirm/check', '/confirm/check', {
      sentence: 'J’ai récupéré l’intégralité de mes données et configurations',
    });
    const done = await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes[0] ?? '' });
    expect(done.text).toContain('Tout n’est pas encore confirmé');
    expect(done.text).toContain('confirmez chaque élément');
    expect(portal.declared).toEqual([]);
  });

  test('is not made by a form from elsewhere, with another form’s token, or of another session', async () => {
    const { portal } = await start();
    const { visitor } = await inside(portal);
    const { visitor: other } = await inside(portal);
    const page = (await visitor.get('/confirm')).text;
    const items = hiddenFields(page, '/confirm/items');
    const cutover = { how: 'mx-moved', on: '2027-07-01' };
    const attempts = [
      visitor.post('/confirm/cutover', { ...items, ...cutover }),
      visitor.post('/confirm/cutover', cutover),
      visitor.post('/confirm/items', items, { origin: 'https://evil.example' }),
      other.post('/confirm/items', items),
    ];
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(403);
    expect((await visitor.get('/confirm/check')).status).toBe(303);
  });

  test('in hostile words stands in the page as words', async () => {
    const { portal } = await start({
      items: [
        {
          id: '"><script>',
          label: { fr: '<img src=x onerror=alert(1)>', en: 'x' },
          detail: null,
          status: 'open',
          reason: null,
        },
      ],
    });
    const { visitor } = await inside(portal);
    const [, field = ''] = /name="(i[0-9a-f]{12})"/.exec((await visitor.get('/confirm')).text) ?? [];
    const grounds = await visitor.submit('/confirm', '/confirm/items', { [field]: 'n' });
    expect(grounds.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const text = '</textarea><script>alert(1)</script>\u202e';
    const check = await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'other', text });
    expect(check.text).not.toMatch(/<script|onerror=alert\(1\)>|\u202e/);
    expect(
      (await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'other', text: 'x'.repeat(2001) }))
        .status,
    ).toBe(422);
    expect((await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'rage', text: 'x' })).status).toBe(
      422,
    );
  });
});

test('no answer’s header can be written by a visitor, and every answer carries the protections', async () => {
  const { portal } = await start();
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
  const { portal } = await start({
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
  await expect(start({ publicUrl: 'http://portal.optima.example' })).rejects.toMatchObject({
    code: 'PORTAL_NOT_SECURE',
  });
});
