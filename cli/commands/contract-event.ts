import type { Command } from 'commander';
import { base32 } from '../../core/index.ts';
import {
  type ContractEventBody,
  configuredTerms,
  contractEventTypes,
  contractRefused,
  isLocalDate,
  type LocalDate,
  localDate,
  packsInForce,
  tryContractEvent,
} from '../../daemon/index.ts';
import { type CommandContext, type CommandResult, line } from '../command.ts';
import {
  asProposal,
  eventFrom,
  eventName,
  hashFile,
  type OpenContract,
  openContract,
  payloadOf,
  readProofs,
  recorded,
} from '../contract/index.ts';
import { cliError } from '../errors.ts';
import { argument, type Register } from '../register.ts';

interface Options {
  readonly payload?: string;
  readonly set: readonly string[];
  readonly proof: readonly string[];
  readonly id?: string;
  readonly approve?: string;
  readonly text?: string;
  readonly subscribed?: LocalDate;
  readonly signed?: LocalDate;
  readonly serviceStart?: LocalDate;
  readonly dryRun?: boolean;
  readonly list?: boolean;
}

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const day = argument((text) => {
  if (!isLocalDate(text)) throw new TypeError('Use a date YYYY-MM-DD.');
  return localDate(text);
});

/** `contract event TENANT TYPE`: records what happened, with its proofs; two-person acts become a proposal. */
export const registerContractEvent: Register = (contract: Command, run) => {
  contract
    .command('event')
    .argument('<tenant>', 'id of the tenant')
    .argument('[type]', 'type of the event; --list shows them all')
    .description('record what happened, with its proofs; what needs two persons becomes a proposal')
    .option('--set <key=value>', 'a field of the event, as in letter.dispatched=2027-03-24; repeatable', several, [])
    .option('--payload <json>', 'all fields as one JSON object')
    .option('--proof <kind:file>', 'a paper that proves it, hashed, as in slip:depot.pdf; repeatable', several, [])
    .option('--approve <proposal>', 'be the second person for a proposal')
    .option('--id <id>', 'id of the event: the same id a second time changes nothing')
    .option('--text <file>', 'contract.signed, contract.amended: the signed text; terms come from the configuration')
    .option('--subscribed <date>', 'contract.signed: day of subscription', day)
    .option('--signed <date>', 'contract.signed: day of signature, that of subscription where absent', day)
    .option('--service-start <date>', 'contract.signed: start of service, day of subscription where absent', day)
    .option('--dry-run', 'say what would become of it; write nothing')
    .option('--list', 'list the types of events')
    .action(
      run<Options>(async (context, options, tenant = '', type) => {
        if (options.list === true) return listTypes();
        const opened = await openContract(context, tenant);
        const proofs = await readProofs(options.proof, context);
        const body = await bodyFrom(context, opened, options, type);
        if (options.dryRun === true) return dryRun(opened, { body, proofs });
        return recorded(opened, await opened.record(body, proofs, options.id));
      }),
    );
};

function listTypes(): CommandResult {
  const types = contractEventTypes();
  return {
    document: { types },
    blocks: types.map((type) => line(`${type}  ${eventName(type).fr}`, `${type}  ${eventName(type).en}`)),
    exit: 'done',
  };
}

async function bodyFrom(
  context: CommandContext,
  opened: OpenContract,
  options: Options,
  type: string | undefined,
): Promise<ContractEventBody> {
  if (options.approve !== undefined) return { type: 'act.approved', proposalId: options.approve };
  if (type === undefined) throw cliError('USAGE', 'an event needs its type; --list shows them all');
  const { text } = options;
  const proposalId = `p-${base32(opened.app.random(5))}`;
  if ((type === 'contract.signed' || type === 'contract.amended') && text !== undefined) {
    const known = opened.state.terms;
    const subscriptionDate = options.subscribed ?? known?.subscriptionDate;
    if (subscriptionDate === undefined) throw cliError('USAGE', `${type} needs --subscribed YYYY-MM-DD`);
    const signed = {
      textSha256: await hashFile(context.cwd, text, context.signal),
      subscriptionDate,
      signatureDate: options.signed ?? known?.signatureDate ?? subscriptionDate,
      serviceStart: options.serviceStart ?? known?.serviceStart ?? subscriptionDate,
      packs: packsInForce(subscriptionDate),
    };
    const terms = configuredTerms(opened.app.config, opened.tenant, signed);
    return asProposal(opened, { type, terms }, proposalId);
  }
  const body = eventFrom(type, payloadOf(options.payload, options.set));
  return asProposal(opened, body, proposalId);
}

async function dryRun(
  opened: OpenContract,
  act: { readonly body: ContractEventBody; readonly proofs: Parameters<OpenContract['record']>[1] },
): Promise<CommandResult> {
  const { app, tenant, actor } = opened;
  const deps = { ledger: await app.ledger(), clock: app.clock, random: app.random };
  const decision = await tryContractEvent(deps, { tenant, actor, ...act });
  if (decision.kind === 'refused') throw contractRefused(act.body.type, decision.reasons);
  const effect = decision.kind === 'accepted' ? decision.effect : 'known already';
  return {
    document: { dryRun: true, type: act.body.type, effect },
    blocks: [
      line(`serait enregistré : ${act.body.type} (${effect})`, `would be recorded: ${act.body.type} (${effect})`),
    ],
    exit: 'done',
  };
}
