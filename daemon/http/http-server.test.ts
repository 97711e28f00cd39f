import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger, SimulatedClock, silentLogger } from '../../core/index.ts';
import { night, runId } from '../../domain/index.ts';
import { createHttpServer, type HealthView, type HttpServerOptions } from './index.ts';

const view: HealthView = {
  ok: true,
  night: night('2026-11-24'),
  lastRun: {
    id: runId('run-2026-11-23-aaaaaaaaaa'),
    night: night('2026-11-23'),
    status: 'ok',
    endedAt: '2026-11-24T00:42:00Z',
  },
  storeReachable: true,
  queue: { waiting: 0, running: 1 },
};

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function started(change: Partial<HttpServerOptions> = {}) {
  const server = createHttpServer({
    status: async () => view,
    metrics: async () => 'coffre_up 1\n',
    log: silentLogger,
    port: 0,
    ...change,
  });
  cleanUps.push(() => server.close());
  return { server, ...(await server.start()) };
}

/** Everything that the server says to these bytes until it ends the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
    socket.write(bytes);
  });
}

function opened(port: number, bytes: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => undefined);
    socket.write(bytes);
  });
}

describe('health', () => {
  test('a healthy daemon answers 200 with what a watcher needs', async () => {
    const { url } = await started();
    const answer = await fetch(`${url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(view);
  });

  test('an unhealthy one answers 503 with the same fields', async () => {
    const { url } = await started({ status: async () => ({ ...view, ok: false, storeReachable: false }) });
    const answer = await fetch(`${url}/health`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ok: false, storeReachable: false });
  });

  test('a failing or silent status is 503 without a word of the error, while live still answers', async () => {
    const failing = await started({ status: () => Promise.reject(new Error('/secret/path of acme')) });
    const answer = await fetch(`${failing.url}/health`);
    expect([answer.status, await answer.text()]).toEqual([503, '{"ok":false}']);
    expect((await fetch(`${failing.url}/health/live`)).status).toBe(200);

    const clock = new SimulatedClock(0);
    let asked: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const hanging = await started({
      clock,
      status: () => {
        asked();
        return new Promise(() => undefined);
      },
    });
    const waiting = fetch(`${hanging.url}/health`);
    await reached;
    clock.advance(5000);
    expect((await waiting).status).toBe(503);
  });

  test('through a proxy it tells strangers nothing but ok, and metrics do not exist', async () => {
    const { url } = await started();
    for (const name of ['x-forwarded-for', 'forwarded', 'via']) {
      const headers = { [name]: '203.0.113.7' };
      expect(await (await fetch(`${url}/health`, { headers })).json()).toEqual({ ok: true });
      expect((await fetch(`${url}/metrics`, { headers })).status).toBe(404);
    }
  });
});

test('metrics are given as they are, in the format of Prometheus', async () => {
  const { url } = await started();
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(await answer.text()).toBe('coffre_up 1\n');
});

describe('every answer', () => {
  test.each(['/health', '/health/live', '/metrics', '/nothing', '/%zz', '/boom', '/big'])(
    '%s carries the protections',
    async (path) => {
      const { url } = await started({
        routes: [
          async (app) => {
            app.get('/boom', () => Promise.reject(new Error('inside')));
            app.post('/big', async () => 'never');
          },
        ],
      });
      const answer =
        path === '/big'
          ? await fetch(url + path, {
              method: 'POST',
              body: JSON.stringify('x'.repeat(70_000)),
              headers: { 'content-type': 'application/json' },
            })
          : await fetch(url + path);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('x-powered-by')).toBeNull();
      if (path === '/big') expect(answer.status).toBe(413);
      if (path === '/%zz') expect(answer.status).toBe(400);
    },
  );

  test('to bytes that are no HTTP is a short 400 with the protections, and the end', async () => {
    const { port } = await started();
    const said = await exchange(port, '\x16\x03\x01 not http\r\n\r\n');
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).toContain('cache-control: no-store');
    expect(said).toContain('"BAD_REQUEST"');
  });
});

describe('errors', () => {
  test('an error inside is logged under a reference and told without its words', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
    const { url } = await started({
      log,
      routes: [
        async (app) => {
          app.get('/link/:token', () => Promise.reject(new Error('secret of acme at /var/lib/coffre')));
        },
      ],
    });
    const answer = await fetch(`${url}/link/s3cr3t-token`, { headers: { 'request-id': 'chosen-by-client' } });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/secret|acme|coffre|stack/i);
    const { reference } = (JSON.parse(text) as { error: { reference: string } }).error;
    expect(reference).toMatch(/^[a-z2-7]{16}$/);
    const logged = lines.join('');
    expect(logged).toContain(reference);
    expect(logged).toContain('secret of acme');
    expect(logged).not.toContain('s3cr3t-token');
  });

  test('an unknown address is told nothing back', async () => {
    const { url } = await started();
    const text = await (await fetch(`${url}/<script>?q=acme`)).text();
    expect(text).toBe('{"error":{"code":"NOT_FOUND","message":"there is nothing here"}}');
  });

  test('a taken port is a coded error', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => new Promise((resolve) => blocker.close(() => resolve())));
    const { port } = blocker.address() as { port: number };
    await expect(started({ port })).rejects.toMatchObject({ code: 'HTTP_LISTEN_FAILED' });
  });
});

describe('listening and stopping', () => {
  test('it listens on the loopback address unless told otherwise', async () => {
    expect((await started()).host).toBe('127.0.0.1');
  });

  test('it is closed within two seconds with idle, half-sent, busy and silent connections open', async () => {
    let busy: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      busy = resolve;
    });
    const { server, port, url } = await started({
      routes: [
        async (app) => {
          app.get('/never', () => {
            busy();
            return new Promise(() => undefined);
          });
        },
      ],
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const sockets = await Promise.all([
      opened(port, ''),
      opened(port, 'GET /health HTTP/1.1\r\nHost: x\r\n'),
      opened(port, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n'),
      opened(port, 'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'),
    ]);
    await reached;
    const startedAt = performance.now();
    await server.close();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    for (const socket of sockets) socket.destroy();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  test('a request under way still gets its answer while stopping', async () => {
    let release: () => void = () => undefined;
    let busy: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      busy = resolve;
    });
    const { server, url } = await started({
      routes: [
        async (app) => {
          app.get('/slow', async () => {
            busy();
            await new Promise<void>((resolve) => {
              release = resolve;
            });
            return { done: true };
          });
        },
      ],
    });
    const answer = fetch(`${url}/slow`);
    await reached;
    const closed = server.close();
    release();
    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
  });

  test('closing what was never started is fine', async () => {
    const server = createHttpServer({ status: async () => view, metrics: async () => '', log: silentLogger, port: 0 });
    await expect(server.close()).resolves.toBeUndefined();
  });
});
