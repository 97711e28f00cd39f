import type { QuotedRestore, RestoreCharge } from '../../daemon/index.ts';
import { type Block, line } from '../command.ts';
import type { Language } from '../ui/index.ts';
import { moneyText } from './money.ts';

const WHY: Readonly<Record<RestoreCharge['verdict'], { readonly fr: string; readonly en: string }>> = {
  charge: { fr: 'à la charge du client (annexe 1)', en: 'at the client’s charge (annex 1)' },
  free: { fr: 'la cause n’est pas celle du client', en: 'the cause is not the client’s' },
  'in-flat': { fr: 'compris dans le forfait d’assistance', en: 'covered by the flat support contract' },
  'quote-only': { fr: 'aucun tarif n’est convenu', en: 'no tariff was agreed' },
  'not-accepted': { fr: 'à accepter par le client d’abord', en: 'the client has to accept it first' },
  'ask-again': { fr: 'au-dessus de ce que le client a accepté', en: 'above what the client accepted' },
};
const NO_CONTRACT = { fr: 'aucun contrat signé n’est enregistré', en: 'no signed contract is recorded' };

/** What a restore costs, for programs; amounts in cents without tax. */
export function chargeDocument({ charge, cause, minutes }: QuotedRestore): object {
  if (charge === null)
    return { amountCents: 0, currency: 'EUR', verdict: 'no-contract', why: NO_CONTRACT.en, cause, minutes };
  const { amountCents, computedCents, verdict } = charge;
  return { amountCents, computedCents, currency: 'EUR', verdict, why: WHY[verdict].en, cause, minutes };
}

/** The price in one line, with the reason where it is nothing. */
export function chargeLine({ charge }: QuotedRestore, lang: Language): Block {
  if (charge === null) return line(`prix : 0,00 € (${NO_CONTRACT.fr})`, `price: €0.00 (${NO_CONTRACT.en})`);
  const asked = charge.verdict === 'not-accepted' || charge.verdict === 'ask-again';
  const amount = moneyText(asked ? (charge.computedCents ?? 0) : charge.amountCents, lang);
  return line(
    `prix : ${amount} HT (${WHY[charge.verdict].fr})`,
    `price: ${amount} excl. tax (${WHY[charge.verdict].en})`,
  );
}
