import type { QuoteWords } from './quote-words.ts';

export const quoteEn: QuoteWords = {
  title: 'Reversibility quote',
  subtitle: (quoteId) => `Return of your mailboxes and configurations – quote ${quoteId}`,
  article: (article) => `Article ${article} of your specific conditions of sale (the French text alone binds)`,
  free: {
    title: 'First of all: the online hand-over is free',
    text: 'You may download all of your data yourself through a secure link, without paying anything and without accepting this quote. The quote is only about labour and the physical medium, where you ask for them. Neither a refused quote nor an unpaid invoice delays the online hand-over.',
  },
  routes: { online: 'online, by secure link', medium: 'on a physical medium' },
  counts: {
    'B-user': (count) => `${count} (user mailboxes; an archive counts with its mailbox)`,
    'B-all': (count) => `${count} (all mailboxes handed over)`,
  },
  readings: { 'F-complete': 'Complete tens', 'F-prorata': 'Pro rata, per mailbox', 'F-started': 'Started tens' },
  subject: {
    title: '1. Subject and contractual basis',
    request: 'Request',
    route: 'Route',
    counted: 'Mailboxes counted for the tariff',
    handedOver: 'Mailboxes handed over in all',
    state: 'Count',
    final: 'final: taken when the inventory was frozen',
    provisional: 'provisional: taken once, when the inventory is frozen',
  },
  tariffs: {
    title: '2. The three readings of the tariff',
    text: 'The clause states a rate and contains neither “tranche” nor “entamée” (started). Three readings are possible; here they all are, without tax.',
    reading: 'Reading',
    how: 'Calculation',
    amount: 'Amount excl. tax',
    applied: 'Applied',
    yes: 'yes',
    why: {
      'F-prorata':
        'Applied reading: pro rata. It is the rate as it is written, €360 for ten mailboxes, that is €36 each; “per started ten” is written nowhere.',
      'F-started':
        'Applied reading: started tens. It holds only by your signed acceptance of this quote, since the clause itself does not say so.',
      'F-complete': 'Applied reading: complete tens, the most favourable to the client.',
    },
  },
  amounts: {
    title: '3. Amount',
    what: 'Description',
    clause: 'Article',
    net: 'Amount excl. tax',
    fee: (reading) => `Reversibility labour (${reading.toLowerCase()})`,
    estimate: 'estimate, invoiced at cost',
    invoice: (sha256) => `at cost, supplier’s invoice SHA-256 ${sha256}`,
    carriage: (label) => `Carriage: ${label}`,
    total: 'Total excl. tax',
    vat: (rate) => `VAT ${rate}, computed once on the total`,
    gross: 'Total incl. tax',
    noMedia: 'No physical medium is planned: nothing is counted for one.',
    reduced: (reason) => `Why this amount: ${reason}`,
  },
  law: {
    title: '4. Data Act (EU 2023/2854)',
    scope: 'Is the service covered?',
    scopes: { yes: 'yes', no: 'no', unsure: 'unsure: treated as covered, in your favour' },
    reason: 'Reason (reviewed by)',
    pack: 'Rules applied',
    noPack: 'none; the tariff of the contract applies',
    note: 'For a covered service, switching charges are limited to the documented direct cost and are nil from 12 January 2027. The date that counts is the latest of quote, performance and invoice.',
  },
  agreement: {
    title: '5. Agreement',
    texts: [
      'Acceptance is given on your portal or by returning this document signed. It does not confirm the recovery of your data and waives no right.',
    ],
    client: 'Agreed – the client',
    provider: 'The provider',
  },
};
