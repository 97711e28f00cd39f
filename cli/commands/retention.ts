import type { Command } from 'commander';
import { applyRetention, planSnapshotRetention } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { shortId } from '../format.ts';
import type { Register } from '../register.ts';

/** `retention plan|apply`: what is kept, dropped and why. */
export const registerRetention: Register = (program: Command, run) => {
  const retention = program.command('retention').description('what is kept, dropped and why');

  retention
    .command('plan')
    .description('show the plan; changes nothing')
    .action(
      run(async (context) => {
        const app = await context.app();
        const catalog = await app.catalog();
        const plan = await planSnapshotRetention({ catalog, clock: app.clock }, app.config.retention);
        const side = (action: 'keep' | 'drop') =>
          plan
            .filter((one) => one.action === action)
            .map((one) => ({ snapshot: one.id, reasons: one.why.map((why) => why.text) }));
        const rows = plan.map((one) => [one.action, shortId(one.id), one.why.map((why) => why.text).join(', ')]);
        const columns = [column('Décision', 'Decision'), column('Instantané', 'Snapshot'), column('Pourquoi', 'Why')];
        return { document: { keep: side('keep'), drop: side('drop') }, blocks: [table(columns, rows)], exit: 'done' };
      }),
    );

  retention
    .command('apply')
    .description('carry the plan out: mark, and after the grace period remove')
    .option('--dry-run', 'show the plan instead')
    .action(
      run<{ readonly dryRun?: boolean }>(async (context, { dryRun }) => {
        const app = await context.app();
        const catalog = await app.catalog();
        if (dryRun === true) {
          const plan = await planSnapshotRetention({ catalog, clock: app.clock }, app.config.retention);
          const drop = plan.filter((one) => one.action === 'drop').map((one) => one.id);
          return {
            document: { dryRun: true, drop },
            blocks: [line(`${drop.length} à écarter`, `${drop.length} to drop`)],
            exit: 'done',
          };
        }
        const deps = { vault: await app.vault(), catalog, clock: app.clock, writer: context.actor };
        const report = await applyRetention(deps, app.config.retention, context.signal);
        const { kept, marked, removed } = report;
        return {
          document: report,
          blocks: [
            line(
              `${kept} gardé(s), ${marked.length} marqué(s), ${removed.length} retiré(s)`,
              `${kept} kept, ${marked.length} marked, ${removed.length} removed`,
            ),
          ],
          exit: 'done',
        };
      }),
    );
};
