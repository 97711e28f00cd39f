import { isOver } from './context.ts';
import { lastDayOf } from './deadlines.ts';
import type { ContractEventBody } from './events.ts';
import { both, contentGuard, type Guard } from './guard.ts';
import { invoiceLines } from './invoicing.ts';
import { monthMs } from './sla.ts';

/** Whatever is counted in an event of money: cents, minutes, milliseconds. */
function amountsOf(body: ContractEventBody): readonly number[] {
  switch (body.type) {
    case 'quote.issued':
      return [body.amountCents, body.mailboxes];
    case 'cost-sheet.recorded':
      return [body.directCostCents];
    case 'medium.purchased':
      return [body.priceCents, body.carriageCents];
    case 'restore.charged':
      return [body.minutes, body.accepted];
    case 'penalty.recorded':
      return [body.amountCents];
    default:
      return [];
  }
}

const isMonth = (month: string): boolean => /^(?:1[6-9]|[2-9]\d)\d{2}-(?:0[1-9]|1[0-2])$/.test(month);

export const moneyGuards: readonly Guard[] = [
  contentGuard('money.whole', '8', {
    on: ['cost-sheet.recorded', 'medium.purchased', 'restore.charged', 'penalty.recorded'],
    holds: (body) => amountsOf(body).every((amount) => Number.isSafeInteger(amount) && amount >= 0),
    message: both('un montant n’est pas un nombre entier de centimes', 'an amount is no whole number of cents'),
    unlockedBy: both('un montant entier, positif ou nul', 'a whole amount, zero or more'),
  }),
  contentGuard('money.disclosed', '8', {
    on: ['penalty.recorded'],
    holds: ({ disclosedOn }, { state }) => disclosedOn <= (state.terms?.signatureDate ?? disclosedOn),
    message: both(
      'l’indemnité n’a pas été annoncée avant la signature',
      'the penalty was not disclosed before signature',
    ),
    unlockedBy: both('rien : elle n’est pas due', 'nothing: it is not due'),
  }),
  contentGuard('money.month', '11.2', {
    on: ['sla.claimed'],
    holds: ({ month, downMs }, context) =>
      isMonth(month) &&
      isOver(lastDayOf(month), context) &&
      Number.isSafeInteger(downMs) &&
      downMs >= 0 &&
      downMs <= monthMs(month),
    message: both(
      'le mois n’est pas terminé, ou l’indisponibilité impossible',
      'the month is not over, or the downtime impossible',
    ),
    unlockedBy: both('un mois terminé', 'a month that is over'),
  }),
  contentGuard('money.dispute', '8.2', {
    on: ['invoice.dispute-settled'],
    holds: ({ lineIds }, { state }) => lineIds.every((id) => state.disputedLines.some((one) => one.lineId === id)),
    message: both('une ligne n’est pas contestée', 'a line is not disputed'),
    unlockedBy: both('les lignes contestées', 'the disputed lines'),
  }),
  contentGuard('money.line', '8.2', {
    on: ['line.exported'],
    holds: ({ lineIds }, { state, at }) => {
      const lines = new Set(invoiceLines(state, at).map((line) => line.lineId));
      return lineIds.length > 0 && lineIds.every((id) => lines.has(id));
    },
    message: both('une ligne n’existe pas', 'a line does not exist'),
    unlockedBy: both('les lignes calculées', 'the lines as computed'),
  }),
  contentGuard('money.held', '8.2', {
    on: ['line.exported'],
    holds: ({ lineIds }, { state, event, at }) =>
      event.actor.role === 'approver' ||
      invoiceLines(state, at).every((line) => line.status === 'ready' || !lineIds.includes(line.lineId)),
    message: both(
      'une ligne retenue ou à revoir ne sort qu’avec un approbateur',
      'a line held or to be reviewed leaves with an approver only',
    ),
    unlockedBy: both('line.exported par un approbateur', 'line.exported by an approver'),
  }),
];
