import type { Command } from 'commander';
import { readStatus, type Status } from '../../daemon/index.ts';
import { type Block, column, heading, line, table } from '../command.ts';
import { lifecycleNames } from '../contract/index.ts';
import { shortTime } from '../format.ts';
import type { Register } from '../register.ts';

/** `status`: one screen. Exit 0 when the last night is good, 3 when something is missing, 1 when it failed. */
export const registerStatus: Register = (program: Command, run) => {
  program
    .command('status')
    .description('one screen: last night per tenant, verified age, alarms, next run, contracts waiting for something')
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
        blocks.push(...contractBlocks(status.contracts));
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

const MARKS = { info: ' ', warning: '!', alarm: '!!' } as const;

/** Contracts that wait for something, gravest first within each; nothing where none does. */
function contractBlocks(contracts: Status['contracts']): readonly Block[] {
  const waiting = contracts.filter(({ due }) => due.length > 0);
  if (waiting.length === 0) return [];
  const rank = (severity: keyof typeof MARKS): number => -MARKS[severity].trim().length;
  return [
    heading('Contrats en attente', 'Contracts waiting'),
    ...waiting.flatMap(({ tenant, state, due }) => {
      const sorted = due.toSorted((a, b) => rank(a.severity) - rank(b.severity));
      return [
        line(`${tenant}, ${lifecycleNames[state].fr}`, `${tenant}, ${lifecycleNames[state].en}`),
        ...[...Map.groupBy(sorted, ({ title, told }) => `${title.en} ${told}`).values()].flatMap(dutyLine),
      ];
    }),
  ];
}

/** One line for duties that read the same, at the first of their days. */
function dutyLine(same: readonly Status['contracts'][number]['due'][number][]): readonly Block[] {
  const days = same.flatMap(({ due }) => due ?? []).toSorted();
  const [one] = same;
  if (one === undefined) return [];
  const head = `  ${MARKS[one.severity].padEnd(3)}${(days[0] ?? '–').padEnd(10)}  `;
  const times = same.length > 1 ? ` × ${same.length}` : '';
  const { title, clause, told } = one;
  return [
    line(
      `${head}${title.fr}${times} (art. ${clause})${told ? '' : ' – pas encore signalé'}`,
      `${head}${title.en}${times} (art. ${clause})${told ? '' : ' – not told yet'}`,
    ),
  ];
}
