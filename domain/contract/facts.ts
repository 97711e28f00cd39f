import type { LocalDate } from './local-date.ts';

/** Integer cents; `Number.isSafeInteger` always holds. */
export type Cents = number;

/** Whether the Data Act's switching rules cover the service (art. 2, 31). `unsure` counts as `yes` towards the client. */
export type DataActScope = 'yes' | 'no' | 'unsure';

/** Readings of the start of the term: subscription (words of art. 5), signature, start of service. */
export type StartReading = 'T-A' | 'T-B' | 'T-C';
/** Readings of the last day: eve of the anniversary, or the anniversary itself. */
export type EndReading = 'E-eve' | 'E-same';
/** Readings of a renewal: counted from the start, from the day after the previous end, or as whole civil months. */
export type RenewalReading = 'N-origin' | 'N-chain' | 'N-civil';
/** Readings of « trois mois ouvrés » (art. 5); a number is that many jours ouvrés. */
export type NoticeReading = 'P3M' | 'P3M-b' | 'CIV3' | '60jo' | '63jo' | '66jo' | '78jb';
/** Readings of a period in days: calendar, calendar rolled, jours ouvrés, jours ouvrables. */
export type DaysReading = 'cal' | 'cal-roll' | 'jo' | 'jb';
/** Readings of « supérieure à quinze (15) jours » (art. 17.1). */
export type SuspensionReading = 'S-day' | 'S-hour' | 'S-jo';
/** Readings of « 360 €HT / 10 boîtes mails » (art. 17.2). */
export type FeeReading = 'F-started' | 'F-prorata' | 'F-complete';
export type HolidayCalendar = 'FR-metropole' | 'FR-alsace-moselle';

/** How restores are paid (annex 1): see restore-charge.ts. */
export type RestoreTerms =
  | { readonly support: 'none' | 'without-messaging'; readonly tariffCents: Cents | null }
  | { readonly support: 'flat' }
  | { readonly support: 'hourly'; readonly hourCents: Cents; readonly rounding: 'per-minute' | 'quarter-started' };

/** What was agreed and which readings the operator applies; pinned by `contract.signed`, changed by `contract.amended` only. */
export interface ContractTerms {
  readonly contractId: string;
  /** SHA-256 of the text that was signed. */
  readonly textSha256: string;
  readonly signatory: { readonly name: string; readonly capacity: string; readonly email: string };
  readonly subscriptionDate: LocalDate;
  readonly signatureDate: LocalDate;
  readonly serviceStart: LocalDate;
  readonly monthlyPriceCents: Cents;
  readonly currency: 'EUR';
  readonly vatRateBp: number;
  readonly dataAct: { readonly scope: DataActScope; readonly reason: string; readonly reviewer: string };
  /** Public buyers keep their data three months after the end (CCAG 2021), others thirty days. */
  readonly profile: 'company' | 'public-buyer' | 'non-professional';
  readonly restore: RestoreTerms;
  readonly readings: ContractReadings;
  /** `id@version` of the rule packs in force at signature. */
  readonly packs: readonly string[];
}

export interface ContractReadings {
  readonly calendar: HolidayCalendar;
  readonly start: StartReading;
  readonly end: EndReading;
  readonly renewal: RenewalReading;
  /** Enabled readings of the notice; CIV3 never counts for a client's act. */
  readonly notice: readonly NoticeReading[];
  readonly perform: DaysReading;
  readonly suspension: readonly SuspensionReading[];
  readonly fee: FeeReading;
  /** Which mailboxes the fee counts: user mailboxes only, or every mailbox handed over. */
  readonly count: 'B-user' | 'B-all';
  readonly lastMonth: 'P-day' | 'P-none';
}
