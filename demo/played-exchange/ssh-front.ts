import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type ClientInfo, type Connection, type ServerChannel, type Session } from 'ssh2';
import { fingerprint } from '../../connectors/exchange/index.ts';
import type { Logon, Ran } from './script-host.ts';
import { type SftpService, serveSftp } from './sftp-service.ts';
import { newKeyPair } from './ssh-keys.ts';

/** OpenSSH's MaxSessions. */
const MOST_CHANNELS = 10;

/** A script reads one line with a user name and a password. */
const STDIN_BYTES = 65_536;

export interface SshFrontOptions {
  readonly user: string;
  readonly password: string;
  readonly run: (line: string, stdin: string, logon: Logon) => Promise<Ran>;
  readonly sftp: Omit<SftpService, 'alive' | 'answered'>;
  /** A connection ends once it has sent that many bytes; null: never. */
  readonly dropAfter: () => number | null;
}

/** The SSH side of the played server on 127.0.0.1: password and key logon, SFTP, commands without a terminal; a host key of its own. */
export class SshFront {
  readonly privateKey: string;
  readonly #options: SshFrontOptions;
  readonly #authorized: Buffer;
  readonly #net: NetServer;
  readonly #sockets = new Set<Socket>();
  #ssh: ssh2.Server;
  #hostKeySha256: string;

  constructor(options: SshFrontOptions) {
    this.#options = options;
    const account = newKeyPair();
    this.privateKey = account.private;
    this.#authorized = account.blob;
    const host = newKeyPair();
    this.#ssh = this.#server(host.private);
    this.#hostKeySha256 = fingerprint(host.blob);
    this.#net = createServer((socket) => this.#take(socket));
  }

  get hostKeySha256(): string {
    return this.#hostKeySha256;
  }

  /** Starts on a free port and answers it. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#net.once('error', reject);
      this.#net.listen(0, '127.0.0.1', () => {
        const address = this.#net.address();
        if (address === null || typeof address === 'string') return reject(new RangeError('the server has no port'));
        resolve(address.port);
      });
    });
  }

  /** A new host key for the connections to come. */
  rotateHostKey(): string {
    const host = newKeyPair();
    this.#ssh = this.#server(host.private);
    this.#hostKeySha256 = fingerprint(host.blob);
    return this.#hostKeySha256;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#net.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #server(hostKey: string): ssh2.Server {
    const server = new ssh2.Server({ hostKeys: [hostKey], ident: 'OpenSSH_for_Windows_7.7' });
    // A connection is announced with its peer's port, which tells whose socket it is: all come from this machine.
    server.on('connection', (client: Connection, { port }: ClientInfo) => {
      const socket = [...this.#sockets].find((one) => one.remotePort === port);
      if (socket === undefined) client.end();
      else this.#serve(client, socket);
    });
    server.on('error', () => undefined);
    return server;
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    this.#ssh.injectSocket(socket);
  }

  #serve(client: Connection, socket: Socket): void {
    let logon: Logon = 'password';
    let channels = 0;
    const alive = (): boolean => !socket.destroyed && !socket.writableEnded;
    const answered = (): void => {
      const limit = this.#options.dropAfter();
      if (limit !== null && socket.bytesWritten > limit) socket.destroySoon();
    };
    client.on('error', () => undefined);
    client.on('authentication', (context: AuthContext) => {
      const allowed = this.#allows(context);
      if (allowed !== null) logon = allowed;
      if (allowed !== null) context.accept();
      else context.reject(['publickey', 'password']);
    });
    client.on('session', (accept, reject) => {
      if (channels >= MOST_CHANNELS) return reject();
      channels++;
      const session: Session = accept();
      session.on('close', () => channels--);
      session.on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        sftp.on('error', () => undefined);
        const serving = serveSftp(sftp, { ...this.#options.sftp, alive, answered });
        sftp.once('close', () => serving.close());
        socket.once('close', () => serving.close());
      });
      session.on('exec', (acceptExec, _reject, { command }) => {
        void this.#run(acceptExec(), command, logon, answered);
      });
    });
  }

  #allows(context: AuthContext): Logon | null {
    const { user, password } = this.#options;
    if (context.username.toLowerCase() !== user.toLowerCase()) return null;
    if (context.method === 'password') return context.password === password ? 'password' : null;
    if (context.method !== 'publickey') return null;
    const { key, signature, blob, hashAlgo } = context;
    if (key.data.length !== this.#authorized.length || !timingSafeEqual(key.data, this.#authorized)) return null;
    // Without a signature the client only asks whether the key would do.
    if (signature === undefined || blob === undefined) return 'key';
    const parsed = ssh2.utils.parseKey(key.data);
    if (parsed instanceof Error) return null;
    return parsed.verify(blob, signature, hashAlgo) === true ? 'key' : null;
  }

  async #run(channel: ServerChannel, command: string, logon: Logon, answered: () => void): Promise<void> {
    channel.on('error', () => undefined);
    const ran = await readAll(channel)
      .then((stdin) => this.#options.run(command, stdin, logon))
      .catch(() => null);
    if (ran === null) return channel.close();
    channel.stderr.write(ran.stderr);
    channel.write(ran.stdout);
    channel.exit(ran.code);
    channel.end();
    answered();
  }
}

/** Everything that comes before the client ends its side. Not by `for await`: that may end the channel's other side as well. */
function readAll(channel: ServerChannel): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    channel.on('data', (part: Buffer) => {
      size += part.length;
      if (size > STDIN_BYTES) reject(new RangeError('more came on standard input than a script reads'));
      else parts.push(part);
    });
    channel.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    channel.once('close', () => reject(new Error('the channel closed before its input ended')));
  });
}
