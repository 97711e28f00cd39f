/**
 * A client bound by everything that binds: contract, notice, proposals, links that were opened, revoked and never used, a risk
 * acknowledged, duties told, one item confirmed and another contested; and the ways to look at it and to lose it.
 */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadConfig } from '../../config/index.ts';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted, silentLogger, systemClock } from '../../core/index.ts';
import { type App, createApp, readMasterKey, serve, tendContracts } from '../../daemon/index.ts';
import { openVault, type Vault } from '../../vault/index.ts';
import type { JsonAnswer } from './cli-platform.ts';
import { APPROVER, type ContractPlatform, contractPlatform } from './contract-platform.ts';
import { type PortalVisitor, portalVisitor } from './portal-visitor.ts';

const ORIGIN = 'https://backup.example.org';
const MAIL = 'mail: { host: localhost, port: 25, requireTls: false, from: coffre@example.org, to: [ops@example.org] }';

/** Commands whose answers say everything that binds. */
export const VIEWS = [
  ['contract', 'show', 'acme'],
  ['contract', 'timeline', 'acme'],
  ['contract', 'list'],
  ['links', 'list'],
  ['audit', 'list'],
  ['audit', 'verify'],
  ['reversibility', 'status', 'acme'],
  ['reversibility', 'receipt', 'acme'],
  ['snapshots'],
] as const;

export interface BoundPlatform extends ContractPlatform {
  readonly mailer: MemoryMailer;
  /** What stands after `/l/` in the address of each link. */
  readonly tokens: { readonly opened: string; readonly revoked: string; readonly unused: string };
  /** What each of `VIEWS` answers, by the command's words. */
  views(): Promise<Readonly<Record<string, JsonAnswer>>>;
  /** Removes the state folder; with it the master key where asked, which then comes back from the kit. */
  loseState(alsoKey?: boolean): Promise<void>;
  /** The daemon looks at every contract and tells what nobody was told. */
  tend(): Promise<void>;
  /** Runs the daemon with its portal as long as `work` takes. */
  served<T>(work: (visitor: () => PortalVisitor) => Promise<T>): Promise<T>;
  /** Opens the vault beside the commands. */
  withVault<T>(work: (vault: Vault) => Promise<T>): Promise<T>;
}

export async function boundPlatform(): Promise<BoundPlatform> {
  const mailer = new MemoryMailer();
  const startMs = Date.parse('2027-03-31T10:00:00+02:00');
  const platform = await contractPlatform({ startMs, mailer, more: MAIL });
  const made = { ...platform, mailer, ...waysAround(platform, mailer) };
  return { ...made, tokens: await bind(made) };
}

type Ways = Omit<BoundPlatform, keyof ContractPlatform | 'tokens' | 'mailer'>;

function waysAround(platform: ContractPlatform, mailer: MemoryMailer): Ways {
  const opened = async (port?: number): Promise<App> => {
    const loaded = await loadConfig({ path: platform.config, env: {}, cwd: platform.root });
    const http = port === undefined ? loaded.config.http : { ...loaded.config.http, port };
    const clock = { ...systemClock, now: () => platform.calendar.now() };
    const given = { loaded: { ...loaded, config: { ...loaded.config, http } }, clock, log: silentLogger };
    return createApp({ ...given, actor: 'coffre', mailer }, neverAborted);
  };
  return {
    views: async () => {
      const answers: Record<string, JsonAnswer> = {};
      for (const view of VIEWS) answers[view.join(' ')] = await platform.json(...view);
      return answers;
    },
    loseState: async (alsoKey = false) => {
      await rm(platform.stateDir, { recursive: true, force: true });
      if (!alsoKey) return;
      await rm(join(platform.root, 'master.key'));
      done(await platform.json('kit', 'restore', 'kit.txt'));
    },
    tend: async () => {
      const app = await opened();
      await tendContracts(app, neverAborted);
      await app.close();
    },
    served: async (work) => {
      const port = await freePort();
      const app = await opened(port);
      const stop = new AbortController();
      const running = serve(app, stop.signal);
      const url = `http://127.0.0.1:${port}`;
      try {
        while (!(await Promise.race([answers(url), running.then(() => true)])))
          await systemClock.sleep(20, neverAborted);
        return await work(() => portalVisitor(url, ORIGIN));
      } finally {
        stop.abort();
        await running;
        await app.close();
      }
    },
    withVault: async (work) => {
      const store = await openFilesystemStore({ path: platform.vaultDir, clock: systemClock });
      const masterKey = await readMasterKey(join(platform.root, 'master.key'));
      const vault = await openVault({ store, masterKey, clock: platform.calendar, signal: neverAborted });
      try {
        return await work(vault);
      } finally {
        await vault.close();
        await store.close();
      }
    },
  };
}

/** Lives the contract up to a hand-over of which one item is confirmed and the other contested. */
async function bind(platform: ContractPlatform & Ways): Promise<BoundPlatform['tokens']> {
  const json = (...args: string[]): Promise<JsonAnswer> => platform.json(...args);
  const event = (...args: [string, ...string[]]): Promise<JsonAnswer> => platform.event(...args);
  const approve = async (command: readonly string[], answer: JsonAnswer): Promise<void> =>
    void done(await platform.by(APPROVER, ...command, '--approve', done(answer).document.proposal.id));
  await platform.place('acme', 'bob', 'submessage.pst');
  done(await platform.nextNight());
  const signed = ['--text', 'contract.pdf', '--subscribed', '2024-07-01', '--proof', 'signed-pdf:contract.pdf'];
  done(await json('contract', 'event', 'acme', 'contract.signed', ...signed));
  const letter =
    'letter={"form":"lrar","dispatched":"2027-03-24","firstPresented":"2027-03-26","received":"2027-03-30","outcome":"delivered"}';
  done(await event('notice.received', 'by=client', 'form=lrar', 'capacity=gérante', letter));
  for (const hold of ['h1', 'h2']) done(await event('hold.set', `holdId=${hold}`, 'reason=litigation', 'until=null'));
  await approve(['contract', 'event', 'acme'], await event('hold.released', 'holdId=h1'));
  // Nobody agrees to this one.
  done(await event('hold.released', 'holdId=h2'));

  const { snapshots } = done(await json('snapshots')).document;
  await judged(platform, snapshots[0].id);
  const restore = ['restore', snapshots[0].id, '--to', 'pst:risky.pst', '--cause', 'provider'];
  // The verdict is shown by the refusal, and can be acknowledged then.
  await json(...restore);
  done(await json(...restore, '--acknowledge-risk', 'the client insists'));
  done(await platform.nextNight());

  done(await json('reversibility', 'request', 'acme', '--paper', 'letter.pdf'));
  done(await json('reversibility', 'quote', 'acme', '--route', 'online', '--issue'));
  const prepared = done(await json('reversibility', 'prepare', 'acme', '--acknowledge-risk', 'the client insists'));
  if (prepared.document.package.items !== 2) throw new Error(`two items, not ${prepared.document.package.items}`);
  const delivered = done(await json('reversibility', 'deliver', 'acme')).document.delivery;
  const paper = ['--paper', 'letter.pdf'];
  const [contested, confirmed] = await itemsOf(platform);
  const contest = ['reversibility', 'record-contestation', 'acme'];
  const why = ['--reason', 'count-differs', '--text', 'Il manque un dossier.'];
  await approve(contest, await json(...contest, '--item', contested, ...why, ...paper));
  const confirm = ['reversibility', 'record-confirmation', 'acme'];
  await approve(confirm, await json(...confirm, '--item', confirmed, ...paper));

  const link = async (to: string) => done(await json('links', 'create', '--tenant', 'acme', '--to', to)).document;
  const [revoked, unused] = [await link('former@acme.example'), await link('it@acme.example')];
  done(await json('links', 'revoke', revoked.link.id, '--reason', 'left the company'));
  const tokens = { opened: tokenOf(delivered.url), revoked: tokenOf(revoked.url), unused: tokenOf(unused.url) };
  await platform.served(async (visitor) => {
    const { status } = await visitor().open(tokens.opened);
    if (status !== 303) throw new Error(`the link does not open: ${status}`);
  });
  await platform.tend();
  done(await json('kit', 'write', 'kit.txt'));
  return tokens;
}

const tokenOf = (url: string): string => url.slice(`${ORIGIN}/l/`.length);

function done(answer: JsonAnswer): JsonAnswer {
  if (answer.code !== 0) throw new Error(`${answer.code}: ${JSON.stringify(answer.document)}`);
  return answer;
}

/** A person finds the snapshot suspect. */
async function judged(platform: ContractPlatform & Ways, snapshot: string): Promise<void> {
  platform.calendar.advance(60_000);
  const at = new Date(platform.calendar.now()).toISOString();
  const reasons = ['3 of 4 attachments are unreadable'];
  const note = { kind: 'verdict', snapshot, at, by: 'zoe', rank: 'person', verdict: 'SUSPECT', reasons } as const;
  await platform.withVault((vault) =>
    vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, { ...note, scanner: 'eyes' }, { signal: neverAborted }),
  );
}

async function itemsOf(platform: ContractPlatform): Promise<readonly [string, string]> {
  const { stdout } = await platform.coffre('reversibility', 'status', 'acme');
  const [first = '', second = ''] = [...stdout.matchAll(/^(primary-\S+)/gm)].map(([, id = '']) => id);
  return [first, second];
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
