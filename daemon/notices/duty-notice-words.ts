import {
  billedUntil,
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  contractEndOf,
  type Duty,
  type LocalDate,
  parisDay,
  signatoryOn,
} from '../../domain/index.ts';
import { formatFor } from './format.ts';
import { printable } from './printable.ts';
import { type DutyWords, eventWords, readingWords } from './texts/index.ts';
import type { Language, Reader } from './types.ts';

/** A duty of a contract with what its message names; names and reasons in it are hostile. */
export interface DutySubject {
  readonly duty: Duty;
  readonly tenant: string;
  readonly tenantName: string;
  /** The contract as it stands now. */
  readonly state: ContractState;
  /** The event that brought it; null where a date did. */
  readonly event: ContractEvent | null;
  /** Of that event, or the act that two persons made by it. */
  readonly body: ContractEventBody | null;
  /** Instant of the event, else now, ms. */
  readonly at: number;
}

/** Where a client goes on and whom it asks. */
export interface ClientReader extends Reader {
  readonly contact: string | null;
  readonly portalUrl: string | null;
}

export const NONE = '–';

/**
 * A civil day as a letter writes it: weekday, day, month, year; in French the first of a month is « 1er ». `long` leaves
 * the weekday out, for tables.
 */
export function dayIn(language: Language, style: 'full' | 'long' = 'full'): (day: string | null) => string {
  const format = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: style, timeZone: 'UTC' });
  return (day) => {
    if (day === null) return NONE;
    const parts = format.formatToParts(Date.parse(`${day}T00:00:00Z`));
    const first = (type: string, value: string): boolean => language === 'fr' && type === 'day' && value === '1';
    return parts.map(({ type, value }) => (first(type, value) ? '1er' : value)).join('');
  };
}

/** `article 17.2`, and of the Data Act or of public contracts where the clause is theirs. */
export function articleOf(clause: string, language: Language): string {
  if (clause === 'CCAG') return 'CCAG-TIC 2021';
  if (clause === 'R') return language === 'fr' ? 'règle du prestataire' : 'rule of the provider';
  if (!clause.startsWith('25'))
    return language === 'fr' ? `article ${clause} du contrat` : `article ${clause} of the contract`;
  return language === 'fr'
    ? `article ${clause} du règlement (UE) 2023/2854`
    : `article ${clause} of regulation (EU) 2023/2854`;
}

/** The words of a duty in the reader's language. Pure; whatever comes from outside is one printable line. */
export function dutyWords(subject: DutySubject, reader: Reader & Partial<ClientReader>): DutyWords {
  const { duty, tenant, tenantName, state, event, body, at } = subject;
  const { language } = reader;
  const { terms, lifecycle, handover, proposals } = state;
  const format = formatFor(reader);
  const day = dayIn(language);
  const money = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { style: 'currency', currency: 'EUR' });
  const today = parisDay(at);
  const signatory = signatoryOn(state, today) ?? terms?.signatory ?? null;
  const about = duty.key.slice(duty.what.length + 1);
  const proposal = proposals.find(({ id }) => id === about);
  const told = eventWords(body, { language, name: format.name, message: format.message });
  const notice = state.notices.find(({ id }) => id === event?.id);
  const quoted = body?.type === 'quote.issued' ? body.amountCents : handover.quote?.amountCents;
  const billed = billedUntil(state);
  return {
    organisation: format.name(reader.organisation),
    client: format.name(tenantName),
    tenant,
    contract: terms === null ? NONE : format.name(terms.contractId),
    signatory: signatory === null ? NONE : format.name(signatory.name),
    article: articleOf(duty.clause, language),
    day: day(today),
    due: day(duty.due),
    end: day(endOf(state)),
    effective: day('effectiveTermination' in lifecycle ? lifecycle.effectiveTermination : null),
    delivered: day(handover.deliveredOn),
    retrieval: day('retrievalUntil' in lifecycle ? lifecycle.retrievalUntil : null),
    billedUntil: day(billed),
    until: day(told.until ?? (body?.type === 'terms.entered-into-force' ? state.termsOverlay.refuseBy : null)),
    who: told.who ?? (proposal === undefined ? (event?.actor.id ?? NONE) : format.name(proposal.by.id)),
    reason: told.reason ?? NONE,
    amount: quoted === undefined ? NONE : money.format(quoted / 100),
    month: told.month ?? NONE,
    reading: duty.derivation === null ? NONE : readingWords(duty.derivation.reading, language),
    id: printable(told.id ?? about, 130),
    act: told.act ?? proposal?.act.type ?? (duty.what === 'client.unreachable' ? about : (body?.type ?? duty.what)),
    count: told.count,
    open: handover.items.filter(({ status }) => status === 'open' || status === 'contested').length,
    byProvider: told.byProvider,
    disputed: notice?.disputed ?? false,
    late: notice?.late ?? false,
    valid: told.valid,
    rehearsal: handover.rehearsal,
    online: told.online,
    delivery: told.delivery,
    change: told.change,
    cutover: told.cutover,
    ownCause: told.ownCause,
    portalUrl: reader.portalUrl ?? null,
    contact: reader.contact ?? null,
  };
}

/** The day that ends the contract, as far as it is decided; else the last of the running term. */
function endOf(state: ContractState): LocalDate | null {
  const { lifecycle } = state;
  return contractEndOf(state) ?? (lifecycle.kind === 'active' ? lifecycle.termEnd : null);
}
