import { CodedError } from '../../core/index.ts';
import {
  type Actor,
  type ContractEventBody,
  type Link,
  localDate,
  parisDay,
  type Refusal,
  signatoryOn,
} from '../../domain/index.ts';
import { recordContractEvent, tryContractEvent } from '../../pipelines/index.ts';
import type { ActOutcome, PortalActs } from '../../portal/index.ts';
import type { App } from '../app.ts';
import { tendContracts } from '../contracts/watch-contracts.ts';
import type { Picture } from './picture.ts';

/** Items of one event: an act of the ledger holds 64 KiB, and an item's id some 60 characters. */
const ITEMS_AN_EVENT = 500;

/** What a client declares on the portal, recorded as events of the contract; a rule against it is an answer, not an error. */
export function portalActs(picture: Picture): PortalActs {
  const record = async (link: Link, bodies: readonly ContractEventBody[], signal: AbortSignal): Promise<ActOutcome> => {
    const { app } = picture;
    const deps = { ledger: await app.ledger(), clock: app.clock, random: app.random };
    const actor: Actor = { id: link.recipient.name, role: 'client-admin' };
    const receipts: string[] = [];
    for (const body of bodies) {
      const act = { tenant: link.tenant, actor, body, proofs: [] };
      const decision = await tryContractEvent(deps, act);
      if (decision.kind === 'refused') return { kind: 'refused', reasons: decision.reasons };
      try {
        const { event } = await recordContractEvent(deps, act, signal);
        receipts.push(event.id);
      } catch (error) {
        // another act came first and took its ground away
        if (!(error instanceof CodedError) || error.code !== 'CONTRACT_REFUSED') throw error;
        const again = await tryContractEvent(deps, act);
        return { kind: 'refused', reasons: again.kind === 'refused' ? again.reasons : [overtaken] };
      }
    }
    tellNow(app, signal);
    return { kind: 'recorded', receipts };
  };

  return {
    confirm: (link, { items }, signal) =>
      record(
        link,
        inEvents(items).map((some) => ({ type: 'items.confirmed', items: some, secondFactor: true })),
        signal,
      ),
    contest: (link, { items, reason, text }, signal) =>
      record(
        link,
        inEvents(items).map((some) => ({ type: 'items.contested', items: some, reason, text })),
        signal,
      ),
    declareCutover: (link, { how, on }, signal) =>
      record(link, [{ type: 'cutover.declared', how, on: localDate(on) }], signal),
    conclude: async (link, { statement }, signal) => {
      const { state } = await picture.contract(link.tenant);
      const { round, root } = state.handover;
      // the code went to this person: whoever typed it signs for the client
      const signatory = signatoryOn(state, parisDay(picture.app.clock.now()))?.name ?? '';
      const body = {
        type: 'recovery.confirmed',
        round,
        root: root ?? '',
        statement,
        secondFactor: true,
        signatory,
      } as const;
      return record(link, [body], signal);
    },
  };
}

function inEvents(items: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(items.length / ITEMS_AN_EVENT);
  return Array.from({ length: count }, (_, at) => items.slice(at * ITEMS_AN_EVENT, (at + 1) * ITEMS_AN_EVENT));
}

const overtaken: Refusal = {
  rule: 'portal.overtaken',
  clause: '5',
  message: { fr: 'Un autre acte a été enregistré entre-temps.', en: 'Another act was recorded meanwhile.' },
  unlockedBy: { fr: 'relire la page, puis recommencer', en: 'read the page again, then start over' },
};

/** The client's acknowledgement leaves at once, not at the next look; nobody waits for it, and a look that fails is made again. */
function tellNow(app: App, signal: AbortSignal): void {
  tendContracts(app, signal).catch((error: unknown) => {
    if (!signal.aborted) app.log.warn({ err: error }, 'a receipt could not be mailed yet');
  });
}
