import {
  type Cents,
  type ContractState,
  type FeeReading,
  mailboxesCounted,
  parisDay,
  type ReversibilityFee,
  type Route,
  reversibilityFee,
} from '../../domain/index.ts';
import type { QuoteFacts } from '../../handover/index.ts';
import { daemonError } from '../errors.ts';

type Language = 'fr' | 'en';

/** product.md § 5, `reversibility status`: one line of a quote, without tax. */
export interface QuoteLine {
  readonly label: string;
  readonly clause: string;
  readonly quantity: number;
  readonly unitCents: Cents;
  readonly totalCents: Cents;
}

export interface HandoverQuote {
  readonly mailboxes: QuoteFacts['mailboxes'];
  readonly fee: ReversibilityFee;
  /** Why nothing, or less than the tariff, is asked for; null where the tariff is. */
  readonly reduction: string | null;
  readonly lines: readonly QuoteLine[];
  readonly totalCents: Cents;
}

export interface QuoteRequest {
  /** Mailboxes known today; those counted at the first freeze stand in their place once there is one. */
  readonly known: { readonly user: number; readonly all: number };
  readonly now: number;
  readonly language: Language;
  /** Reading to quote; that of the contract where absent. */
  readonly reading?: FeeReading;
  readonly route: Route;
  readonly media: QuoteFacts['media'];
}

/** Counted per ten and per mailbox (art. 17.2). */
const TEN_CENTS = 36_000;

/**
 * What a hand-over costs by the contract and the law as they are now: the online route is free, labour and medium are for
 * whoever asks for them. CONTRACT_NOT_SIGNED where no contract is recorded.
 */
export function quoteOf(state: ContractState, request: QuoteRequest): HandoverQuote {
  const { terms, handover } = state;
  if (terms === null) throw daemonError('CONTRACT_NOT_SIGNED', `no signed contract of ${state.tenant} is recorded`);
  const { language, known, media, now, route } = request;
  const { count } = terms.readings;
  const final = handover.userMailboxes !== null && handover.allMailboxes !== null;
  const user = handover.userMailboxes ?? known.user;
  const all = handover.allMailboxes ?? known.all;
  const counted = mailboxesCounted(count, { user, all });
  const reading = request.reading ?? terms.readings.fee;
  const fee = reversibilityFee({
    mailboxes: counted,
    reading,
    scope: terms.dataAct.scope,
    quoteOn: parisDay(now),
    doneOn: null,
    invoiceOn: null,
    directCostCents: state.directCostCents,
    waived: state.feeWaived,
  });
  const labour = feeLine(fee, counted, route, language);
  const lines = [labour, ...(route === 'medium' ? media.flatMap((one) => mediumLines(one, language)) : [])];
  return {
    mailboxes: { counted, handedOver: all, rule: count, final },
    fee,
    reduction: route === 'online' ? words[language].online : reductionText(fee, language),
    lines,
    totalCents: lines.reduce((sum, one) => sum + one.totalCents, 0),
  };
}

function feeLine(fee: ReversibilityFee, counted: number, route: Route, language: Language): QuoteLine {
  const label = words[language].labour;
  const clause = '17.2';
  const amount = route === 'online' ? 0 : fee.amountCents;
  if (amount === 0) return { label, clause, quantity: counted, unitCents: 0, totalCents: 0 };
  if (amount !== fee.tariffs[fee.reading]) {
    return { label, clause, quantity: 1, unitCents: amount, totalCents: amount };
  }
  const unitCents = fee.reading === 'F-prorata' ? TEN_CENTS / 10 : TEN_CENTS;
  return { label, clause, quantity: amount / unitCents, unitCents, totalCents: amount };
}

function mediumLines(one: QuoteFacts['media'][number], language: Language): readonly QuoteLine[] {
  const line = (label: string, cents: Cents): QuoteLine => ({
    label,
    clause: '17.2',
    quantity: 1,
    unitCents: cents,
    totalCents: cents,
  });
  const carriage = line(`${words[language].carriage} ${one.label}`, one.carriageCents);
  return [line(one.label, one.priceCents), ...(one.carriageCents === 0 ? [] : [carriage])];
}

/** The reason in words; null where the tariff is asked for as it stands. */
export function reductionText(fee: ReversibilityFee, language: Language): string | null {
  const { zeroBecause } = fee;
  if (zeroBecause !== null) return words[language].zero[zeroBecause];
  return fee.amountCents < fee.tariffs[fee.reading] ? words[language].cost : null;
}

const words = {
  fr: {
    labour: 'Main-d’œuvre de réversibilité',
    carriage: 'Transport :',
    online: 'la remise en ligne est gratuite.',
    cost: 'les frais sont limités au coût direct documenté (règlement UE 2023/2854).',
    zero: {
      waived: 'les frais sont abandonnés par le prestataire.',
      'no-mailbox': 'aucune boîte n’est comptée.',
      'tariff-is-zero': 'la lecture appliquée du tarif donne zéro.',
      'no-switching-charge': 'aucun frais de changement n’est dû depuis le 12 janvier 2027 (règlement UE 2023/2854).',
      'no-cost-sheet':
        'aucune fiche de coûts directs n’est enregistrée : rien n’est demandé sans elle (règlement UE 2023/2854).',
      'no-cost': 'le coût direct documenté est nul (règlement UE 2023/2854).',
    },
  },
  en: {
    labour: 'Reversibility labour',
    carriage: 'Carriage:',
    online: 'the online hand-over is free.',
    cost: 'charges are limited to the documented direct cost (Data Act, EU 2023/2854).',
    zero: {
      waived: 'the provider waives the fee.',
      'no-mailbox': 'no mailbox is counted.',
      'tariff-is-zero': 'the applied reading of the tariff gives zero.',
      'no-switching-charge': 'no switching charge is due since 12 January 2027 (Data Act, EU 2023/2854).',
      'no-cost-sheet':
        'no sheet of direct costs is recorded: nothing is asked for without it (Data Act, EU 2023/2854).',
      'no-cost': 'the documented direct cost is nil (Data Act, EU 2023/2854).',
    },
  },
} as const;
