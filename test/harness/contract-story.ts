import {
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  type ContractTerms,
  type Decision,
  type Duty,
  decide,
  foldContract,
  localDate,
  type Proof,
} from '../../domain/index.ts';

const hash = (digit: string): string => digit.repeat(64);
const proof = (kind: string): Proof => ({ kind, sha256: hash('b'), ref: `file:${kind}` });

/** A contract as it is mostly signed: 2024-07-01, every reading, first end 2027-06-30. */
export const storyTerms: ContractTerms = {
  contractId: 'C-1',
  textSha256: hash('a'),
  signatory: { name: 'Hélène Roy', capacity: 'gérante', email: 'h.roy@acme.example' },
  subscriptionDate: localDate('2024-07-01'),
  signatureDate: localDate('2024-07-01'),
  serviceStart: localDate('2024-07-01'),
  monthlyPriceCents: 9310,
  currency: 'EUR',
  vatRateBp: 2000,
  dataAct: { scope: 'no', reason: 'conventional hosting', reviewer: 'counsel' },
  profile: 'company',
  restore: { support: 'none', tariffCents: 4500 },
  readings: {
    calendar: 'FR-metropole',
    start: 'T-A',
    end: 'E-eve',
    renewal: 'N-origin',
    notice: ['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'],
    perform: 'cal',
    suspension: ['S-day', 'S-hour', 'S-jo'],
    fee: 'F-prorata',
    count: 'B-user',
    lastMonth: 'P-day',
  },
  packs: ['contract-fr@1'],
};

const who = {
  client: { id: 'h.roy@acme.example', role: 'client-admin' },
  technician: { id: 't.petit', role: 'technician' },
  approver: { id: 'c.morel', role: 'approver' },
  system: { id: 'coffre', role: 'system' },
} as const;

export interface Story {
  readonly state: () => ContractState;
  readonly log: readonly ContractEvent[];
  readonly duties: readonly Duty[];
  /** An event at an instant; the clock is acknowledged before it, so that stories may leap. */
  readonly tell: (at: string, by: keyof typeof who, body: ContractEventBody) => Decision;
  /** The rules that refused it; empty where it was taken. */
  readonly rules: (at: string, by: keyof typeof who, body: ContractEventBody) => readonly string[];
}

/** One contract told event by event, with every proof attached. */
export function contractStory(terms: Partial<ContractTerms> = {}, signedAt = '2026-01-05T09:00:00Z'): Story {
  let state = foldContract('acme', []);
  const log: ContractEvent[] = [];
  const duties: Duty[] = [];
  const proofs = ['signed-pdf', 'letter', 'smtp-answer', 'requisition'].map(proof);
  const record = (at: string, by: keyof typeof who, body: ContractEventBody): Decision => {
    const event = { id: `e-${log.length + 1}`, at: Date.parse(at), actor: who[by], tenant: 'acme', proofs, body };
    const decision = decide(state, event, event.at);
    if (decision.kind !== 'accepted') return decision;
    state = decision.state;
    log.push(event);
    duties.push(...decision.duties);
    return decision;
  };
  const tell: Story['tell'] = (at, by, body) => {
    if (state.terms !== null) record(at, 'technician', { type: 'clock.acknowledged', reason: 'a story' });
    return record(at, by, body);
  };
  const rules: Story['rules'] = (at, by, body) => {
    const decision = tell(at, by, body);
    return decision.kind === 'refused' ? decision.reasons.map((one) => one.rule) : [];
  };
  record(signedAt, 'technician', { type: 'contract.signed', terms: { ...storyTerms, ...terms } });
  return { state: () => state, log, duties, tell, rules };
}

export const ROOT = hash('c');

/** A client's letter, dispatched on a day. */
export function letterOf(
  dispatched: string,
  received: string | null = null,
): Extract<ContractEventBody, { type: 'notice.received' }> {
  const day = received === null ? null : localDate(received);
  const letter = { form: 'lrar', dispatched: localDate(dispatched), firstPresented: day, received: day } as const;
  const outcome = day === null ? null : 'delivered';
  return { type: 'notice.received', by: 'client', form: 'lrar', letter: { ...letter, outcome }, capacity: 'gérante' };
}

/** Asked for, frozen, verified and delivered on one day: items `m-1` and `m-2`. */
export function handOver(story: Story, day: string): void {
  const at = `${day}T09:00:00Z`;
  story.tell(at, 'client', { type: 'reversibility.requested', channel: 'portal', onBehalf: null });
  const counts = { userMailboxes: 37, allMailboxes: 40, items: ['m-1', 'm-2'], notCaptured: [] };
  story.tell(at, 'system', { type: 'inventory.frozen', frozenAt: at, ...counts });
  const content = { packageId: 'p-1', root: ROOT, items: ['m-1', 'm-2'], exit: 0, unexplained: 0 };
  story.tell(at, 'system', { type: 'package.verified', ...content });
  story.tell(at, 'system', {
    type: 'package.delivered',
    packageId: 'p-1',
    by: 'link',
    to: 'Hélène Roy',
    receipt: null,
  });
}

/** Everything confirmed, the cut-over declared, and the recovery signed. */
export function confirmAll(story: Story, at: string): readonly string[] {
  story.tell(at, 'client', { type: 'items.confirmed', items: ['m-1', 'm-2'], secondFactor: true });
  story.tell(at, 'client', { type: 'cutover.declared', how: 'mx-moved', on: localDate(at.slice(0, 10)) });
  const signed = { round: story.state().handover.round, root: ROOT, statement: 'tout est là', secondFactor: true };
  return story.rules(at, 'client', { type: 'recovery.confirmed', ...signed, signatory: 'Hélène Roy' });
}
