import type { Command } from 'commander';
import { initialise } from '../../daemon/index.ts';
import { type Block, line } from '../command.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly organisation?: string;
  readonly storePath?: string;
  readonly storeSite?: string;
  readonly sourcePath?: string;
  readonly sourceSite?: string;
  readonly tenant?: readonly string[];
  readonly kit?: string;
}

/** `init`: configuration, vault, keys and kit; makes what is missing and never overwrites. */
export const registerInit: Register = (program: Command, run) => {
  program
    .command('init')
    .description('write a commented configuration, create the vault and its keys, write the recovery kit')
    .option('--organisation <name>', 'who operates the platform')
    .option('--store-path <folder>', 'where the vault goes (a volume mounted from another site)')
    .option('--store-site <site>', 'site of the store; must differ from the source’s')
    .option('--source-path <folder>', 'folder of PST files')
    .option('--source-site <site>', 'site of the source')
    .option('--tenant <id=name...>', 'a client organisation; repeat for more')
    .option('--kit <file>', 'where the recovery kit goes')
    .action(
      run<Options>(async (context, options) => {
        const tenants = options.tenant?.map((text) => {
          const [id = '', ...name] = text.split('=');
          return { id, name: name.join('=') || id };
        });
        const { kit, tenant: _tenant, ...choices } = options;
        const report = await initialise({
          configPath: context.globals.config ?? 'coffre.yaml',
          choices: { ...choices, ...(tenants === undefined ? {} : { tenants }) },
          kitPath: kit,
          env: context.env,
          cwd: context.cwd,
          clock: context.clock,
          signal: context.signal,
        });
        const blocks: Block[] = report.made.map((one) => line(`fait   ${one}`, `made   ${one}`));
        if (report.made.length === 0)
          blocks.push(line('Tout était là, rien n’a été changé.', 'Everything was there, nothing was changed.'));
        if (report.kit !== null) {
          blocks.push(
            line(
              `Imprimez ${report.kit}, gardez-le hors du centre, puis effacez-le.`,
              `Print ${report.kit}, keep it off site, then delete it.`,
            ),
          );
        }
        blocks.push(
          line(
            'Ensuite : coffre doctor, puis coffre backup ou coffre serve.',
            'Next: coffre doctor, then coffre backup or coffre serve.',
          ),
        );
        return { document: report, blocks, exit: 'done' };
      }),
    );
};
