import { createHash } from 'node:crypto';
import { neverAborted, type SimulatedClock } from '../../core/index.ts';
import {
  type ContractEventBody,
  type ContractState,
  endOfDay,
  type LocalDate,
  parisDay,
  type Role,
} from '../../domain/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { recordContractEvent } from '../../pipelines/index.ts';
import { contractTerms } from '../fakes/contract-terms.ts';

const HOUR_MS = 3_600_000;
const signatory = { name: 'Claire Martin', capacity: 'gérante', email: 'claire.martin@client.example' } as const;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const PROOFS = ['signed-pdf', 'letter', 'slip'].map((kind) => ({ kind, sha256: hash(kind), ref: `${kind}.pdf` }));
const PEOPLE: Readonly<Record<Role, string>> = {
  'client-admin': signatory.email,
  technician: 'tess',
  approver: 'alain',
  auditor: 'odile',
  system: 'coffre',
};

const terms = contractTerms('2026-03-31', {
  contractId: 'contract-1',
  textSha256: hash('text'),
  signatory,
  monthlyPriceCents: 10_000,
  restore: { support: 'none', tariffCents: null },
});

/** A contract that is lived event by event on the test's calendar from the day where it stands. */
export function livedContract(ledger: Pick<Ledger, 'append' | 'events'>, clock: SimulatedClock, tenant: string) {
  let made = 0;
  const random = (bytes: number): Uint8Array =>
    createHash('sha256').update(`lived ${made++}`).digest().subarray(0, bytes);
  const record = async (role: Role, body: ContractEventBody): Promise<ContractState> => {
    const actor = { id: PEOPLE[role], role };
    clock.advance(1_000);
    return (await recordContractEvent({ ledger, clock, random }, { tenant, actor, body, proofs: PROOFS }, neverAborted))
      .state;
  };
  /** Moves on to the morning after a day, as a daemon that was awake all the while has it. */
  const pass = async (last: LocalDate): Promise<void> => {
    clock.advance(endOfDay(last) + 8 * HOUR_MS - clock.now());
    await record('system', { type: 'clock.witnessed', lastSeenAt: new Date(clock.now() - HOUR_MS).toISOString() });
  };
  return {
    record,
    pass,
    /** From signature over notice, hand-over and confirmation to the day after the client's delay. */
    end: async (): Promise<ContractState> => {
      const root = createHash('sha512').update('package').digest('hex');
      await record('technician', { type: 'contract.signed', terms });
      const day = parisDay(clock.now());
      const letter = {
        form: 'lrar',
        dispatched: day,
        firstPresented: day,
        received: day,
        outcome: 'delivered',
      } as const;
      const notice = { type: 'notice.received', by: 'client', form: 'lrar', letter, capacity: 'gérante' } as const;
      const noticed = (await record('technician', notice)).lifecycle;
      if (!('noticeEnd' in noticed)) throw new Error(`no notice: ${noticed.kind}`);
      await pass(noticed.noticeEnd);
      await record('system', { type: 'notice.ended' });
      await record('client-admin', { type: 'reversibility.requested', channel: 'portal', onBehalf: null });
      await record('client-admin', { type: 'route.free-chosen' });
      const items = ['item-1'];
      const frozenAt = new Date(clock.now()).toISOString();
      await record('technician', {
        type: 'inventory.frozen',
        frozenAt,
        userMailboxes: 1,
        allMailboxes: 1,
        items,
        notCaptured: [],
      });
      const packageId = 'package-1';
      await record('system', { type: 'package.verified', packageId, root, items, exit: 0, unexplained: 0 });
      const delivery = { packageId, by: 'link', to: signatory.name, receipt: null } as const;
      await record('technician', { type: 'package.delivered', ...delivery });
      await record('client-admin', { type: 'items.confirmed', items, secondFactor: true });
      await record('client-admin', { type: 'cutover.declared', how: 'mx-moved', on: parisDay(clock.now()) });
      const over = await record('client-admin', {
        type: 'recovery.confirmed',
        round: 1,
        root,
        statement: 'Tout est récupéré.',
        secondFactor: true,
        signatory: signatory.name,
      });
      if (!('retrievalUntil' in over.lifecycle)) throw new Error(`not over: ${over.lifecycle.kind}`);
      await pass(over.lifecycle.retrievalUntil);
      return record('system', { type: 'retrieval.ended' });
    },
    instruct: () => record('client-admin', { type: 'erase.instructed', instruction: 'erase', reference: 'letter 7' }),
    approve: async (planSha256: string): Promise<ContractState> => {
      const act = { type: 'erase.approved', planSha256 } as const;
      const proposalId = `erase-${made}`;
      await record('technician', { type: 'act.proposed', proposalId, act });
      return record('approver', { type: 'act.approved', proposalId });
    },
  };
}
