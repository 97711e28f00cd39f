import type { Command } from 'commander';
import { openContract, proofOf, recorded } from '../contract/index.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly channel: string;
  readonly paper: string;
}

/** `reversibility request TENANT`: the client asked; on its behalf, with what it wrote attached. */
export const registerReversibilityRequest: Register = (reversibility: Command, run) => {
  reversibility
    .command('request')
    .argument('<tenant>', 'id of the tenant')
    .description('record that the client asked, with what it wrote; a request is never refused for its form')
    .requiredOption('--paper <file>', 'the client’s written request: its hash and name are recorded')
    .option('--channel <words>', 'how it came: letter, e-mail, call', 'letter')
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        const paper = await proofOf('request', options.paper, context);
        const body = { type: 'reversibility.requested', channel: options.channel, onBehalf: paper } as const;
        return recorded(opened, await opened.record(body, [paper]));
      }),
    );
};
