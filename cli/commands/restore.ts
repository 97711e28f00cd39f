import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { base32, formatBytes } from '../../core/index.ts';
import {
  type App,
  acceptRestoreCharge,
  findSnapshot,
  pipelineError,
  quoteRestore,
  type RestoreTarget,
  recordRestoreCharge,
  restoreSnapshot,
  type Snapshot,
  whoChanges,
} from '../../daemon/index.ts';
import { type CommandContext, line } from '../command.ts';
import { chargeDocument, chargeLine } from '../contract/index.ts';
import { cliError } from '../errors.ts';
import { oneOf, type Register, wholeNumber } from '../register.ts';

interface Options {
  readonly to: string;
  readonly acknowledgeRisk?: string;
  readonly dryRun?: boolean;
  readonly acceptCharge?: number;
  readonly minutes: number;
  readonly cause: 'client' | 'provider' | 'rehearsal' | 'verification' | 'hand-over';
}

/** Most cents that may be accepted for one restore: a typing error of two digits is not accepted. */
const MOST_CENTS = 100_000_00;
/** A working week of labour. */
const MOST_MINUTES = 5 * 24 * 60;

/** `restore SNAPSHOT --to pst:FILE | mailbox:ADDRESS`: restore, proven. */
export const registerRestore: Register = (program: Command, run) => {
  program
    .command('restore')
    .argument('<snapshot>', 'id of a snapshot, or the start of one')
    .description('restore a snapshot, proven to the last byte')
    .requiredOption('--to <target>', 'pst:FILE (a folder when there are several parts) or mailbox:ADDRESS')
    .option('--acknowledge-risk <reason>', 'restore what is not clean all the same; recorded with your name')
    .option(
      '--accept-charge <cents>',
      'what the client accepted to pay, without tax: a ceiling',
      wholeNumber(0, MOST_CENTS),
    )
    .option('--minutes <minutes>', 'labour, without the time of machines', wholeNumber(0, MOST_MINUTES), 0)
    .option(
      '--cause <cause>',
      'client, provider, rehearsal, verification or hand-over; only the client’s own is charged',
      oneOf('client', 'provider', 'rehearsal', 'verification', 'hand-over'),
      'client',
    )
    .option('--dry-run', 'say what would be done, at which price')
    .action(
      run<Options>(async (context, options, id = '') => {
        const app = await context.app();
        const catalog = await app.catalog();
        const snapshot = await findSnapshot(catalog, id);
        const wanted = parseTarget(options.to);
        const { minutes, cause } = options;
        const { tenant } = snapshot;
        const priced = { tenant, minutes, cause, acceptedCents: options.acceptCharge ?? null };
        const ledger = await app.ledger();
        if (options.dryRun === true) {
          const { lang } = context.globals;
          const quoted = await quoteRestore(ledger, priced);
          const answer = dryRun(snapshot, options.to);
          return {
            ...answer,
            document: { ...answer.document, charge: chargeDocument(quoted) },
            blocks: [...answer.blocks, chargeLine(quoted, lang)],
          };
        }
        const actor = whoChanges(app.config, context.actor, tenant);
        const contract = { ledger, clock: app.clock, random: app.random };
        const { target, dispose } = await openTarget(app, context, snapshot, wanted);
        try {
          const { signal } = context;
          const quoted = await acceptRestoreCharge(contract, { ...priced, actor, snapshot: snapshot.id }, signal);
          const price = chargeLine(quoted, context.globals.lang);
          if (price.block === 'line') context.tell(price.text);
          const report = await restoreSnapshot(
            {
              vault: await app.vault(),
              catalog,
              ledger,
              clock: app.clock,
              random: app.random,
              onProgress: context.onProgress,
            },
            {
              snapshot,
              target,
              actor: actor.id,
              acknowledgement: options.acknowledgeRisk ?? null,
              signal: context.signal,
            },
          );
          await recordRestoreCharge(contract, { ...priced, actor, restoreId: report.id }, signal);
          const size = formatBytes(report.bytes);
          return {
            document: { restore: report, charge: chargeDocument(quoted) },
            blocks: [
              line(
                `Restauré ${snapshot.mailbox} de la nuit du ${snapshot.night} vers ${report.target} : ${report.items} éléments, ${size}, SHA-256 vérifié ${report.sha256}`,
                `Restored ${snapshot.mailbox} of the night of ${snapshot.night} to ${report.target}: ${report.items} items, ${size}, SHA-256 verified ${report.sha256}`,
              ),
            ],
            exit: report.status === 'ok' ? 'done' : 'partial',
          };
        } finally {
          await dispose();
        }
      }),
    );
};

function parseTarget(text: string): { readonly kind: 'pst' | 'mailbox'; readonly value: string } {
  const match = /^(pst|mailbox):(.+)$/s.exec(text);
  if (match === null) throw cliError('RESTORE_TARGET_UNKNOWN', `${JSON.stringify(text.slice(0, 80))} is no target`);
  return { kind: match[1] === 'pst' ? 'pst' : 'mailbox', value: match[2] ?? '' };
}

function dryRun(snapshot: Snapshot, to: string) {
  const size = formatBytes(snapshot.sourceBytes);
  return {
    document: {
      dryRun: true,
      snapshot: snapshot.id,
      target: to,
      items: snapshot.counts.items,
      bytes: snapshot.sourceBytes,
      verdict: snapshot.verdict,
    },
    blocks: [
      line(
        `Serait restauré : ${snapshot.mailbox}, nuit du ${snapshot.night}, ${snapshot.counts.items} éléments, ${size}, verdict ${snapshot.verdict}, vers ${to}`,
        `Would restore ${snapshot.mailbox}, night of ${snapshot.night}, ${snapshot.counts.items} items, ${size}, verdict ${snapshot.verdict}, to ${to}`,
      ),
    ],
    exit: 'done',
  } as const;
}

async function openTarget(
  app: App,
  context: CommandContext,
  snapshot: Snapshot,
  wanted: ReturnType<typeof parseTarget>,
): Promise<{ readonly target: RestoreTarget; readonly dispose: () => Promise<void> }> {
  if (wanted.kind === 'pst') {
    return { target: { kind: 'pst', path: resolve(context.cwd, wanted.value) }, dispose: () => Promise.resolve() };
  }
  const { target } = await app.sourceOf(snapshot.tenant);
  if (target === null) throw pipelineError('RESTORE_NO_TARGET', `the source of ${snapshot.tenant} takes no mail back`);
  const spoolDir = join(app.config.stateDir, 'restores', base32(app.random(10)));
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  // Dated and named after the night, so that a person finds it and nothing of theirs is touched.
  const folder = `Restauration ${snapshot.night} ${base32(app.random(3))}`;
  return {
    target: { kind: 'mailbox', address: wanted.value, target, spoolDir, folder },
    dispose: () => rm(spoolDir, { recursive: true, force: true }),
  };
}
