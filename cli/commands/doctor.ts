import type { Command } from 'commander';
import { examine } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { oneOf, type Register } from '../register.ts';

const SUBJECTS = ['exchange', 'store', 'mail', 'all'] as const;

/** `doctor [exchange|store|mail|all]`: probes the real things and says what to do about each finding. */
export const registerDoctor: Register = (program: Command, run) => {
  program
    .command('doctor')
    .argument('[subject]', SUBJECTS.join(', '), oneOf(...SUBJECTS), 'all')
    .description('probe the real things and explain each finding')
    .action(
      run(async (context, _options, subject = 'all') => {
        const probes = await examine(await context.app(), subject as (typeof SUBJECTS)[number], context.signal);
        const rows = probes.map((one) => [one.outcome, one.subject, one.name, one.message, one.next ?? '']);
        const columns = [
          column('Résultat', 'Outcome'),
          column('Quoi', 'Subject'),
          column('Essai', 'Probe'),
          column('Constat', 'Finding'),
          column('À faire', 'Next'),
        ];
        const failed = probes.filter((one) => one.outcome === 'fail').length;
        return {
          document: { probes, failed },
          blocks: [
            table(columns, rows),
            line(`${probes.length} essai(s), ${failed} en échec`, `${probes.length} probes, ${failed} failed`),
          ],
          exit: failed === 0 ? 'done' : 'failed',
        };
      }),
    );
};
