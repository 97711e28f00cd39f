import {
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  foldContract,
  type ItemId,
} from '../../domain/index.ts';
import type { DocumentLanguage, ReceiptAct, ReceiptFacts } from '../../handover/index.ts';
import { contractEvents, type LedgerEvent } from '../../ledger/index.ts';

/** Acts of a client for which there is a receipt, by type. */
const receiptActs: ReadonlySet<string> = new Set<ReceiptAct>([
  'reversibility.requested',
  'route.free-chosen',
  'quote.accepted',
  'items.confirmed',
  'items.contested',
  'items.claimed-late',
  'receipt.verified',
  'cutover.declared',
  'recovery.confirmed',
  'switch.requested',
  'terms.refused',
  'erase.instructed',
]);

/** An act of the client as the ledger holds it, by the portal or by a signed paper. */
export interface ClientAct {
  readonly event: ContractEvent;
  readonly act: LedgerEvent;
  /** What the client did; of a paper, what was proposed and approved. */
  readonly body: ContractEventBody & { readonly type: ReceiptAct };
  readonly paper: boolean;
  /** The contract as it was right after it. */
  readonly state: ContractState;
}

/** Every act of the client that took effect, in order. `acts` are all of the tenant, in the order of the ledger. */
export function clientActs(tenant: string, acts: readonly LedgerEvent[]): readonly ClientAct[] {
  const found: ClientAct[] = [];
  const events: ContractEvent[] = [];
  for (const act of acts.filter((one) => one.tenant === tenant)) {
    const [event] = contractEvents([act]);
    if (event === undefined) continue;
    const isCandidate = receiptActs.has(event.body.type) || event.body.type === 'act.approved';
    const before = isCandidate ? foldContract(tenant, events) : null;
    events.push(event);
    const body = before === null ? null : clientBody(event, before);
    if (body === null) continue;
    const state = foldContract(tenant, events);
    // Void where the fold did not take it: a receipt is of what counts.
    if (!state.seen.has(event.id)) continue;
    found.push({ event, act, body, paper: event.body.type === 'act.approved', state });
  }
  return found;
}

function clientBody({ body }: ContractEvent, before: ContractState): ClientAct['body'] | null {
  const done = body.type === 'act.approved' ? before.proposals.find((one) => one.id === body.proposalId)?.act : body;
  return done !== undefined && receiptActs.has(done.type) ? (done as ClientAct['body']) : null;
}

/** The receipt of an act. `label` turns an item's id into what people call it. */
export function receiptOf(
  { event, act, body, paper, state }: ClientAct,
  { language, label }: { readonly language: DocumentLanguage; readonly label: (item: ItemId) => string },
): ReceiptFacts {
  const { terms, handover } = state;
  const items = 'items' in body ? body.items : [];
  const reason = 'reason' in body ? body.reason : null;
  const text = 'text' in body && body.text !== '' ? body.text : null;
  const signatory = body.type === 'recovery.confirmed' ? body.signatory : terms?.signatory.name;
  return {
    act: body.type,
    event: { id: event.id, seq: act.seq, hash: act.hash },
    recordedAt: act.at,
    actor: {
      name: paper ? (signatory ?? event.actor.id) : event.actor.id,
      capacity: terms?.signatory.capacity ?? '–',
    },
    channel: paper || event.actor.role !== 'client-admin' ? 'paper' : 'portal',
    secondFactor: 'secondFactor' in body && body.secondFactor,
    package:
      handover.packageId === null || handover.root === null
        ? null
        : { id: handover.packageId, round: handover.round, root: handover.root },
    items: items.map((item) => ({ label: label(item), reason, text })),
    statement: body.type === 'recovery.confirmed' ? body.statement : null,
    proofs: event.proofs,
    follows: follows[language](body.type, state),
  };
}

const open = (state: ContractState): number =>
  state.handover.items.filter((one) => one.status === 'open' || one.status === 'contested').length;

const follows: Readonly<Record<DocumentLanguage, (act: ReceiptAct, state: ContractState) => readonly string[]>> = {
  fr: (act, state) => {
    switch (act) {
      case 'items.confirmed':
        return [`${open(state)} élément(s) restent à confirmer ou à contester. Le silence ne vaut pas confirmation.`];
      case 'items.contested':
      case 'items.claimed-late':
        return [
          'Seuls ces éléments sont rouverts ; les autres restent comme ils étaient.',
          'Une nouvelle version vous sera remise, sans frais si le défaut vient de nous.',
        ];
      case 'recovery.confirmed':
        return [
          'La résiliation effective suit cette confirmation, dès que le contrat est terminé ; la facturation s’arrête ce jour-là.',
          'Rien n’est effacé sans votre instruction écrite et l’accord de deux personnes.',
        ];
      case 'cutover.declared':
        return ['Il reste à confirmer la récupération intégrale.'];
      case 'quote.accepted':
        return ['Les frais du devis accepté seront facturés après exécution.'];
      case 'reversibility.requested':
      case 'route.free-chosen':
        return ['L’inventaire sera gelé, le paquet préparé et vérifié, puis un lien personnel vous sera envoyé.'];
      case 'erase.instructed':
        return ['Un plan d’effacement sera établi ; deux personnes doivent l’approuver ; un certificat suivra.'];
      case 'receipt.verified':
      case 'switch.requested':
      case 'terms.refused':
        return [];
    }
  },
  en: (act, state) => {
    switch (act) {
      case 'items.confirmed':
        return [`${open(state)} item(s) are still to be confirmed or contested. Silence is no confirmation.`];
      case 'items.contested':
      case 'items.claimed-late':
        return [
          'Only these items are open again; the others stay as they were.',
          'A new version will be handed over, free where the defect is ours.',
        ];
      case 'recovery.confirmed':
        return [
          'The effective termination follows this confirmation as soon as the contract is over; billing ends that day.',
          'Nothing is erased without your written instruction and the agreement of two persons.',
        ];
      case 'cutover.declared':
        return ['What is left is to confirm the complete recovery.'];
      case 'quote.accepted':
        return ['The fees of the accepted quote are invoiced after performance.'];
      case 'reversibility.requested':
      case 'route.free-chosen':
        return ['The inventory is frozen, the package prepared and verified, then a personal link is sent to you.'];
      case 'erase.instructed':
        return ['A plan of the erasure is made; two persons have to approve it; a certificate follows.'];
      case 'receipt.verified':
      case 'switch.requested':
      case 'terms.refused':
        return [];
    }
  },
};
