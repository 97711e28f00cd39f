import type { Command } from 'commander';
import {
  clientActs,
  documentHead,
  itemLabels,
  listPackages,
  mediaOf,
  minutesDocument,
  minutesOf,
  parisDay,
  receiptDocument,
  receiptOf,
  tenantId,
} from '../../daemon/index.ts';
import { type CommandContext, type CommandResult, column, line, table } from '../command.ts';
import { eventName, type OpenContract, openContract, writeDocument } from '../contract/index.ts';
import { cliError } from '../errors.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly pdf?: string;
  readonly minutes?: boolean;
}

/** `reversibility receipt TENANT [EVENT]`: receipts of the client's acts, and the procès-verbal, as PDF with a JSON twin. */
export const registerReversibilityReceipt: Register = (reversibility: Command, run) => {
  reversibility
    .command('receipt')
    .argument('<tenant>', 'id of the tenant')
    .argument('[event]', 'id of the act; without one the acts are listed')
    .description('the receipt of a client’s act, or the procès-verbal, as PDF with its JSON twin')
    .option('--minutes', 'the procès-verbal of the hand-over as it stands')
    .option('--pdf <file>', 'where to write it')
    .action(
      run<Options>(async (context, options, tenant = '', event) => {
        const opened = await openContract(context, tenant);
        if (options.minutes === true) return minutes(context, opened, options.pdf);
        return receipt(context, opened, { event, pdf: options.pdf });
      }),
    );
};

async function receipt(
  context: CommandContext,
  { app, tenant }: OpenContract,
  { event, pdf }: { readonly event: string | undefined; readonly pdf: string | undefined },
): Promise<CommandResult> {
  const { lang } = context.globals;
  const acts = clientActs(tenant, await (await app.ledger()).events({ tenant }));
  if (event === undefined) {
    const receipts = acts.map((one) => ({
      event: one.event.id,
      at: one.act.at,
      type: one.body.type,
      actor: one.event.actor.id,
      paper: one.paper,
    }));
    const columns = [column('Acte', 'Act'), column('Date', 'Date'), column('Quoi', 'What'), column('Qui', 'Who')];
    const rows = receipts.map((one) => [one.event, parisDay(Date.parse(one.at)), eventName(one.type)[lang], one.actor]);
    return { document: { receipts }, blocks: [table(columns, rows)], exit: 'done' };
  }
  const found = acts.find((one) => one.event.id === event);
  if (found === undefined) {
    throw cliError(
      'RECEIPT_NOT_FOUND',
      `${tenant} has no act ${JSON.stringify(event.slice(0, 80))} that has a receipt`,
    );
  }
  const label = itemLabels(await listPackages(await app.vault(), tenantId(tenant), context.signal), lang);
  const facts = receiptOf(found, { language: lang, label });
  const head = documentHead(app.config, found.state, {
    id: `AR-${tenant}-${found.act.seq}`,
    language: lang,
    issuedAtMs: Date.parse(found.act.at),
  });
  const written = pdf === undefined ? null : await writeDocument(context.cwd, pdf, receiptDocument(head, facts));
  return {
    document: { receipt: facts, document: written },
    blocks: [
      line(
        `${eventName(facts.act).fr}, ${facts.recordedAt}, ${facts.actor.name}`,
        `${eventName(facts.act).en}, ${facts.recordedAt}, ${facts.actor.name}`,
      ),
      ...facts.items.map((one) => line(`  ${one.label} ${one.reason ?? ''}`, `  ${one.label} ${one.reason ?? ''}`)),
      ...(written === null ? [] : [line(`écrit : ${written.pdf}`, `written: ${written.pdf}`)]),
    ],
    exit: 'done',
  };
}

async function minutes(context: CommandContext, opened: OpenContract, pdf: string | undefined): Promise<CommandResult> {
  const { app, tenant, state } = opened;
  const { lang } = context.globals;
  const ledger = await app.ledger();
  const acts = await ledger.events({ tenant });
  const packages = await listPackages(await app.vault(), tenantId(tenant), context.signal);
  const media = [...(await mediaOf(ledger)).values()].filter((one) => one.tenant === tenant);
  const facts = minutesOf({ state, acts, packages, media, now: opened.now, language: lang });
  const last = acts.at(-1);
  const head = documentHead(app.config, state, {
    id: `PV-${tenant}-${last?.seq ?? 0}`,
    language: lang,
    issuedAtMs: opened.now,
  });
  const written = pdf === undefined ? null : await writeDocument(context.cwd, pdf, minutesDocument(head, facts));
  return {
    document: { minutes: facts, document: written },
    blocks: [
      line(
        `procès-verbal ${head.id} : ${facts.items.length} élément(s), ${facts.reservations.length} réserve(s)`,
        `minutes ${head.id}: ${facts.items.length} items, ${facts.reservations.length} reservations`,
      ),
      ...(written === null
        ? [line('--pdf FICHIER l’écrit', '--pdf FILE writes it')]
        : [line(`écrit : ${written.pdf}`, `written: ${written.pdf}`)]),
    ],
    exit: 'done',
  };
}
