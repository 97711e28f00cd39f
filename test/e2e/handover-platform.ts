/**
 * An installation that saves one tenant of the Exchange lab over SSH and PowerShell to a folder, on a calendar that the test
 * moves; its commands run in this process. The contract of that tenant is signed and its notice received.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliPlatform, cliPlatform, type JsonAnswer, parseDocument } from '../harness/cli-platform.ts';
import { APPROVER, moveTo } from '../harness/contract-platform.ts';

export const TENANT = 'beranger';
/** Day after the end of the term that the notice ends. */
export const AFTER_END = '2027-07-01';

export interface HandoverPlatform extends CliPlatform {
  /** The same command by another person, with `--json`. */
  by(person: string, ...args: string[]): Promise<JsonAnswer>;
  /** One proposes with a signed paper, the approver agrees. */
  onPaper(...args: string[]): Promise<void>;
  /** As `json`, in a process of its own: whatever its SSH sessions leave behind goes with it. */
  apart(...args: string[]): Promise<JsonAnswer>;
}

const CHILD = join(import.meta.dirname, '../children/cli-child.ts');

/** `exchange`: what `lab start` printed. Rejects where a step of the contract is not taken. */
export async function handoverPlatform(exchange: Readonly<Record<string, string>>): Promise<HandoverPlatform> {
  const secrets = await mkdtemp(join(tmpdir(), 'coffre-handover-'));
  const passwordFile = join(secrets, 'exchange.password');
  await writeFile(passwordFile, `${exchange['EXCHANGE_PASSWORD'] ?? ''}\n`, { mode: 0o600 });
  const platform = await cliPlatform({
    tenants: [TENANT],
    tenantMore: `${MATCH}, ${CONTRACT}`,
    sources: sourceOf(exchange, passwordFile),
    more: `people: [{ name: ${APPROVER}, role: approver }]\nlimits: { mailboxesAtOnce: 8 }`,
    startMs: Date.parse('2027-03-31T10:00:00+02:00'),
  });
  for (const name of ['contract.pdf', 'letter.pdf', 'slip.pdf', 'receipt.pdf'])
    await writeFile(join(platform.root, name), `${name}\n`);
  const done = async (answer: Promise<JsonAnswer>): Promise<JsonAnswer> => {
    const given = await answer;
    if (given.code !== 0) throw new Error(`${given.code}: ${JSON.stringify(given.document)}`);
    return given;
  };
  const event = (type: string, ...more: string[]) => done(platform.json('contract', 'event', TENANT, type, ...more));
  await event(
    ...['contract.signed', '--text', 'contract.pdf', '--subscribed', '2024-07-01'],
    ...['--proof', 'signed-pdf:contract.pdf'],
  );
  const letter =
    '{"form":"lrar","dispatched":"2027-03-24","firstPresented":"2027-03-26","received":"2027-03-30","outcome":"delivered"}';
  await event(
    ...['notice.received', '--set', 'by=client', '--set', 'form=lrar', '--set', 'capacity=gérante'],
    ...['--set', `letter=${letter}`, '--proof', 'letter:letter.pdf', '--proof', 'slip:slip.pdf'],
  );
  await moveTo(platform, TENANT, AFTER_END);
  const by = (person: string, ...args: string[]) => platform.json('--as', person, ...args);
  return {
    ...platform,
    by,
    onPaper: async (act, ...args) => {
      const { document } = await done(
        platform.json('reversibility', act ?? '', TENANT, ...args, '--paper', 'letter.pdf'),
      );
      await done(by(APPROVER, 'reversibility', act ?? '', TENANT, '--approve', document.proposal.id));
    },
    apart: async (...args) => {
      const call = [
        CHILD,
        platform.root,
        String(platform.calendar.now()),
        '--config',
        platform.config,
        '--json',
        ...args,
      ];
      return new Promise((resolve, reject) => {
        execFile(process.execPath, call, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
          const code = error === null ? 0 : error.code;
          if (typeof code === 'number') resolve(parseDocument({ code, stdout, stderr }));
          else reject(new Error(`${args.join(' ')} ended with ${error?.signal}: ${stderr.slice(-4000)}`));
        });
      });
    },
    close: async () => {
      await platform.close();
      await rm(secrets, { recursive: true, force: true });
    },
  };
}

const MATCH =
  'match: { customAttribute1: BERANGER, organizationalUnit: hosting.test/Clients/Ateliers Béranger, domains: [ateliers-beranger.test] }';
const CONTRACT =
  "contract: { id: c-2024-031, dataActScope: 'no', dataActReason: conventional hosting, dataActReviewer: counsel, monthlyPriceCents: 13965, signatory: { name: Émile Béranger, capacity: gérant, email: e.beranger@ateliers-beranger.test } }";

function sourceOf(exchange: Readonly<Record<string, string>>, passwordFile: string): string {
  const value = (name: string): string => JSON.stringify(exchange[`EXCHANGE_${name}`] ?? '');
  const ssh = `host: ${value('SSH_HOST')}, port: ${exchange['EXCHANGE_SSH_PORT'] ?? ''}, user: ${value('SSH_USER')}`;
  const keys = `hostKeySha256: [${value('SSH_HOST_KEY_SHA256')}], privateKeyFile: ${value('SSH_KEY_FILE')}`;
  return `sources:
  - id: drop
    kind: exchange
    site: rennes
    ssh: { ${ssh}, ${keys} }
    exchange: { connect: credential, uri: ${value('URI')}, user: ${value('USER')}, passwordFile: ${JSON.stringify(passwordFile)} }
    share: { unc: ${value('SHARE_UNC')}, sftp: ${value('SHARE_SFTP')} }
    limits: { concurrency: 8, pollSeconds: 2 }`;
}
