import type { Command } from 'commander';
import { base32 } from '../../core/index.ts';
import { type ContractEventBody, isLocalDate } from '../../daemon/index.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { eventFrom, type OpenContract, openContract, proofOf, recorded } from '../contract/index.ts';
import { cliError } from '../errors.ts';
import { argument, oneOf, type Register } from '../register.ts';

interface Paper {
  readonly paper?: string;
  readonly approve?: string;
  readonly item: readonly string[];
}

interface Confirmation extends Paper {
  readonly all?: boolean;
  readonly complete?: boolean;
  readonly statement?: string;
  readonly signatory?: string;
  readonly cutover?: 'mx-moved' | 'mailboxes-closed';
  readonly on?: string;
}

interface Contestation extends Paper {
  readonly reason?: string;
  readonly text?: string;
  readonly late?: boolean;
}

const several = (one: string, before: readonly string[]): readonly string[] => [...before, one];
/** Items of one act, which is at most 64 KiB. */
const ITEMS_AN_ACT = 1_000;
const REASONS = ['missing', 'unreadable', 'count-differs', 'wrong-rights', 'other'] as const;
const day = argument((text) => {
  if (!isLocalDate(text)) throw new TypeError('Use a date YYYY-MM-DD.');
  return text;
});

/**
 * `reversibility record-confirmation`, `record-contestation`: what the client declared on a signed paper. The paper is hashed,
 * one person proposes and another approves; until then nothing is declared.
 */
export const registerReversibilityPapers: Register = (reversibility: Command, run) => {
  reversibility
    .command('record-confirmation')
    .argument('<tenant>', 'id of the tenant')
    .description('a signed paper says what was recovered: one person proposes, another approves')
    .option('--paper <file>', 'the signed paper')
    .option('--item <id>', 'an item that it confirms; repeatable', several, [])
    .option('--all', 'it confirms every item that is open, at most 1 000 at once')
    .option('--cutover <how>', 'it declares the cut-over', oneOf('mx-moved', 'mailboxes-closed'))
    .option('--on <date>', 'day of the cut-over', day)
    .option('--complete', 'it confirms the complete recovery: what ends the contract')
    .option('--statement <words>', 'with --complete: the sentence that was signed')
    .option('--signatory <name>', 'with --complete: who signed')
    .option('--approve <proposal>', 'be the second person for a proposal')
    .action(
      run<Confirmation>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        return paperAct(context, opened, options, () => confirmation(opened, options));
      }),
    );

  reversibility
    .command('record-contestation')
    .argument('<tenant>', 'id of the tenant')
    .description('a signed paper contests items: one person proposes, another approves')
    .option('--paper <file>', 'the signed paper')
    .option('--item <id>', 'an item that it contests; repeatable', several, [])
    .option('--reason <reason>', REASONS.join(', '), oneOf(...REASONS))
    .option('--text <words>', 'the client’s own words', '')
    .option('--late', 'the contract has ended already')
    .option('--approve <proposal>', 'be the second person for a proposal')
    .action(
      run<Contestation>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        return paperAct(context, opened, options, () => contestation(options));
      }),
    );
};

async function paperAct(
  context: CommandContext,
  opened: OpenContract,
  { paper, approve }: Paper,
  make: () => ContractEventBody,
): Promise<CommandResult> {
  if (approve !== undefined) {
    return recorded(opened, await opened.record({ type: 'act.approved', proposalId: approve }, []));
  }
  if (paper === undefined) throw cliError('USAGE', 'a paper act needs --paper FILE, or --approve PROPOSAL');
  const { type: act, ...payload } = make();
  const proposalId = `p-${base32(opened.app.random(5))}`;
  const body = eventFrom('act.proposed', { proposalId, act: { type: act, ...payload } });
  return recorded(opened, await opened.record(body, [await proofOf('signed-pdf', paper, context)]));
}

function confirmation({ state }: OpenContract, options: Confirmation): ContractEventBody {
  const { handover } = state;
  if (options.complete === true) {
    const { statement, signatory } = options;
    if (statement === undefined || signatory === undefined) {
      throw cliError('USAGE', '--complete needs --statement and --signatory, as they stand on the paper');
    }
    const { root, round } = handover;
    return eventFrom('recovery.confirmed', {
      round,
      root: root ?? '0'.repeat(64),
      statement,
      secondFactor: false,
      signatory,
    });
  }
  if (options.cutover !== undefined) {
    if (options.on === undefined) throw cliError('USAGE', '--cutover needs --on YYYY-MM-DD');
    return eventFrom('cutover.declared', { how: options.cutover, on: options.on });
  }
  const open = handover.items.filter((one) => one.status === 'open' || one.status === 'contested').map((one) => one.id);
  // More than an act holds: the same command again takes the rest.
  const items = options.all === true ? open.slice(0, ITEMS_AN_ACT) : options.item;
  if (items.length === 0)
    throw cliError('USAGE', 'say which items: --item ID, or --all; reversibility status lists them');
  return eventFrom('items.confirmed', { items, secondFactor: false });
}

function contestation({ item, reason, text, late }: Contestation): ContractEventBody {
  if (item.length === 0 || reason === undefined) {
    throw cliError('USAGE', 'say which items and why: --item ID --reason REASON');
  }
  if (late === true) return eventFrom('items.claimed-late', { items: item, reason });
  return eventFrom('items.contested', { items: item, reason, text: text ?? '' });
}
