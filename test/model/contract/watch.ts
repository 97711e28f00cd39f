import { type ContractEvent, endOfDay, type LocalDate, parisDay, plusDays } from '../../../domain/index.ts';
import type { Sight } from './sight.ts';
import { watchEnding } from './watch-ending.ts';
import { type Notes, noNotes, type ProposalNote } from './watch-facts.ts';
import { watchHandover } from './watch-handover.ts';
import { watchMoney, watchOverlays } from './watch-overlays.ts';
import { mayAlone, mayHappenAt, mayHappenIn } from './watch-roles.ts';
import { watchTerm } from './watch-term.ts';

const rests = [
  'term.renewed notice.ended switch-notice.ended provider.termination-decided fallback.opened fallback.closed',
  'retrieval.ended erase.approved last-lock.expired terms.entered-into-force terms.deadline-passed',
]
  .join(' ')
  .split(' ');
const pairs = [
  'provider.termination-decided fallback.closed erase.approved fee.waived',
  'items.waived hold.released quote.accepted route.free-chosen items.confirmed items.contested items.claimed-late',
  'cutover.declared recovery.confirmed signatory.changed account.address-changed contract.amended notice.withdrawn',
  'transition.cancelled',
]
  .join(' ')
  .split(' ');
/** The client's own and what both parties sign: staff records it from a signed paper, or from what stands for one here. */
const papers = pairs.slice(6);
const otherPapers: Readonly<Record<string, string>> = {
  'signatory.changed': 'power-of-attorney',
  'account.address-changed': 'mail',
};

/**
 * A bystander who reads nothing but accepted events and the contract, and says what the contract forbids (contract.md §§ 4–7,
 * 11, 12). It shares dates and readings with the program, which have vectors of their own, and neither state nor rules.
 */
export function bystander(notes: Notes = noNotes()): {
  readonly notes: Notes;
  readonly see: (event: ContractEvent, clock: number) => readonly string[];
} {
  const see = (event: ContractEvent, clock: number): readonly string[] => {
    const found: string[] = [];
    const wrong = (law: string, holds: boolean): void => {
      if (!holds) found.push(`${law} (${event.body.type})`);
    };
    wrong('another client’s event', event.tenant === 'acme');
    wrong('an event of the future', event.at <= clock);
    wrong('before any signature', notes.terms !== null || event.body.type === 'contract.signed');
    wrong('by somebody who may not', mayAlone(event.actor.role, event.body.type));
    const today = parisDay(event.at);
    const over = (day: LocalDate | null): boolean => day === null || event.at >= endOfDay(day);
    const sight = { body: event.body, event, proofs: event.proofs, two: false, today, over, wrong };
    if (event.body.type === 'act.approved') seeApproval(notes, sight, event.body.proposalId);
    else seeOne(notes, sight);
    keepTime(notes, event);
    return found;
  };
  return { notes, see };
}

function seeApproval(notes: Notes, sight: Sight, id: string): void {
  const { event, wrong } = sight;
  const proposal = notes.proposals.get(id);
  wrong('an approval of nothing', proposal !== undefined);
  if (proposal === undefined) return;
  const spelt = (name: string): string =>
    name
      .normalize('NFKC')
      .replace(/[\s\u200b]/g, '')
      .toLowerCase();
  wrong('one person for two', spelt(proposal.by.id) !== spelt(event.actor.id));
  const day = parisDay(Math.max(event.at, notes.latest));
  wrong('an approval after a week', day <= plusDays(parisDay(proposal.at), 7));
  notes.proposals.delete(id);
  wrong('a paper about another package', samePackage(notes, proposal));
  const proofs = [...proposal.proofs, ...event.proofs];
  seeOne(notes, { ...sight, body: proposal.act, proofs, two: true });
}

function seeOne(notes: Notes, sight: Sight): void {
  const { body, event, two, wrong } = sight;
  const { type } = body;
  wrong('out of place', mayHappenIn(notes.life, type));
  wrong('out of place in the hand-over', mayHappenAt(phaseOf(notes), type));
  wrong('an act for two done by one', two || !pairs.includes(type) || event.actor.role === 'client-admin');
  if (rests.includes(type)) wrong('on a clock that jumped', event.at - notes.sure <= 25 * 3_600_000);
  if (body.type === 'act.proposed') {
    wrong('a proposal swapped for another', !notes.proposals.has(body.proposalId));
    wrong('a proposal of what needs no second person', pairs.includes(body.act.type));
    wrong(
      'a client’s word without paper',
      !papers.includes(body.act.type) ||
        sight.proofs.some(({ kind }) => kind === 'signed-pdf' || kind === otherPapers[body.act.type]),
    );
    const { act } = body;
    const hands = { last: lastPackage(notes), items: new Map(notes.hand.came) };
    notes.proposals.set(body.proposalId, { by: event.actor, at: event.at, act, proofs: event.proofs, hands });
  }
  if (body.type === 'clock.witnessed') wrong('a witness from the future', Date.parse(body.lastSeenAt) <= event.at);
  watchTerm(notes, sight);
  watchHandover(notes, sight);
  watchEnding(notes, sight);
  watchOverlays(notes, sight);
  watchMoney(notes, sight);
}

function lastPackage({ hand }: Notes): string {
  return hand.out ? `${hand.round} ${hand.prepared?.root}` : '';
}

/** What a paper confirms is what the client had when the paper was proposed. */
function samePackage(notes: Notes, { act, hands }: ProposalNote): boolean {
  const ended = notes.effective !== null;
  if (act.type === 'recovery.confirmed') return ended || (hands.last !== '' && hands.last === lastPackage(notes));
  if (act.type !== 'items.confirmed') return true;
  return act.items.every((id) => hands.items.has(id) && hands.items.get(id) === notes.hand.came.get(id));
}

export function phaseOf({ hand }: Notes): string {
  if (!hand.asked) return 'none';
  if (hand.out) return 'out';
  if (hand.prepared !== null) return 'prepared';
  return hand.frozen === null && hand.round < 2 ? 'asked' : 'frozen';
}

/** Which instants no unexplained jump led to. */
function keepTime(notes: Notes, { at, body }: ContractEvent): void {
  notes.latest = Math.max(notes.latest, at);
  if (body.type === 'clock.witnessed') notes.sure = Math.max(notes.sure, Date.parse(body.lastSeenAt));
  const told = body.type === 'contract.signed' || body.type === 'clock.acknowledged';
  if (told || at - notes.sure <= 25 * 3_600_000) notes.sure = Math.max(notes.sure, at);
}
