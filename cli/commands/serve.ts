import type { Command } from 'commander';
import { serve } from '../../daemon/index.ts';
import { line } from '../command.ts';
import type { Register } from '../register.ts';

/** `serve`: the daemon. Ends with 0 on SIGTERM and SIGINT. */
export const registerServe: Register = (program: Command, run) => {
  program
    .command('serve')
    .description('the daemon: nights, contracts, portal, health, metrics, reports')
    .action(
      run(async (context) => {
        const app = await context.app();
        await serve(app, context.signal);
        return { document: { stopped: true }, blocks: [line('Arrêté.', 'Stopped.')], exit: 'done' };
      }),
    );
};
