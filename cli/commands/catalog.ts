import { resolve } from 'node:path';
import type { Command } from 'commander';
import { rebuildFromVault } from '../../daemon/index.ts';
import { line } from '../command.ts';
import type { Register } from '../register.ts';

/** `catalog rebuild|check|backup`: the catalogue is a cache of the vault. */
export const registerCatalog: Register = (program: Command, run) => {
  const catalog = program.command('catalog').description('the catalogue, a cache of the vault');

  catalog
    .command('rebuild')
    .description('make every row again from the vault')
    .action(
      run(async (context) => {
        const app = await context.app();
        const report = await rebuildFromVault(await app.vault(), await app.catalog(), context);
        const bad = report.problemCount;
        return {
          document: report,
          blocks: [
            ...report.problems.map((one) =>
              line(`écarté : ${one.key} : ${one.message}`, `left out: ${one.key}: ${one.message}`),
            ),
            line(
              `${report.snapshots} instantané(s), ${bad} objet(s) écarté(s)`,
              `${report.snapshots} snapshots, ${bad} objects left out`,
            ),
          ],
          exit: bad === 0 ? 'done' : 'integrity',
        };
      }),
    );

  catalog
    .command('check')
    .description('compare the catalogue with what the vault says; changes nothing but what differs')
    .action(
      run(async (context) => {
        const app = await context.app();
        const opened = await app.catalog();
        const before = await opened.dump();
        const report = await rebuildFromVault(await app.vault(), opened, context);
        const same = (await opened.dump()) === before;
        return {
          document: { same, snapshots: report.snapshots, problems: report.problems },
          blocks: [
            same
              ? line('Le catalogue dit ce que dit le coffre.', 'The catalogue says what the vault says.')
              : line('Le catalogue différait ; il a été refait.', 'The catalogue differed; it was made again.'),
          ],
          exit: same ? 'done' : 'partial',
        };
      }),
    );

  catalog
    .command('backup')
    .argument('<file>', 'copy to write')
    .description('a consistent copy of the catalogue file')
    .action(
      run(async (context, _options, file = '') => {
        const path = resolve(context.cwd, file);
        await (await context.app()).catalog().then((opened) => opened.backupTo(path));
        return { document: { file: path }, blocks: [line(`Copie : ${path}`, `Copy: ${path}`)], exit: 'done' };
      }),
    );
};
