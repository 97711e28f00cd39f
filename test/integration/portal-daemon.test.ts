/** A client leaves through the portal of the real daemon: link from the command, package from the vault, codes by mail, the end. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../config/index.ts';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { neverAborted, silentLogger, systemClock } from '../../core/index.ts';
import { type App, createApp, serve } from '../../daemon/index.ts';
import { type ContractPlatform, contractPlatform } from '../harness/contract-platform.ts';
import { type PortalVisitor, portalVisitor } from '../harness/portal-visitor.ts';

const ORIGIN = 'https://backup.example.org';

let platform: ContractPlatform;
let app: App;
let url: string;
let served: Promise<void>;
const mailer = new MemoryMailer();
const stop = new AbortController();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const tokenOf = (address: string): string => address.slice(`${ORIGIN}/l/`.length);

/** A browser behind the TLS proxy that clients come through. */
async function inside(token: string): Promise<PortalVisitor> {
  const visitor = portalVisitor(url, ORIGIN);
  const answer = await visitor.open(token);
  expect(answer.status, answer.text).toBe(303);
  return visitor;
}

/** The last code that was mailed to the signatory. */
function lastCode(): string {
  const mail = mailer.sent.findLast(({ id }) => id.startsWith('portal-code'));
  expect(mail?.to).toEqual(['anne@acme.example']);
  return (
    /(\d{3}) (\d{3})/
      .exec(mail?.text ?? '')
      ?.slice(1)
      .join('') ?? ''
  );
}

async function sign(visitor: PortalVisitor, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  await visitor.submit('/confirm/check', '/confirm/check', fields);
  return (await visitor.submit('/confirm/code', '/confirm/code', { code: lastCode() })).text;
}

beforeAll(async () => {
  platform = await contractPlatform({ startMs: Date.parse('2027-03-31T10:00:00+02:00') });
  const letter =
    'letter={"form":"lrar","dispatched":"2027-03-24","firstPresented":"2027-03-26","received":"2027-03-30","outcome":"delivered"}';
  const signed = ['--text', 'contract.pdf', '--subscribed', '2024-07-01', '--proof', 'signed-pdf:contract.pdf'];
  for (const answer of [
    await platform.json('contract', 'event', 'acme', 'contract.signed', ...signed),
    await platform.event('notice.received', 'by=client', 'form=lrar', 'capacity=gérante', letter),
    await platform.json('reversibility', 'request', 'acme', '--paper', 'letter.pdf'),
    await platform.json('reversibility', 'quote', 'acme', '--route', 'online'),
    await platform.json('reversibility', 'prepare', 'acme', '--acknowledge-risk', 'first night'),
  ]) {
    expect(answer.code, JSON.stringify(answer.document)).toBe(0);
  }
  await platform.goTo('2027-07-01');
  const port = await freePort();
  const loaded = await loadConfig({ path: platform.config, env: {}, cwd: platform.root });
  const mail = {
    host: 'localhost',
    port: 25,
    secure: false,
    requireTls: false,
    password: null,
    language: 'fr',
  } as const;
  const addresses = { from: 'coffre@optima.example', to: ['exploitation@optima.example'] };
  const config = { ...loaded.config, http: { ...loaded.config.http, port }, mail: { ...mail, ...addresses } };
  const clock = { ...systemClock, now: () => platform.calendar.now() };
  const options = { loaded: { ...loaded, config }, clock, log: silentLogger, actor: 'coffre', mailer };
  app = await createApp(options, neverAborted);
  url = `http://127.0.0.1:${port}`;
  served = serve(app, stop.signal);
  await vi.waitFor(async () => expect((await fetch(`${url}/health/live`)).status).toBe(200), { timeout: 20_000 });
}, 120_000);

afterAll(async () => {
  stop.abort();
  await served;
  await app.close();
  await platform.close();
});

describe('the client of a contract that has ended', () => {
  let visitor: PortalVisitor;

  test('opens the link that the command showed, once', async () => {
    const { code, document } = await platform.json('reversibility', 'deliver', 'acme');
    expect(code, JSON.stringify(document)).toBe(0);
    const token = tokenOf(document.delivery.url);
    visitor = await inside(token);
    expect((await portalVisitor(url, ORIGIN).open(token)).status).toBe(403);
    await expect.poll(() => mailer.sent.filter(({ id }) => id.startsWith('portal-reuse')).length).toBe(1);
    const list = (await platform.json('links', 'list', '--tenant', 'acme')).document.links;
    expect(list).toMatchObject([{ standing: 'open', refused: 1, recipient: { email: 'anne@acme.example' } }]);
  });

  test('sees the contract, its dates and what is billed', async () => {
    const home = (await visitor.get('/?lang=en')).text;
    for (const words of ['Contract over', 'c-2024-017', '30 June 2027', '€93.10 a month', 'Next reminder']) {
      expect.soft(home).toContain(words);
    }
    expect((await visitor.get('/inventory')).text).toContain('>ann<');
    expect((await visitor.get('/restore')).text).toContain('€45.00');
  });

  test('fetches the package from the vault, and every hash is right', async () => {
    const sums = (await visitor.get('/download/SHA256SUMS')).text.trim().split('\n');
    const list = (await visitor.get('/download/coffre-curl.txt')).text;
    const ids = [...list.matchAll(/^url = "https:\/\/backup\.example\.org\/f\/([a-z2-7]{26})"$/gm)].map(([, id]) => id);
    expect(ids.length).toBe(sums.length);
    expect(ids.length).toBeGreaterThan(10);
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const [index, id] of ids.entries()) {
      const whole = await fetch(`${url}/f/${id}`, { headers: { cookie } });
      const bytes = Buffer.from(await whole.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sums[index]?.slice(0, 64));
      if (bytes.byteLength < 3) continue;
      const range = await fetch(`${url}/f/${id}`, { headers: { cookie, range: `bytes=1-${bytes.byteLength - 2}` } });
      expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(1, -1))).toBe(true);
    }
    const root = /<code class="root">([0-9a-f]{128})<\/code>/.exec((await visitor.get('/verify')).text)?.[1];
    const tag = sums.findIndex((line) => / {2}coffre-[^/]*-r1\/tagmanifest-sha512\.txt$/.test(line));
    const bytes = Buffer.from(await (await fetch(`${url}/f/${ids[tag]}`, { headers: { cookie } })).arrayBuffer());
    expect(createHash('sha512').update(bytes).digest('hex')).toBe(root);
  });

  test('confirms, declares the cut-over and concludes; each act is in the contract with a receipt', async () => {
    const sentence = 'I have recovered the whole of my data and configurations';
    await visitor.submit('/confirm', '/confirm/conclude');
    expect(await sign(visitor, { sentence })).toContain('not everything is confirmed');
    await visitor.submit('/confirm', '/confirm/items', { everything: '1' });
    expect(await sign(visitor, { sentence })).toContain('Your declaration is in the evidence log');
    await visitor.submit('/confirm', '/confirm/cutover', { how: 'mx-moved', on: '2027-06-30' });
    await sign(visitor);
    await visitor.submit('/confirm', '/confirm/conclude');
    await sign(visitor, { sentence });
    expect((await visitor.get('/')).text).toContain('Services terminated');
    const shown = (await platform.json('contract', 'show', 'acme')).document;
    expect(shown.lifecycle).toMatchObject({ kind: 'terminated', effectiveTermination: '2027-07-01' });

    const page = (await visitor.get('/receipts')).text;
    const pdfs = [...page.matchAll(/href="(\/receipts\/[^"]*)\.pdf"/g)].map(([, path]) => path);
    expect(pdfs.length).toBeGreaterThanOrEqual(4);
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const [last = ''] = pdfs.slice(-1);
    const pdf = Buffer.from(await (await fetch(`${url}${last}.pdf`, { headers: { cookie } })).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const twin = JSON.parse((await visitor.get(`${last}.json`)).text) as { readonly data: object };
    expect(twin.data).toMatchObject({
      act: 'recovery.confirmed',
      channel: 'portal',
      secondFactor: true,
      statement: sentence,
    });
    expect((await visitor.get('/receipts/nobody.json')).status).toBe(404);
    await expect
      .poll(() => mailer.sent.filter(({ subject }) => subject.includes('votre confirmation')).length, {
        timeout: 10_000,
      })
      .toBeGreaterThanOrEqual(2);
    const told = mailer.sent.filter(({ id }) => id.startsWith('duty-')).map(({ id }) => id);
    expect(new Set(told).size, 'no mail is sent twice').toBe(told.length);
  });

  test('is out within a minute once a command beside the daemon revokes the link', async () => {
    const [link] = (await platform.json('links', 'list')).document.links;
    expect((await visitor.get('/')).status).toBe(200);
    expect((await platform.json('links', 'revoke', link.id, '--reason', 'test')).document.recorded).toBe(true);
    await expect.poll(async () => (await visitor.get('/')).status, { timeout: 10_000 }).toBe(401);
  });

  test('sees nothing of another client, and a link without a package shows none', async () => {
    const { document } = await platform.json(
      'links',
      'create',
      '--tenant',
      'acme',
      '--to',
      'x@acme.example',
      '--scope',
      'view',
    );
    const other = await inside(tokenOf(document.url));
    expect((await other.get('/download')).status).toBe(403);
    expect((await other.get('/evidence')).text).toContain('Récupération intégrale confirmée');
    const unknown = await platform.json('links', 'create', '--tenant', 'nobody', '--to', 'x@acme.example');
    expect([unknown.code, unknown.document.error.code]).toEqual([5, 'TENANT_UNKNOWN']);
    const nothing = await platform.json('links', 'revoke', 'aaaaaaaaaa');
    expect([nothing.code, nothing.document.error.code]).toEqual([5, 'LINK_NOT_FOUND']);
  });
});

test('what was sent is in the ledger once the daemon has stopped, and every item counts as covered', async () => {
  stop.abort();
  await served;
  const types = (await platform.json('audit', 'list', '--tenant', 'acme')).document.events;
  const counted = types.filter(({ type }: { type: string }) => type === 'bytes.served');
  expect(counted.length).toBeGreaterThan(0);
  expect(types.some(({ type }: { type: string }) => type === 'bytes.covered')).toBe(true);
});
