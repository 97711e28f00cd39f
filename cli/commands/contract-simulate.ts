import type { Command } from 'commander';
import {
  blocking,
  type ContractState,
  dutiesOf,
  endOfDay,
  invoiceLines,
  isLocalDate,
  type LocalDate,
  localDate,
  parisDay,
  simulateEvent,
  simulateUntil,
  timersOf,
} from '../../daemon/index.ts';
import { type Block, heading, line } from '../command.ts';
import {
  datesTable,
  dutiesTable,
  eventFrom,
  eventName,
  handoverNames,
  lifecycleNames,
  linesTable,
  openContract,
  payloadOf,
  refusalDocument,
  refusalLines,
} from '../contract/index.ts';
import { cliError } from '../errors.ts';
import { argument, type Register } from '../register.ts';

interface Options {
  readonly event?: string;
  readonly at: LocalDate;
  readonly set: readonly string[];
  readonly payload?: string;
}

const day = argument((text) => {
  if (!isLocalDate(text)) throw new TypeError('Use a date YYYY-MM-DD.');
  return localDate(text);
});

/** `contract simulate TENANT --event TYPE --at DATE`: what would follow; nothing is written. */
export const registerContractSimulate: Register = (contract: Command, run) => {
  contract
    .command('simulate')
    .argument('<tenant>', 'id of the tenant')
    .description('what an event on a day would change; nothing is written')
    .option('--event <type>', 'the event; without one, what time alone brings until then')
    .requiredOption('--at <date>', 'the day on which it is recorded', day)
    .option(
      '--set <key=value>',
      'a field of the event; repeatable',
      (one, before: readonly string[]) => [...before, one],
      [],
    )
    .option('--payload <json>', 'all fields as one JSON object')
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const { state, now } = await openContract(context, tenant);
        const { lang } = context.globals;
        // The last minute of the day in Paris: whatever the day decides is decided.
        const atMs = endOfDay(options.at) - 60_000;
        if (atMs < state.latestAt) {
          throw cliError('USAGE', `${options.at} lies before the last recorded event of ${parisDay(state.latestAt)}`);
        }
        if (options.event === undefined) {
          const { state: then, events } = simulateUntil(state, now, atMs);
          return {
            document: {
              tenant,
              at: options.at,
              ...documentOf(then, atMs),
              before: events.map((one) => one.type),
              written: false,
            },
            blocks: [...stepBlocks(events.map((one) => one.type)), ...stateBlocks(then, atMs, lang)],
            exit: 'done',
          };
        }
        const body = eventFrom(options.event, payloadOf(options.payload, options.set));
        const simulated = simulateEvent(state, now, { body, atMs });
        const { decision } = simulated;
        const reasons = decision.kind === 'refused' ? decision.reasons : [];
        const what = eventName(body.type);
        return {
          document: {
            tenant,
            at: options.at,
            event: body.type,
            accepted: decision.kind === 'accepted',
            effect: decision.kind === 'accepted' ? decision.effect : null,
            refusals: reasons.map((one) => refusalDocument(one, lang)),
            before: simulated.before.map((one) => one.type),
            ...documentOf(simulated.state, atMs),
            written: false,
          },
          blocks: [
            ...stepBlocks(simulated.before.map((one) => one.type)),
            decision.kind === 'accepted'
              ? line(
                  `le ${options.at}, « ${what.fr} » serait accepté : ${decision.effect}`,
                  `on ${options.at}, “${what.en}” would be accepted: ${decision.effect}`,
                )
              : line(
                  `le ${options.at}, « ${what.fr} » serait refusé :`,
                  `on ${options.at}, “${what.en}” would be refused:`,
                ),
            ...refusalLines(reasons),
            ...stateBlocks(simulated.state, atMs, lang),
          ],
          exit: decision.kind === 'refused' ? 'refused' : 'done',
        };
      }),
    );
};

function documentOf(state: ContractState, atMs: number): object {
  if (state.terms === null) return { state: state.lifecycle.kind, dates: [], due: [], lines: [] };
  return {
    state: state.lifecycle.kind,
    lifecycle: state.lifecycle,
    handover: state.handover.kind,
    dates: timersOf(state, atMs),
    due: dutiesOf(state, atMs),
    lines: invoiceLines(state, atMs),
  };
}

function stepBlocks(types: readonly Parameters<typeof eventName>[0][]): readonly Block[] {
  return types.map((type) =>
    line(`d’ici là, d’elle-même : ${eventName(type).fr}`, `until then, by itself: ${eventName(type).en}`),
  );
}

function stateBlocks(state: ContractState, atMs: number, lang: 'fr' | 'en'): readonly Block[] {
  const { lifecycle, handover } = state;
  const head = line(
    `état : ${lifecycleNames[lifecycle.kind].fr} · remise : ${handoverNames[handover.kind].fr} · rien n’est écrit`,
    `state: ${lifecycleNames[lifecycle.kind].en} · hand-over: ${handoverNames[handover.kind].en} · nothing is written`,
  );
  if (state.terms === null) return [head];
  const blocked = blocking(state, atMs);
  return [
    head,
    heading('Dates', 'Dates'),
    datesTable(timersOf(state, atMs), parisDay(atMs), lang),
    ...(blocked.length === 0 ? [] : [heading('Ce qui bloquerait', 'What would block'), ...refusalLines(blocked)]),
    heading('À faire', 'To do'),
    dutiesTable(dutiesOf(state, atMs), lang),
    heading('Lignes de facture', 'Invoice lines'),
    linesTable(invoiceLines(state, atMs), lang),
  ];
}
