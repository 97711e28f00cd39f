import type { Command } from 'commander';
import { verifyVault } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { shortId } from '../format.ts';
import { oneOf, type Register } from '../register.ts';

/** `verify [SNAPSHOT…]`: prove what is stored. Exit 6 where anything is damaged or missing. */
export const registerVerify: Register = (program: Command, run) => {
  program
    .command('verify')
    .argument('[snapshots...]', 'ids of snapshots; all of them by default')
    .description('prove that what was saved can be restored')
    .option(
      '--level <level>',
      'structure: everything is there; full: every byte decoded and opened',
      oneOf('structure', 'full'),
      'structure',
    )
    .action(
      run<{ readonly level: 'structure' | 'full' }>(async (context, { level }, ...ids) => {
        const report = await verifyVault(await context.app(), {
          ids,
          level,
          by: context.actor,
          signal: context.signal,
        });
        const rows = report.findings.map((one) => [
          one.severity,
          one.code,
          one.snapshot === null ? '–' : shortId(one.snapshot),
          one.object ?? '–',
          one.message,
        ]);
        const columns = [
          column('Gravité', 'Severity'),
          column('Code', 'Code'),
          column('Instantané', 'Snapshot'),
          column('Objet', 'Object'),
          column('Constat', 'Finding'),
        ];
        return {
          document: report,
          blocks: [
            ...(rows.length === 0 ? [] : [table(columns, rows)]),
            line(
              `${report.checked} vérifié(s), ${report.failed} en défaut`,
              `${report.checked} checked, ${report.failed} failed`,
            ),
          ],
          exit: report.failed === 0 ? 'done' : 'integrity',
        };
      }),
    );
};
