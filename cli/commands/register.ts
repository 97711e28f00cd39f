import type { Command } from 'commander';
import { exportableClasses, neverHandedOver } from '../../daemon/index.ts';
import { column, heading, table } from '../command.ts';
import type { Register } from '../register.ts';

/** `register`: everything exportable, as the code has it. */
export const registerRegister: Register = (program: Command, run) => {
  program
    .command('register')
    .description('the list of everything exportable: how it is read, delivered and put back')
    .action(
      run((context) => {
        const { lang } = context.globals;
        const rows = exportableClasses.map(({ number, name, readWith, writes, replay, capture, withoutExchange }) => [
          String(number),
          name[lang],
          readWith,
          capture.by === 'none' ? capture.why[lang] : writes.join(' '),
          replay.by === 'cmdlet' ? replay.with : replay.why[lang],
          withoutExchange ? '•' : '',
        ]);
        const columns = [
          column('N°', 'No', 'right'),
          column('Classe', 'Class'),
          column('Lue avec', 'Read with'),
          column('Remise comme', 'Delivered as'),
          column('Remise en place', 'Put back with'),
          column('Sans Exchange', 'Without Exchange'),
        ];
        return Promise.resolve({
          document: { classes: exportableClasses, never: neverHandedOver },
          blocks: [
            table(columns, rows),
            heading('Jamais remis', 'Never handed over'),
            table(
              [column('Quoi', 'What'), column('Pourquoi', 'Why')],
              neverHandedOver.map((one) => [one.what[lang], one.why[lang]]),
            ),
          ],
          exit: 'done',
        });
      }),
    );
};
