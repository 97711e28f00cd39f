import type { Command } from 'commander';
import { runDemo } from '../../demo/index.ts';
import { line, plain } from '../command.ts';
import type { Register } from '../register.ts';

/** `demo`: the whole story on the embedded default, in about a minute. */
export const registerDemo: Register = (program: Command, run) => {
  program
    .command('demo')
    .description('the whole story, on a played Exchange server and real PST files, in about a minute')
    .option('--out <folder>', 'where the demo leaves its folder; a new one under the temporary folder by default')
    .option('--keep-serving', 'after the story, serve a portal to click in until Ctrl-C')
    .action(
      run<{ readonly out?: string; readonly keepServing?: boolean }>(async (context, { out, keepServing }) => {
        const report = await runDemo({
          signal: context.signal,
          out,
          cwd: context.cwd,
          tell: context.tell,
          language: context.globals.lang,
          coffre: context.coffre,
          keepServing: keepServing === true,
        });
        return {
          document: report,
          blocks: [plain(''), line(`Dossier à regarder : ${report.folder}`, `Folder to look at: ${report.folder}`)],
          exit: 'done',
        };
      }),
    );
};
