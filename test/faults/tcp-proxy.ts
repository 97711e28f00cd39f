/** A TCP proxy that cuts where a test wants it: in the middle of a request, or between a request and its answer. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Forwards this many more bytes to the server, then holds; `held` resolves there, `release` lets the rest go on. */
  hold(afterBytes: number): { readonly held: Promise<void>; release(): void };
  /** Cuts the connection on which the server next begins to answer, before the client sees a byte of it. */
  dropNextAnswer(): void;
  /** Answers dropped so far. */
  readonly dropped: number;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let gate: { left: number; reached: () => void; opened: Promise<void> } | null = null;
  let dropNext = false;
  let dropped = 0;

  const forward = async (from: Socket, to: Socket, pass: (bytes: Buffer) => Promise<boolean>): Promise<void> => {
    for await (const bytes of from as AsyncIterable<Buffer>) {
      if (!(await pass(bytes))) break;
      if (!to.write(bytes)) await once(to, 'drain');
    }
  };

  const waitAtGate = async (bytes: Buffer): Promise<boolean> => {
    const now = gate;
    if (now === null) return true;
    now.left -= bytes.byteLength;
    if (now.left <= 0) {
      now.reached();
      await now.opened;
    }
    return true;
  };

  const dropWhenAsked = async (): Promise<boolean> => {
    if (!dropNext) return true;
    dropNext = false;
    dropped++;
    return false;
  };

  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      // Either end takes the other along.
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const close = (): void => {
      client.destroy();
    };
    forward(client, upstream, waitAtGate).then(close, close);
    forward(upstream, client, dropWhenAsked).then(close, close);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    port: address.port,
    hold: (afterBytes) => {
      const reached = Promise.withResolvers<void>();
      const opened = Promise.withResolvers<void>();
      gate = { left: afterBytes, reached: reached.resolve, opened: opened.promise };
      const release = (): void => {
        gate = null;
        opened.resolve();
      };
      return { held: reached.promise, release };
    },
    dropNextAnswer: () => {
      dropNext = true;
    },
    get dropped() {
      return dropped;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
