import type { Tone } from '../document.ts';
import type { ContractQuote } from './duties-quotes.ts';

/**
 * What a message about a duty names, ready to stand in a sentence: days written out, amounts and names formatted. What the
 * duty does not have is `–`.
 */
export interface DutyWords {
  readonly organisation: string;
  readonly client: string;
  /** Tenant id, as commands take it. */
  readonly tenant: string;
  readonly contract: string;
  readonly signatory: string;
  /** Article of the contract or of the law, e.g. `article 17.2`. */
  readonly article: string;
  /** Day of the event, else today. */
  readonly day: string;
  readonly due: string;
  /** Last day of the contract as far as it is decided, else of the running term. */
  readonly end: string;
  readonly effective: string;
  /** Day of the delivery that waits for confirmation. */
  readonly delivered: string;
  readonly retrieval: string;
  readonly billedUntil: string;
  /** The other day that the event names: planned end, entry into force, extension, erasure, cut-over. */
  readonly until: string;
  readonly who: string;
  readonly reason: string;
  readonly amount: string;
  readonly month: string;
  readonly reading: string;
  /** Of a proposal, a hold, a line or the event. */
  readonly id: string;
  /** What was proposed or kept, as the ledger names it. */
  readonly act: string;
  /** Items of the event, and items that are still to be confirmed. */
  readonly count: number;
  readonly open: number;
  readonly byProvider: boolean;
  readonly disputed: boolean;
  readonly late: boolean;
  readonly valid: boolean;
  readonly rehearsal: boolean;
  readonly online: boolean;
  readonly delivery: 'link' | 'medium';
  readonly change: 'service' | 'price';
  readonly cutover: 'mx-moved' | 'mailboxes-closed';
  readonly ownCause: boolean;
  readonly portalUrl: string | null;
  readonly contact: string | null;
}

/** A mail to the client: what happened or is due, then what follows. */
export interface ClientDutyText {
  readonly subject: (words: DutyWords) => string;
  /** Colour of the first sentence; plain where absent. */
  readonly tone?: Tone;
  readonly said: (words: DutyWords) => readonly string[];
  readonly next: (words: DutyWords) => readonly string[];
  readonly quote?: ContractQuote;
  /** The running date that is the client’s last day; what the duty itself is due by is the provider’s own day. */
  readonly timer?: 'term.end' | 'reversibility.ask' | 'terms.refuse';
  /** The running dates follow, each with how it is counted. */
  readonly dates?: boolean;
}

/** A section of the operator's digest, for all contracts that ask for the same. */
export interface OperatorDutyText {
  readonly title: string;
  readonly meaning: string;
  /** One column of its own beside client, contract and last day. */
  readonly detail?: (words: DutyWords) => string;
  /** `tenant` is `TENANT` where several contracts ask for it. */
  readonly next: (words: Pick<DutyWords, 'tenant' | 'id'>) => readonly string[];
}
