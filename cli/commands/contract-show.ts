import type { Command } from 'commander';
import {
  blocking,
  calendarFile,
  dutiesOf,
  invoiceLines,
  invoiceLinesCsv,
  invoiceLinesJson,
  parisDay,
  timersOf,
} from '../../daemon/index.ts';
import { type Block, heading, line } from '../command.ts';
import {
  datesTable,
  dutiesTable,
  handoverNames,
  lifecycleNames,
  linesTable,
  moneyText,
  openContract,
  refusalDocument,
  refusalLines,
  writeNewFile,
} from '../contract/index.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly ics?: string;
  readonly lines?: string;
}

/** `contract show TENANT`: the terms, each date with its derivation by reading, what blocks, what is to do and what is owed. */
export const registerContractShow: Register = (contract: Command, run) => {
  contract
    .command('show')
    .argument('<tenant>', 'id of the tenant')
    .description('terms, dates by reading, what blocks the end, what is to do, what is owed')
    .option('--ics <file>', 'write the running dates as a calendar (RFC 5545)')
    .option('--lines <file>', 'write the invoice lines, as CSV or JSON by the name of the file')
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        const { state, now } = opened;
        const { lang } = context.globals;
        const signed = state.terms !== null;
        const timers = signed ? timersOf(state, now) : [];
        const blocked = signed ? blocking(state, now) : [];
        const duties = signed ? dutiesOf(state, now) : [];
        const lines = signed ? invoiceLines(state, now) : [];
        const files: string[] = [];
        if (options.ics !== undefined) {
          files.push(await writeNewFile(context.cwd, options.ics, calendarFile(state, now)));
        }
        if (options.lines !== undefined) {
          const content = options.lines.endsWith('.json') ? invoiceLinesJson(lines) : invoiceLinesCsv(lines);
          files.push(await writeNewFile(context.cwd, options.lines, content));
        }
        const today = parisDay(now);
        return {
          document: {
            tenant,
            terms: state.terms,
            state: state.lifecycle.kind,
            lifecycle: state.lifecycle,
            handover: state.handover.kind,
            suspension: state.suspension,
            holds: state.holds,
            proposals: state.proposals.map(({ id, by, at, act }) => ({
              id,
              by: by.id,
              at: new Date(at).toISOString(),
              act,
            })),
            dates: timers,
            blocking: blocked.map((one) => refusalDocument(one, lang)),
            due: duties,
            lines,
            currency: 'EUR',
            files,
          },
          blocks: [
            ...headBlocks(opened, lang),
            heading('Dates, et comment elles sont comptées', 'Dates, and how they are counted'),
            datesTable(timers, today, lang),
            heading('Ce qui bloque', 'What blocks'),
            ...(blocked.length === 0 ? [line('  rien', '  nothing')] : refusalLines(blocked)),
            heading('À faire', 'To do'),
            dutiesTable(duties, lang),
            heading('Lignes de facture', 'Invoice lines'),
            linesTable(lines, lang),
            ...files.map((file) => line(`écrit : ${file}`, `written: ${file}`)),
          ],
          exit: 'done',
        };
      }),
    );
};

function headBlocks(
  { state, name, tenant }: Awaited<ReturnType<typeof openContract>>,
  lang: 'fr' | 'en',
): readonly Block[] {
  const { terms, lifecycle, handover } = state;
  const blocks: Block[] = [
    heading(`${name} (${tenant})`, `${name} (${tenant})`),
    line(`état          ${lifecycleNames[lifecycle.kind].fr}`, `state         ${lifecycleNames[lifecycle.kind].en}`),
    line(`remise        ${handoverNames[handover.kind].fr}`, `hand-over     ${handoverNames[handover.kind].en}`),
  ];
  if (terms === null) {
    const next = `coffre contract event ${tenant} contract.signed --text CONTRACT.pdf --subscribed YYYY-MM-DD`;
    return [
      ...blocks,
      line(`aucun contrat signé n’est enregistré : ${next}`, `no signed contract is recorded: ${next}`),
    ];
  }
  const { signatory, dataAct, readings } = terms;
  const price = moneyText(terms.monthlyPriceCents, lang);
  blocks.push(
    line(
      `contrat       ${terms.contractId}, souscrit le ${terms.subscriptionDate}, ${price} HT par mois`,
      `contract      ${terms.contractId}, subscribed on ${terms.subscriptionDate}, ${price} a month excl. tax`,
    ),
    line(
      `signataire    ${signatory.name}, ${signatory.capacity}, ${signatory.email}`,
      `signatory     ${signatory.name}, ${signatory.capacity}, ${signatory.email}`,
    ),
    line(
      `Data Act      ${dataAct.scope} (${dataAct.reason} ; ${dataAct.reviewer})`,
      `Data Act      ${dataAct.scope} (${dataAct.reason}; ${dataAct.reviewer})`,
    ),
    line(
      `lectures      ${[readings.start, readings.end, readings.renewal, readings.fee, readings.count, readings.lastMonth].join(' ')} · préavis ${readings.notice.join(' ')}`,
      `readings      ${[readings.start, readings.end, readings.renewal, readings.fee, readings.count, readings.lastMonth].join(' ')} · notice ${readings.notice.join(' ')}`,
    ),
  );
  if (state.suspension !== null) {
    const { cause, since } = state.suspension;
    blocks.push(line(`suspendu      ${cause} depuis ${since}`, `suspended     ${cause} since ${since}`));
  }
  for (const one of state.holds) {
    blocks.push(line(`gel           ${one.id} : ${one.reason}`, `hold          ${one.id}: ${one.reason}`));
  }
  for (const one of state.proposals) {
    blocks.push(
      line(
        `à approuver   ${one.id} : ${one.act.type}, proposé par ${one.by.id} → coffre contract event ${tenant} --approve ${one.id}`,
        `to approve    ${one.id}: ${one.act.type}, proposed by ${one.by.id} → coffre contract event ${tenant} --approve ${one.id}`,
      ),
    );
  }
  return blocks;
}
