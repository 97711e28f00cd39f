import type { Command } from 'commander';
import { readStatus } from '../../daemon/index.ts';
import { type Block, column, line, table } from '../command.ts';
import { shortTime } from '../format.ts';
import type { Register } from '../register.ts';

/** `status`: one screen. Exit 0 when the last night is good, 3 when something is missing, 1 when it failed. */
export const registerStatus: Register = (program: Command, run) => {
  program
    .command('status')
    .description('one screen: last night per tenant, verified age, alarms, next run')
    .action(
      run(async (context) => {
        const app = await context.app();
        const status = await readStatus(app, context.signal);
        const zone = app.config.organisation.timezone;
        const rows = status.tenants.map((one) => [
          one.tenant,
          String(one.mailboxes),
          String(one.ok),
          String(one.partial),
          String(one.failed),
          one.worstVerdict,
          one.oldestVerifiedAt === null ? '–' : shortTime(one.oldestVerifiedAt, zone),
        ]);
        const columns = [
          column('Client', 'Tenant'),
          column('Boîtes', 'Mailboxes', 'right'),
          column('OK', 'OK', 'right'),
          column('Partielles', 'Partial', 'right'),
          column('Échecs', 'Failed', 'right'),
          column('Pire verdict', 'Worst verdict'),
          column('Preuve la plus ancienne', 'Oldest proof'),
        ];
        const blocks: Block[] = [];
        const last = status.lastRun;
        blocks.push(
          last === null
            ? line('Aucune nuit encore.', 'No night yet.')
            : line(`Dernière nuit : ${last.night}, ${last.status}`, `Last night: ${last.night}, ${last.status}`),
          table(columns, rows),
          line(
            `Prochaine nuit : ${shortTime(status.nextRunAt, zone)}`,
            `Next night: ${shortTime(status.nextRunAt, zone)}`,
          ),
        );
        if (!status.immutable) {
          blocks.push(
            line(
              'Le magasin ne verrouille pas ses objets : non immuable.',
              'The store does not lock objects: not immutable.',
            ),
          );
        }
        for (const alarm of status.alarms) blocks.push(line(`ALARME ${alarm}`, `ALARM ${alarm}`));
        const exit =
          last === null || last.status === 'ok' || last.status === 'running'
            ? 'done'
            : last.status === 'partial'
              ? 'partial'
              : 'failed';
        return { document: status, blocks, exit };
      }),
    );
};
