import type { Command } from 'commander';
import { base32 } from '../../core/index.ts';
import { blocking } from '../../daemon/index.ts';
import { line } from '../command.ts';
import {
  asProposal,
  lifecycleNames,
  openContract,
  readProofs,
  recorded,
  refusalDocument,
  refusalLines,
} from '../contract/index.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly fallback?: string;
  readonly approve?: string;
  readonly proof: readonly string[];
}

/** `reversibility close TENANT`: whether it has ended and what keeps it from ending; `--fallback` where the client never answers. */
export const registerReversibilityClose: Register = (reversibility: Command, run) => {
  reversibility
    .command('close')
    .argument('<tenant>', 'id of the tenant')
    .description('whether the contract has effectively ended, else what keeps it from ending')
    .option(
      '--fallback <reference>',
      'close without the client’s answer: counsel’s reference; two persons, every condition of art. 5',
    )
    .option('--approve <proposal>', 'be the second person for it')
    .option(
      '--proof <kind:file>',
      'a paper that proves it; repeatable',
      (one, before: readonly string[]) => [...before, one],
      [],
    )
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        const proofs = await readProofs(options.proof, context);
        if (options.approve !== undefined) {
          return recorded(opened, await opened.record({ type: 'act.approved', proposalId: options.approve }, proofs));
        }
        if (options.fallback !== undefined) {
          const body = { type: 'fallback.closed', counselReference: options.fallback } as const;
          const proposal = asProposal(opened, body, `p-${base32(opened.app.random(5))}`);
          return recorded(opened, await opened.record(proposal, proofs));
        }
        const { state, now } = opened;
        const { lifecycle } = state;
        const { lang } = context.globals;
        const ended = 'effectiveTermination' in lifecycle;
        const blocked = state.terms === null ? [] : blocking(state, now);
        const on = ended ? lifecycle.effectiveTermination : null;
        return {
          document: {
            tenant,
            ended,
            effectiveTermination: on,
            state: lifecycle.kind,
            blocking: blocked.map((one) => refusalDocument(one, lang)),
          },
          blocks: ended
            ? [
                line(
                  `${tenant} : ${lifecycleNames[lifecycle.kind].fr}, au ${on} → coffre reversibility receipt ${tenant} --minutes --pdf PV.pdf`,
                  `${tenant}: ${lifecycleNames[lifecycle.kind].en}, on ${on} → coffre reversibility receipt ${tenant} --minutes --pdf PV.pdf`,
                ),
              ]
            : [
                line(
                  `${tenant} : pas encore terminé (${lifecycleNames[lifecycle.kind].fr}). Le client confirme sur son portail, ou par un document signé :`,
                  `${tenant}: not ended yet (${lifecycleNames[lifecycle.kind].en}). The client confirms on its portal, or by a signed paper:`,
                ),
                line(
                  `  coffre reversibility record-confirmation ${tenant} --paper FICHIER …`,
                  `  coffre reversibility record-confirmation ${tenant} --paper FILE …`,
                ),
                ...refusalLines(blocked),
              ],
          exit: ended ? 'done' : 'refused',
        };
      }),
    );
};
