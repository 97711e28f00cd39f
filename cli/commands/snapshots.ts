import type { Command } from 'commander';
import { findSnapshot, night, type SnapshotQuery, tenantId } from '../../daemon/index.ts';
import { line, plain } from '../command.ts';
import { formatSnapshot, snapshotTable } from '../format.ts';
import { argument, oneOf, type Register } from '../register.ts';
import { snapshotDocument } from '../shapes.ts';

/** `snapshots` and `snapshot ID`: the catalogue. */
export const registerSnapshots: Register = (program: Command, run) => {
  program
    .command('snapshots')
    .description('list restore points')
    .option('--tenant <id>', 'of this tenant', argument(tenantId))
    .option('--mailbox <name>', 'of this mailbox (name or id)')
    .option('--night <date>', 'of this night, YYYY-MM-DD', argument(night))
    .option('--status <status>', 'ok or partial', oneOf('ok', 'partial'))
    .option('--verdict <verdict>', 'with this verdict', oneOf('UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED'))
    .option('--kind <kind>', 'primary, archive or configuration', oneOf('primary', 'archive', 'configuration'))
    .action(
      run<SnapshotQuery>(async (context, options) => {
        const catalog = await (await context.app()).catalog();
        const snapshots = await catalog.snapshots.list(options);
        const count = snapshots.length;
        return {
          document: { snapshots: snapshots.map(snapshotDocument) },
          blocks: [snapshotTable(snapshots), line(`${count} instantané(s)`, `${count} snapshot(s)`)],
          exit: 'done',
        };
      }),
    );

  program
    .command('snapshot')
    .argument('<id>', 'id of a snapshot, or the start of one')
    .description('show one restore point: parts, counts, exceptions, verdict and its reasons')
    .action(
      run(async (context, _options, id = '') => {
        const catalog = await (await context.app()).catalog();
        const snapshot = await findSnapshot(catalog, id);
        return {
          document: { snapshot: snapshotDocument(snapshot) },
          blocks: formatSnapshot(snapshot).map(plain),
          exit: 'done',
        };
      }),
    );
};
