import type { Command } from 'commander';
import { formatBytes } from '../../core/index.ts';
import { daemonError, type Night, night, nightNow, runNight, type TenantId, tenantId } from '../../daemon/index.ts';
import { line } from '../command.ts';
import { outcomeBlocks } from '../format.ts';
import { argument, type Register } from '../register.ts';
import { runDocument } from '../shapes.ts';

interface Options {
  readonly tenant?: TenantId;
  readonly mailbox?: string;
  readonly night?: Night;
}

/** `backup`: run now, everything or one tenant or mailbox. */
export const registerBackup: Register = (program: Command, run) => {
  program
    .command('backup')
    .description('save mailboxes now')
    .option('--tenant <id>', 'only this tenant', argument(tenantId))
    .option('--mailbox <name>', 'only this mailbox (name or id)')
    .option('--night <date>', 'the night it counts for, YYYY-MM-DD; the current one by default', argument(night))
    .action(
      run<Options>(async (context, options) => {
        const app = await context.app();
        const { tenant, mailbox } = options;
        if (tenant !== undefined) await app.sourceOf(tenant);
        const current = nightNow(app);
        const asked = options.night ?? current;
        if (asked > current) throw daemonError('NIGHT_INVALID', `the night of ${asked} has not begun`);
        const report = await runNight(app, {
          night: asked,
          trigger: 'manual',
          filter: { ...(tenant === undefined ? {} : { tenant }), ...(mailbox === undefined ? {} : { mailbox }) },
          signal: context.signal,
        });
        const { status } = report.run;
        const bytes = report.outcomes.reduce((sum, one) => sum + one.sourceBytes, 0);
        const ok = report.outcomes.filter((one) => one.status === 'ok').length;
        return {
          document: { ...runDocument(report.run, report.outcomes), findings: report.findings },
          blocks: [
            ...outcomeBlocks(report.outcomes),
            ...report.findings.map((one) =>
              line(`à voir : ${one.subject} : ${one.message}`, `look at: ${one.subject}: ${one.message}`),
            ),
            line(
              `Nuit du ${report.run.night} : ${ok} sur ${report.outcomes.length} sauvegardées, ${formatBytes(bytes)}, ${status}`,
              `Night of ${report.run.night}: ${ok} of ${report.outcomes.length} saved, ${formatBytes(bytes)}, ${status}`,
            ),
          ],
          exit: status === 'ok' ? 'done' : status === 'partial' ? 'partial' : 'failed',
        };
      }),
    );
};
