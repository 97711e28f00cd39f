import type { Command } from 'commander';
import { runId } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { cliError } from '../errors.ts';
import { outcomeBlocks, shortTime } from '../format.ts';
import { type Register, wholeNumber } from '../register.ts';
import { runDocument } from '../shapes.ts';

/** `runs` and `run ID`: history, and one report with its exceptions. */
export const registerRuns: Register = (program: Command, run) => {
  program
    .command('runs')
    .description('history of backups')
    .option('--limit <n>', 'how many, newest first', wholeNumber(1, 10_000), 30)
    .action(
      run<{ readonly limit: number }>(async (context, { limit }) => {
        const app = await context.app();
        const catalog = await app.catalog();
        const runs = await catalog.runs.list(limit);
        const zone = app.config.organisation.timezone;
        const rows = runs.map((one) => [
          one.id,
          one.night,
          one.trigger,
          one.status,
          shortTime(one.startedAt, zone),
          one.endedAt === null ? '–' : shortTime(one.endedAt, zone),
          one.by,
        ]);
        const columns = [
          column('Exécution', 'Run'),
          column('Nuit', 'Night'),
          column('Cause', 'Trigger'),
          column('État', 'Status'),
          column('Début', 'Started'),
          column('Fin', 'Ended'),
          column('Par', 'By'),
        ];
        return { document: { runs }, blocks: [table(columns, rows)], exit: 'done' };
      }),
    );

  program
    .command('run')
    .argument('<id>', 'id of a run')
    .description('one report, exceptions included')
    .action(
      run(async (context, _options, id = '') => {
        const catalog = await (await context.app()).catalog();
        const found = /^run-\d{4}-\d{2}-\d{2}-[a-z2-7]{10}$/.test(id) ? await catalog.runs.find(runId(id)) : null;
        if (found === null) throw cliError('RUN_NOT_FOUND', `no run has the id ${JSON.stringify(id.slice(0, 60))}`);
        const outcomes = await catalog.runs.outcomes(found.id);
        return {
          document: runDocument(found, outcomes),
          blocks: [...outcomeBlocks(outcomes), line(`${found.id} : ${found.status}`, `${found.id}: ${found.status}`)],
          exit: 'done',
        };
      }),
    );
};
