import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlayedPortal } from '../test/harness/played-portal.ts';
import type { PortalVisitor } from '../test/harness/portal-visitor.ts';
import { closePortals, inside, startPortal } from './testing/started-portal.ts';

afterEach(closePortals);

describe('a file', () => {
  const byId = async (visitor: PortalVisitor, id: string, headers = {}) => visitor.get(`/f/${id}`, headers);

  test('comes whole, in parts and as a head, exactly as RFC 9110 says', async () => {
    const { portal } = await startPortal();
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
    const { portal } = await startPortal();
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
    const { portal, clock } = await startPortal();
    const { visitor, link } = await inside(portal);
    const file = portal.pack.files[3];
    if (file === undefined) throw new Error('no file');
    await byId(visitor, file.id, { range: 'bytes=0-1999999' });
    await byId(visitor, file.id, { range: 'bytes=2000000-' });
    await byId(visitor, portal.pack.files[0]?.id ?? '');
    const served = async () => portal.ledger.events({ type: 'bytes.served' });
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

  test('of the package that is at the client’s is told of that package, though the link names none', async () => {
    const { portal } = await startPortal({
      change: (options) => ({ ...options, openPackage: async () => portal.pack }),
    });
    const { visitor } = await inside(portal, { packageId: null });
    await byId(visitor, portal.pack.files[0]?.id ?? '');
    await portal.stop();
    const [act] = await portal.ledger.events({ type: 'bytes.served' });
    expect(act?.body['packageId']).toBe(portal.pack.id);
  });

  test('is no longer handed out once the link has given what it may', async () => {
    const { portal } = await startPortal();
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
    const { portal, clock } = await startPortal({ files: big });
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
    const { portal } = await startPortal({ files: big });
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

  test('counts with all it will give from its first byte on: several at once are not more than the link may give', async () => {
    const { portal } = await startPortal({ files: big });
    const { visitor } = await inside(portal, { maxBytes: 100_000_000 });
    const first = await hanging(portal, visitor);
    const second = await hanging(portal, visitor);
    expect([first.status, second.status]).toEqual([200, 403]);
    first.socket.destroy();
    // what was not sent is free again
    await expect
      .poll(async () => (await visitor.get(`/f/${portal.pack.files[0]?.id}`, { range: 'bytes=0-9' })).status)
      .toBe(206);
    await expect
      .poll(async () => {
        const third = await hanging(portal, visitor);
        third.socket.destroy();
        return third.status;
      })
      .toBe(200);
    second.socket.destroy();
  });

  test('pulls no more of the source than the socket takes', async () => {
    let pulled = 0;
    const { portal } = await startPortal({
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
    const { portal } = await startPortal({
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
