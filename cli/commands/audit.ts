import type { Command } from 'commander';
import { canonicalJson, hasCode } from '../../core/index.ts';
import type { App } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { writeNewFile } from '../contract/index.ts';
import { shortTime } from '../format.ts';
import type { Register } from '../register.ts';

/** `audit list|verify|export`: the acts that bind people, and their proof. */
export const registerAudit: Register = (program: Command, run) => {
  const audit = program.command('audit').description('evidence: who did what, when');

  audit
    .command('list')
    .description('the acts recorded')
    .option('--tenant <id>', 'concerning this tenant')
    .option('--type <type>', 'of this type')
    .action(
      run<{ readonly tenant?: string; readonly type?: string }>(async (context, filter) => {
        const app = await context.app();
        const events = await (await app.ledger()).events(filter);
        const zone = app.config.organisation.timezone;
        const rows = events.map((one) => [
          String(one.seq),
          shortTime(one.at, zone),
          one.actor,
          one.type,
          one.tenant ?? '–',
          one.hash.slice(0, 12),
        ]);
        const columns = [
          column('N°', 'No', 'right'),
          column('Quand', 'When'),
          column('Qui', 'Who'),
          column('Acte', 'Act'),
          column('Client', 'Tenant'),
          column('Empreinte', 'Hash'),
        ];
        return { document: { events }, blocks: [table(columns, rows)], exit: 'done' };
      }),
    );

  audit
    .command('verify')
    .description('compare the local ledger with the vault, act by act')
    .action(
      run(async (context) => {
        const app = await context.app();
        const ledger = await app.ledger();
        const findings = await ledger.verify(context.signal);
        const checked = await countActs(app, context.signal);
        const failed = findings.filter((one) => one.severity === 'error').length;
        return {
          document: { checked, failed, findings },
          blocks: [
            ...findings.map((one) =>
              line(`acte ${one.seq} : ${one.code} : ${one.message}`, `act ${one.seq}: ${one.code}: ${one.message}`),
            ),
            line(`${checked} acte(s) vérifié(s), ${failed} en défaut`, `${checked} acts checked, ${failed} failed`),
          ],
          exit: failed === 0 ? 'done' : 'integrity',
        };
      }),
    );

  audit
    .command('export')
    .argument('<file>', 'file to write, one act a line (canonical JSON)')
    .description('write every act to a file that other programs can check')
    .option(
      '--tenant <id>',
      'the acts that concern this tenant: each with its hash, the chain between them is not whole',
    )
    .action(
      run<{ readonly tenant?: string }>(async (context, filter, file = '') => {
        const ledger = await (await context.app()).ledger();
        const events = await ledger.events(filter);
        const lines = events.map((one) => `${canonicalJson({ ...one })}\n`).join('');
        const path = await writeNewFile(context.cwd, file, lines);
        const whole = filter.tenant === undefined;
        return {
          document: { file: path, events: events.length, head: events.at(-1)?.hash ?? null, whole },
          blocks: [
            line(`${events.length} acte(s) écrit(s) dans ${path}`, `${events.length} acts written to ${path}`),
            ...(whole
              ? []
              : [
                  line(
                    'actes d’un seul client : la chaîne entière est celle de l’export sans --tenant',
                    'acts of one tenant: the whole chain is that of the export without --tenant',
                  ),
                ]),
          ],
          exit: 'done',
        };
      }),
    );
};

/** As many as the local file has; where that cannot be read, as many as the vault has. */
async function countActs(app: App, signal: AbortSignal): Promise<number> {
  try {
    return (await (await app.ledger()).events()).length;
  } catch (error) {
    if (!hasCode(error, 'LEDGER_BROKEN')) throw error;
    let acts = 0;
    for await (const one of (await app.vault()).acts(signal)) if ('body' in one) acts++;
    return acts;
  }
}
