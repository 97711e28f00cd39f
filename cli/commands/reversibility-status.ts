import type { Command } from 'commander';
import {
  blocking,
  type ContractState,
  countMailboxes,
  dutiesOf,
  itemLabels,
  listPackages,
  parisDay,
  quoteOf,
  tenantId,
} from '../../daemon/index.ts';
import { type Block, column, heading, line } from '../command.ts';
import {
  dutiesTable,
  handoverNames,
  lifecycleNames,
  moneyText,
  openContract,
  refusalDocument,
  refusalLines,
} from '../contract/index.ts';
import type { Register } from '../register.ts';
import type { Cell } from '../ui/index.ts';

/** `reversibility status TENANT`: where it stands, what blocks the end, what is due, what it costs (product.md § 5). */
export const registerReversibilityStatus: Register = (reversibility: Command, run) => {
  reversibility
    .command('status')
    .argument('<tenant>', 'id of the tenant')
    .description('where the hand-over stands, what blocks the end, what is due, what it costs')
    .action(
      run(async (context, _options, tenant = '') => {
        const { app, state, now } = await openContract(context, tenant);
        const { lang } = context.globals;
        const signed = state.terms !== null;
        const blocked = signed ? blocking(state, now) : [];
        const due = signed ? dutiesOf(state, now) : [];
        const known = await countMailboxes(await app.catalog(), tenantId(tenant));
        const route = state.handover.route ?? 'medium';
        const quote = signed
          ? quoteOf(state, { known, now, language: lang, route, media: [] })
          : { lines: [], totalCents: 0, reduction: null };
        const { lines, totalCents, reduction } = quote;
        const label = itemLabels(await listPackages(await app.vault(), tenantId(tenant), context.signal), lang);
        return {
          document: {
            tenant,
            state: state.lifecycle.kind,
            handover: state.handover.kind,
            blocking: blocked.map((one) => refusalDocument(one, lang)),
            due,
            quote: { lines, totalCents, currency: 'EUR' },
          },
          blocks: [
            line(
              `${tenant} : ${lifecycleNames[state.lifecycle.kind].fr} · remise : ${handoverNames[state.handover.kind].fr}${state.handover.rehearsal ? ' (essai, sans effet)' : ''}`,
              `${tenant}: ${lifecycleNames[state.lifecycle.kind].en} · hand-over: ${handoverNames[state.handover.kind].en}${state.handover.rehearsal ? ' (rehearsal, no effect)' : ''}`,
            ),
            heading('Ce qui bloque la fin', 'What blocks the end'),
            ...(blocked.length === 0 ? [line('  rien', '  nothing')] : refusalLines(blocked)),
            heading('À faire', 'To do'),
            dutiesTable(
              due.filter((one) => one.due === null || one.due >= parisDay(now) || one.severity !== 'info'),
              lang,
            ),
            ...itemBlocks(state, label),
            heading('Devis', 'Quote'),
            ...lines.map((one) =>
              line(
                `  ${one.label} (art. ${one.clause}) : ${one.quantity} × ${moneyText(one.unitCents, lang)} = ${moneyText(one.totalCents, lang)} HT`,
                `  ${one.label} (art. ${one.clause}): ${one.quantity} × ${moneyText(one.unitCents, lang)} = ${moneyText(one.totalCents, lang)} excl. tax`,
              ),
            ),
            ...(reduction === null ? [] : [line(`  pourquoi : ${reduction}`, `  why: ${reduction}`)]),
          ],
          exit: 'done',
        };
      }),
    );
};

function itemBlocks({ handover }: ContractState, label: (item: string) => string): readonly Block[] {
  if (handover.items.length === 0) return [];
  const tones = { open: 'warning', confirmed: 'good', contested: 'bad', waived: 'dim' } as const;
  return [
    heading('Éléments', 'Items'),
    {
      block: 'table',
      columns: [
        column('Élément', 'Item'),
        column('Nom', 'Name'),
        column('Tour', 'Round', 'right'),
        column('État', 'State'),
        column('Motif', 'Reason'),
      ],
      rows: handover.items.map((one): readonly Cell[] => [
        one.id,
        label(one.id),
        String(one.round),
        { text: one.status, tone: tones[one.status] },
        one.reason ?? '',
      ]),
    },
  ];
}
