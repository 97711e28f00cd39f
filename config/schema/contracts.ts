import { z } from 'zod';
import { identifier, label, mailAddress } from './fields.ts';

const cents = () => z.int().min(0).max(1_000_000_000_00);

/** Readings of the contract's words (contract.md §§ 6–8): each is a default that `contract.signed` pins for one client. */
const readings = z
  .strictObject({
    calendar: z
      .enum(['FR-metropole', 'FR-alsace-moselle'])
      .default('FR-metropole')
      .describe('Public holidays that working days leave out.'),
    start: z
      .enum(['T-A', 'T-B', 'T-C'])
      .default('T-A')
      .describe('Start of the term: T-A subscription (words of art. 5), T-B signature, T-C start of service.'),
    end: z
      .enum(['E-eve', 'E-same'])
      .default('E-eve')
      .describe('Last day of the term: E-eve the eve of the anniversary, E-same the anniversary.'),
    renewal: z
      .enum(['N-origin', 'N-chain', 'N-civil'])
      .default('N-origin')
      .describe(
        'Renewals: N-origin counted from the start, N-chain from the previous end, N-civil whole civil months.',
      ),
    notice: z
      .array(z.enum(['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb']))
      .min(1)
      .max(7)
      .default(['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'])
      .describe('Readings of « trois mois ouvrés »: a client is in time under one of them, the provider under all.'),
    perform: z
      .enum(['cal', 'cal-roll', 'jo', 'jb'])
      .default('cal')
      .describe('The fifteen days of the hand-over: calendar days, rolled, jours ouvrés or jours ouvrables.'),
    suspension: z
      .array(z.enum(['S-day', 'S-hour', 'S-jo']))
      .min(1)
      .max(3)
      .default(['S-day', 'S-hour'])
      .describe('« Supérieure à quinze (15) jours »: a termination may be decided once all of them are over.'),
    fee: z
      .enum(['F-started', 'F-prorata', 'F-complete'])
      .default('F-prorata')
      .describe('« 360 €HT / 10 boîtes mails »: each ten begun, pro rata, or each ten complete.'),
    count: z
      .enum(['B-user', 'B-all'])
      .default('B-user')
      .describe('Mailboxes that the fee counts: those of users, or every one handed over.'),
    lastMonth: z
      .enum(['P-day', 'P-none'])
      .default('P-day')
      .describe('The last month, billed in advance: credited by the day, or kept whole.'),
  })
  .prefault({})
  .describe('How the operator reads the contract; what is signed with a client is kept as it was then.');

export const contractSchema = z
  .strictObject({
    readings,
    vatRateBp: z.int().min(0).max(10_000).default(2_000).describe('VAT in hundredths of a percent.'),
    currency: z.literal('EUR').default('EUR').describe('Currency of every amount.'),
  })
  .prefault({})
  .describe('Contracts: readings and amounts that hold unless a client signed otherwise.');

export const tenantContract = z
  .strictObject({
    id: identifier().describe('Number of the contract, as letters and invoices name it.'),
    dataActScope: z
      .enum(['yes', 'no', 'unsure'])
      .describe('Whether the Data Act’s switching rules cover this service; unsure counts as yes.'),
    dataActReason: label().describe('Why it is so.'),
    dataActReviewer: label().describe('Who looked at it.'),
    profile: z
      .enum(['company', 'public-buyer', 'non-professional'])
      .default('company')
      .describe('What the client is: a public buyer keeps its data three months, others thirty days.'),
    monthlyPriceCents: cents().describe('Monthly price without tax, in cents; the last month is credited from it.'),
    signatory: z
      .strictObject({
        name: label().describe('Natural person entitled to bind the client.'),
        capacity: label().describe('In which capacity.'),
        email: mailAddress().describe('Where the codes that confirm an act are sent.'),
      })
      .describe('Who signs for the client.'),
    restore: z
      .discriminatedUnion('support', [
        z.strictObject({
          support: z.enum(['none', 'without-messaging']).describe('No support contract that covers mail.'),
          tariffCents: cents().nullable().default(null).describe('Price of one restore; without it only a quote.'),
        }),
        z.strictObject({ support: z.literal('flat').describe('Restores are part of a flat support contract.') }),
        z.strictObject({
          support: z.literal('hourly').describe('Restores are paid by the hour.'),
          hourCents: cents().describe('Price of an hour, in cents.'),
          rounding: z
            .enum(['per-minute', 'quarter-started'])
            .default('per-minute')
            .describe('Each minute, or each quarter begun.'),
        }),
      ])
      .default({ support: 'none', tariffCents: null })
      .describe('How restores are paid (annex 1).'),
  })
  .describe('The contract with this client; needed by the commands contract and reversibility.');

export const peopleSchema = z
  .array(
    z.strictObject({
      name: label().describe('As given with --as, or the account of the process.'),
      role: z
        .enum(['technician', 'approver', 'auditor'])
        .describe('technician records and proposes, approver is the second person, auditor reads.'),
      tenants: z
        .array(identifier())
        .max(10_000)
        .optional()
        .describe('Tenants this person works for; all where absent.'),
    }),
  )
  .max(1_000)
  .default([])
  .describe(
    'Who acts at the command line. Whoever is not listed is a technician; without an approver nobody can be the second person.',
  );
