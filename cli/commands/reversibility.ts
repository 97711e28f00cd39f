import type { Command } from 'commander';
import type { Register } from '../register.ts';
import { registerReversibilityClose } from './reversibility-close.ts';
import { registerReversibilityDeliver } from './reversibility-deliver.ts';
import { registerReversibilityPapers } from './reversibility-papers.ts';
import { registerReversibilityPrepare } from './reversibility-prepare.ts';
import { registerReversibilityQuote } from './reversibility-quote.ts';
import { registerReversibilityReceipt } from './reversibility-receipt.ts';
import { registerReversibilityRequest } from './reversibility-request.ts';
import { registerReversibilityStatus } from './reversibility-status.ts';

/** `reversibility …`: the hand-over, from the request to the client's confirmation. */
export const registerReversibility: Register = (program: Command, run) => {
  const reversibility = program.command('reversibility').description('the hand-over at the end of a contract');
  for (const register of [
    registerReversibilityQuote,
    registerReversibilityRequest,
    registerReversibilityPrepare,
    registerReversibilityDeliver,
    registerReversibilityStatus,
    registerReversibilityReceipt,
    registerReversibilityPapers,
    registerReversibilityClose,
  ]) {
    register(reversibility, run);
  }
};
