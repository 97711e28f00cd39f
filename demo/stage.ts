import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/index.ts';
import type { Mailer, MailMessage } from '../connectors/mail/index.ts';
import { createLogger, HurriedClock, type Logger, systemClock } from '../core/index.ts';
import {
  type App,
  type ContractState,
  createApp,
  initialise,
  type Run,
  type RunOutcome,
  readContract,
  serve,
  tendContracts,
} from '../daemon/index.ts';
import { createOutbox } from './outbox.ts';
import { type PlayedExchange, startPlayedExchange } from './played-exchange/index.ts';
import { GROWING, PEOPLE, WORLD } from './world.ts';

/** Waits are this much shorter than they are on a real platform; nothing else is. */
const HURRY = 60;

/** The evening of the first night, before the window opens. */
const BEGIN = Date.parse('2026-11-23T20:30:00+01:00');

export interface PlayedNight {
  readonly run: Run;
  readonly outcomes: readonly RunOutcome[];
}

/** A hoster's platform on stage: a played Exchange server, the real daemon on the embedded default, a simulated calendar. */
export interface Stage {
  readonly folder: string;
  readonly clock: HurriedClock;
  readonly server: PlayedExchange;
  readonly config: string;
  /** Where the portal answers. */
  readonly origin: string;
  app(): App;
  readonly mailer: Mailer;
  outbox(): readonly MailMessage[];
  /** Moves the calendar to the next evening and waits until the daemon has finished that night and told of it. */
  playNight(): Promise<PlayedNight>;
  /** Ends the daemon as SIGTERM would. */
  stopDaemon(): Promise<void>;
  /** Opens everything once without the daemon, as a command does. */
  look<T>(work: (app: App) => Promise<T>): Promise<T>;
  /** Starts it again, whatever became of its state folder meanwhile, and waits until it has gone on with the night. */
  startDaemon(): Promise<void>;
  /** The calendar goes on by `ms` while the daemon is stopped; then as `startDaemon`. */
  later(ms: number): Promise<void>;
  /** The daemon looks at every contract now instead of at its next turn. */
  tend(): Promise<void>;
  contract(tenant: string): Promise<ContractState>;
  /** A moment of real time; ends early, without an error, when the signal aborts. */
  pause(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(out: string | undefined, cwd: string, signal: AbortSignal): Promise<Stage> {
  const folder = out === undefined ? await mkdtemp(join(tmpdir(), 'coffre-demo-')) : resolve(cwd, out);
  await mkdir(folder, { recursive: true });
  const clock = new HurriedClock(BEGIN, HURRY);
  const tenants = WORLD.map(({ customAttribute1, organizationalUnit, domains, mailboxes }) => {
    return { customAttribute1, organizationalUnit, domains, mailboxes };
  });
  const server = await startPlayedExchange({ clock, world: { tenants }, uniqueExports: true, signal });
  const config = join(folder, 'coffre.yaml');
  await writeSecret(join(folder, 'exchange.key'), server.privateKey.reveal());
  await writeSecret(join(folder, 'exchange.password'), server.password.reveal());
  const httpPort = await freePort();
  await writeFile(config, yaml(server, httpPort));
  const kitPath = join(folder, 'coffre-kit.txt');
  await initialise({ configPath: config, choices: {}, kitPath, env: {}, cwd: folder, clock, signal });
  const logFile = join(folder, 'daemon.log');
  const outbox = createOutbox(join(folder, 'mail'));
  let night = 0;
  let running: { readonly app: App; readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  async function startDaemon(): Promise<void> {
    const stop = new AbortController();
    const log = openLog(logFile);
    const loaded = await loadConfig({ path: config, env: {}, cwd: folder });
    const both = AbortSignal.any([signal, stop.signal]);
    const app = await createApp({ loaded, clock, log, actor: 'coffre', mailer: outbox }, both);
    const done = serveAndClose(app, both);
    // Whoever stops the daemon or waits for a night is told; until then nobody is.
    done.catch(() => undefined);
    running = { app, stop, done };
  }

  async function stopDaemon(): Promise<void> {
    const stopping = running;
    running = undefined;
    stopping?.stop.abort(new DOMException('stopped', 'AbortError'));
    await stopping?.done;
  }

  function app(): App {
    if (running === undefined) throw new TypeError('the daemon is not running');
    return running.app;
  }

  /** Until a run that began at or after `since` has ended and a report has left that is not among the first `mails`. */
  async function nightOver(since: number, mails: number): Promise<Run> {
    const catalog = await app().catalog();
    for (;;) {
      const ended = (await catalog.runs.list(1)).find(
        (one) => one.endedAt !== null && Date.parse(one.startedAt) >= since,
      );
      const reported = outbox
        .sent()
        .slice(mails)
        .some((one) => one.id.startsWith(`report-${ended?.night}`));
      if (ended !== undefined && reported) return ended;
      const over = running?.done ?? Promise.resolve();
      await Promise.race([systemClock.sleep(20, signal), over.then(() => daemonEnded())]);
    }
  }

  async function restart(): Promise<void> {
    const [now, mails] = [clock.now(), outbox.sent().length];
    await startDaemon();
    await nightOver(now, mails);
  }

  await startDaemon();
  return {
    folder,
    clock,
    server,
    config,
    origin: `http://127.0.0.1:${httpPort}`,
    app,
    mailer: outbox,
    outbox: outbox.sent,
    stopDaemon,
    startDaemon: restart,
    later: async (ms) => {
      await stopDaemon();
      clock.jumpTo(clock.now() + ms);
      await restart();
    },
    tend: async () => {
      await tendContracts(app(), signal);
    },
    contract: async (tenant) => (await readContract(await app().ledger(), tenant)).state,
    look: async (work) => {
      const loaded = await loadConfig({ path: config, env: {}, cwd: folder });
      const opened = await createApp({ loaded, clock, log: openLog(logFile), actor: 'demo', mailer: outbox }, signal);
      try {
        return await work(opened);
      } finally {
        await opened.close();
      }
    },
    pause: (until) => systemClock.sleep(200, until).catch(() => undefined),
    playNight: async () => {
      const opensAt = Date.parse('2026-11-23T22:00:00+01:00') + night++ * 86_400_000;
      const mails = outbox.sent().length;
      clock.jumpTo(opensAt);
      const run = await nightOver(opensAt, mails);
      return { run, outcomes: await (await app().catalog()).runs.outcomes(run.id) };
    },
    close: async () => {
      await stopDaemon();
      await server.close();
    },
  };
}

async function serveAndClose(app: App, signal: AbortSignal): Promise<void> {
  try {
    await serve(app, signal);
  } finally {
    await app.close();
  }
}

function daemonEnded(): never {
  throw new Error('the daemon ended in the middle of the story');
}

async function writeSecret(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
}

function openLog(path: string): Logger {
  return createLogger({ level: 'info', path });
}

/** A port nobody uses; the story may run beside a real daemon. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise<void>((closed) => probe.close(() => closed()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function yaml(server: PlayedExchange, httpPort: number): string {
  const tenants = WORLD.map(
    (one) => `  - id: ${one.id}
    name: ${JSON.stringify(one.name)}
    source: ex1
    match:
      customAttribute1: ${one.customAttribute1}
      organizationalUnit: ${JSON.stringify(one.organizationalUnit)}
      domains: [${one.domains.join(', ')}]
    contract: ${one.contract}`,
  );
  return `# Written by coffre demo: a played Exchange server, the embedded default, a simulated calendar.
organisation: { name: OPTIMA DSI, country: FR, timezone: Europe/Paris, allowedCountries: [FR] }
stateDir: ./state
keys: { masterFile: ./master.key }
store: { kind: filesystem, path: ./vault, site: lyon, country: FR }
sources:
  - id: ex1
    kind: exchange
    site: rennes
    ssh:
      host: 127.0.0.1
      port: ${server.port}
      user: ${JSON.stringify(server.user)}
      hostKeySha256: [${JSON.stringify(server.hostKeySha256)}]
      privateKeyFile: ./exchange.key
    exchange:
      connect: credential
      uri: http://ex1.hosting.test/PowerShell/
      user: ${JSON.stringify(server.exchangeUser)}
      passwordFile: ./exchange.password
    share: { unc: ${JSON.stringify(server.share.unc)}, sftp: ${JSON.stringify(server.share.sftp)} }
    limits: { concurrency: 3, badItemLimit: 0, pollSeconds: 1 }
tenants:
${tenants.join('\n')}
mail: { host: localhost, port: 25, requireTls: false, from: coffre@optima-dsi.test, to: [exploitation@optima-dsi.test], language: fr }
http: { port: ${httpPort}, publicUrl: "http://127.0.0.1:${httpPort}" }
people:
  - { name: ${PEOPLE.technician}, role: technician }
  - { name: ${PEOPLE.approver}, role: approver }
log: { level: info }
# ${GROWING} grows from night to night.
`;
}
