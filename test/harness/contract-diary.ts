import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { neverAborted } from '../../core/index.ts';
import { type App, recordContractEvent, tendContracts } from '../../daemon/index.ts';
import {
  type ContractEventBody,
  type ContractTerms,
  endOfDay,
  localDate,
  parisDay,
  type Role,
} from '../../domain/index.ts';
import type { LedgerEvent } from '../../ledger/index.ts';
import { contractTerms } from '../fakes/contract-terms.ts';
import { type SimulatedDaemon, simulatedDaemon } from './simulated-daemon.ts';

const HOUR_MS = 3_600_000;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const PROOFS = ['signed-pdf', 'letter', 'slip'].map((kind) => ({ kind, sha256: hash(kind), ref: `${kind}.pdf` }));
export const ROOT = createHash('sha512').update('package').digest('hex');

/** A client's terms; the address of the signatory is `TENANT@client.example`. */
export function diaryTerms(tenant: string, subscribed: string): ContractTerms {
  const base = contractTerms(subscribed);
  return {
    ...base,
    contractId: `2024-${tenant}`,
    textSha256: hash('text'),
    signatory: { ...base.signatory, email: `${tenant}@client.example` },
    monthlyPriceCents: 10_000,
    restore: { support: 'none', tariffCents: null },
    readings: { ...base.readings, notice: ['P3M', '63jo'] },
  };
}

/** Contracts that are lived on a simulated calendar, in front of the real daemon's parts; only the mail server is played. */
export interface ContractDiary {
  readonly daemon: SimulatedDaemon;
  record(tenant: string, role: Role, body: ContractEventBody): Promise<void>;
  /** One look of the daemon. */
  tick(app?: App): Promise<void>;
  /** Lives on to a moment (`YYYY-MM-DDTHH:MM` in UTC) as a daemon that is awake does: a look every twelve hours, and at the end. */
  live(until: string): Promise<void>;
  /** Acts of a type, in order. */
  acts(type: string, tenant?: string): Promise<readonly LedgerEvent[]>;
  /** From signature to the delivery of three items today. */
  deliver(tenant: string, subscribed: string): Promise<void>;
  /** The state folder is gone; another process goes on with the vault alone. */
  loseState(): Promise<App>;
  close(): Promise<void>;
}

export async function contractDiary(startAt: string, more = ''): Promise<ContractDiary> {
  const daemon = await simulatedDaemon(startAt, { more });
  const { clock, platform } = daemon;
  let app = daemon.app;
  let made = 0;

  const record: ContractDiary['record'] = async (tenant, role, body) => {
    clock.advance(1_000);
    const random = (): Uint8Array => createHash('sha256').update(`diary ${made++}`).digest().subarray(0, 10);
    const deps = { ledger: await app.ledger(), clock, random };
    const actor = { id: role === 'client-admin' ? `${tenant}@client.example` : role, role };
    await recordContractEvent(deps, { tenant, actor, body, proofs: PROOFS }, neverAborted);
  };
  const tick: ContractDiary['tick'] = async (by = app) => {
    await tendContracts(by, neverAborted);
  };
  const live: ContractDiary['live'] = async (until) => {
    const end = Date.parse(`${until}Z`);
    while (clock.now() < end) {
      clock.advance(Math.min(12 * HOUR_MS, end - clock.now()));
      await tick();
    }
  };

  return {
    daemon,
    record,
    tick,
    live,
    acts: async (type, tenant) => {
      const filter = tenant === undefined ? { type } : { type, tenant };
      return (await app.ledger()).events(filter);
    },
    deliver: async (tenant, subscribed) => {
      await record(tenant, 'technician', { type: 'contract.signed', terms: diaryTerms(tenant, subscribed) });
      const day = parisDay(clock.now());
      const letter = {
        form: 'lrar',
        dispatched: day,
        firstPresented: day,
        received: day,
        outcome: 'delivered',
      } as const;
      await record(tenant, 'technician', {
        type: 'notice.received',
        by: 'client',
        form: 'lrar',
        letter,
        capacity: 'gérante',
      });
      await record(tenant, 'client-admin', { type: 'reversibility.requested', channel: 'portal', onBehalf: null });
      const items = ['item-1', 'item-2', 'item-3'];
      await record(tenant, 'technician', {
        type: 'inventory.frozen',
        frozenAt: new Date(clock.now()).toISOString(),
        userMailboxes: 3,
        allMailboxes: 3,
        items,
        notCaptured: [],
      });
      const packageId = 'package-1';
      await record(tenant, 'system', {
        type: 'package.verified',
        packageId,
        root: ROOT,
        items,
        exit: 0,
        unexplained: 0,
      });
      const delivery = { packageId, by: 'link', to: 'Claire Martin', receipt: null } as const;
      await record(tenant, 'technician', { type: 'package.delivered', ...delivery });
    },
    loseState: async () => {
      await app.close();
      await rm(join(platform.root, 'state'), { recursive: true, force: true });
      app = await daemon.another();
      return app;
    },
    close: () => daemon.close(),
  };
}

/** The first instant after that day in Paris, as `live` takes it. */
export function midnightAfter(day: string): string {
  return new Date(endOfDay(localDate(day))).toISOString().slice(0, 16);
}
