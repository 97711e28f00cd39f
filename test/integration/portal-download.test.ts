import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { type PlayedPortal, playedPortal } from '../harness/played-portal.ts';
import { type PortalVisitor, portalVisitor } from '../harness/portal-visitor.ts';
import { describeWith, succeeds } from './need.ts';

const run = promisify(execFile);
/** Above 200 MB, and no multiple of anything. */
const BYTES = 210_000_013;
const CUTS = 50;

/** Passes connections on and cuts each after so many bytes of the answer. */
interface CuttingProxy {
  readonly port: number;
  /** Bytes that left for the client. */
  readonly passed: () => number;
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

async function cuttingProxy(target: number, cutAfter: () => number | null): Promise<CuttingProxy> {
  let passed = 0;
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const limit = cutAfter();
    let here = 0;
    const both = [client, upstream];
    for (const one of both) one.on('error', () => both.forEach((other) => void other.destroy()));
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('end', () => client.end());
    upstream.on('data', (piece: Buffer) => {
      const part = limit === null ? piece : piece.subarray(0, Math.max(0, limit - here));
      here += part.byteLength;
      passed += part.byteLength;
      if (!client.write(part)) {
        upstream.pause();
        client.once('drain', () => upstream.resume());
      }
      if (limit === null || here < limit) return;
      cuts += 1;
      upstream.destroy();
      // what was written arrives; then the line is dead
      client.end(() => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => passed,
    cuts: () => cuts,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

let folder: string;
let portal: PlayedPortal;
let visitor: PortalVisitor;

const describeCurl = describeWith(succeeds('curl', '--version'), 'needs curl: apt-get install curl');

describeCurl('a download by curl, as the page says', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffre-curl-'));
    portal = await playedPortal({
      clock: systemClock,
      files: [
        { bag: 'bag-index', path: 'data/bags.json', bytes: 1000 },
        { bag: 'bag-mbx', path: 'data/mail.pst', bytes: BYTES },
        { bag: 'bag-mbx', path: 'data/archive.pst', bytes: 0 },
      ],
    });
    const { token } = await portal.link();
    visitor = portalVisitor(portal.url);
    await visitor.open(token);
    for (const name of ['coffre-acces.txt', 'coffre-curl.txt', 'SHA256SUMS']) {
      await writeFile(join(folder, name), (await visitor.get(`/download/${name}`)).text);
    }
  });
  afterEach(async () => {
    await portal.close();
    await rm(folder, { recursive: true });
  });

  test('of 210 MB through fifty cut connections fetches no byte twice and hashes right', async () => {
    const [, file] = portal.pack.files;
    if (file === undefined) throw new Error('no file');
    const step = Math.floor(BYTES / (CUTS + 1));
    let connections = 0;
    const proxy = await cuttingProxy(Number(new URL(portal.url).port), () => (connections++ < CUTS ? step : null));
    const page = (await visitor.get('/download')).text;
    const [line = ''] = /curl -f -C - [^\n<]*mail\.pst[^\n<]*/.exec(page.replaceAll('&quot;', '"')) ?? [];
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1);
    const args = words.map((one) => one.replace(portal.url, `http://127.0.0.1:${proxy.port}`));
    const path = join(folder, 'bag-mbx/data/mail.pst');

    const starts: number[] = [];
    for (let tries = 0; tries < CUTS + 5; tries++) {
      starts.push(existsSync(path) ? (await stat(path)).size : 0);
      const code = await run('curl', ['--silent', ...args], { cwd: folder }).then(
        () => 0,
        (error: { readonly code?: number }) => error.code ?? -1,
      );
      // 18: the transfer ended early; 56: the connection was reset
      expect([0, 18, 56]).toContain(code);
      if (code === 0) break;
    }
    await proxy.close();
    expect(proxy.cuts()).toBe(CUTS);
    expect(starts).toHaveLength(CUTS + 1);
    expect(await sha256(path)).toBe(file.sha256);
    // what passed is the file and the heads of its answers: nothing was fetched again
    const heads = proxy.passed() - BYTES;
    expect(heads).toBeGreaterThan(0);
    expect(heads).toBeLessThan((CUTS + 1) * 2048);
    // once more: all is there (416, which curl reports as 22), and nothing is fetched
    await expect(run('curl', ['--silent', ...words], { cwd: folder })).rejects.toMatchObject({ code: 22 });
    expect(await sha256(path)).toBe(file.sha256);

    await portal.stop();
    const acts = await portal.ledger.events({ type: 'bytes.served' });
    const told = acts.flatMap(
      ({ body }) => body['files'] as readonly { file: string; complete: boolean; aborted: number }[],
    );
    expect(told.filter((one) => one.file === file.id).at(-1)).toMatchObject({
      complete: true,
      covered: 'Dw==',
      parts: 4,
    });
    expect(told.reduce((sum, one) => sum + one.aborted, 0)).toBeGreaterThan(0);
  });

  test('of the whole package with one command, and again, gives what sha256sum finds right', async () => {
    const fetchAll = () => run('curl', ['--silent', '--config', 'coffre-curl.txt'], { cwd: folder });
    await fetchAll();
    await fetchAll().catch(() => undefined);
    await run('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: folder });
    expect((await stat(join(folder, 'bag-mbx/data/archive.pst'))).size).toBe(0);
  });

  test('with nothing but the key of downloads opens no page', async () => {
    const access = (await visitor.get('/download/coffre-acces.txt')).text;
    const [, cookie = ''] = /^Cookie: (.*)\n$/.exec(access) ?? [];
    const statuses = [];
    for (const path of [`/f/${portal.pack.files[0]?.id}`, '/', '/confirm', '/download/coffre-acces.txt']) {
      statuses.push((await fetch(portal.url + path, { headers: { cookie }, redirect: 'manual' })).status);
    }
    expect(statuses).toEqual([200, 401, 401, 401]);
  });
});
