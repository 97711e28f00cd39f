import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../config/index.ts';
import { neverAborted, silentLogger, systemClock } from '../../core/index.ts';
import { tendContract } from '../../daemon/contracts/tend-contract.ts';
import { createApp } from '../../daemon/index.ts';
import { type CliPlatform, type CliPlatformOptions, cliPlatform, type JsonAnswer } from './cli-platform.ts';

/** People of the configuration: one proposes, another approves. */
export const TECHNICIAN = 'claire';
export const APPROVER = 'marie';

export interface ContractPlatform extends CliPlatform {
  /** The same command by another person, with `--json`. */
  by(person: string, ...args: string[]): Promise<JsonAnswer>;
  /** Records an event with each `KEY=VALUE`; a paper `signed-pdf:letter.pdf` as proof. */
  event(type: string, ...settings: string[]): Promise<JsonAnswer>;
  /** Moves the calendar to the morning of a day; the daemon looks at the contract as it would have, a moment before and then. */
  goTo(day: string): Promise<void>;
}

const CONTRACT =
  "contract: { id: c-2024-017, dataActScope: 'no', dataActReason: conventional hosting, dataActReviewer: counsel, monthlyPriceCents: 9310, signatory: { name: Anne Martin, capacity: gérante, email: anne@acme.example }, restore: { support: none, tariffCents: 4500 } }";

/** A platform whose client `acme` has a contract section and one saved mailbox, with papers to hash. */
export async function contractPlatform(
  options: Pick<CliPlatformOptions, 'startMs' | 'mailer' | 'more'> = {},
): Promise<ContractPlatform> {
  const platform = await cliPlatform({
    tenants: ['acme'],
    tenantMore: CONTRACT,
    ...options,
    more: `people: [{ name: ${APPROVER}, role: approver }]\nhttp: { publicUrl: "https://backup.example.org" }\n${options.more ?? ''}`,
  });
  for (const name of ['contract.pdf', 'letter.pdf', 'slip.pdf'])
    await writeFile(join(platform.root, name), `${name}\n`);
  await platform.place('acme', 'ann', 'contacts.pst');
  await platform.nextNight();
  return {
    ...platform,
    by: (person, ...args) => platform.json('--as', person, ...args),
    event: (type, ...settings) =>
      platform.json(
        ...['contract', 'event', 'acme', type, '--proof', 'signed-pdf:letter.pdf', '--proof', 'letter:letter.pdf'],
        ...settings.flatMap((one) => ['--set', one]),
      ),
    goTo: (day) => moveTo(platform, 'acme', day),
  };
}

/** Moves the calendar to the morning of a day; the daemon looks at the tenant's contract an hour before and then. */
export async function moveTo(platform: CliPlatform, tenant: string, day: string): Promise<void> {
  const until = Date.parse(`${day}T09:00:00Z`);
  const from = platform.calendar.now();
  if (until < from) throw new RangeError(`${day} is past`);
  platform.calendar.advance(until - from);
  const loaded = await loadConfig({ path: platform.config, env: platform.env, cwd: platform.root });
  const clock = { ...systemClock, now: () => platform.calendar.now() };
  const app = await createApp({ loaded, clock, log: silentLogger, actor: 'coffre' }, neverAborted);
  await tendContract(app, tenant, until - 3_600_000, neverAborted);
  await app.close();
}
