import type { Transaction } from 'kysely';
import { type Clock, hasCode, noSteps, type OnStep } from '../core/index.ts';
import { type Database, migrate, openDatabase, type SqliteFault, sqliteFault } from '../database/index.ts';
import { adoptFromVault, firstBeyond } from './adopt.ts';
import { compareCopies } from './compare-copies.ts';
import { ledgerError } from './errors.ts';
import { continues, decodeEvent, nextEvent } from './event.ts';
import type { ActStore, Ledger, LedgerEvent, LedgerFinding, NewAct } from './ledger.ts';
import { brokenAt, headEvent, insertEvent, lastSeq, localRows, strayRows, type Tables } from './local-copy.ts';
import { ledgerMigrations } from './migrations/index.ts';

/** `COFL`: what `pragma application_id` says of a ledger. */
export const LEDGER_APPLICATION_ID = 0x43_4f_46_4c;

/** How often one append makes way for an event that the vault holds already. More than a few means another ledger on this vault. */
const MAX_TURNS = 10;

/** What an ActStore says where other bytes hold the number: the vault, or a plain object store. */
const ACT_TAKEN = ['VAULT_ACT_EXISTS', 'OBJECTS_EXISTS'] as const;

/** Findings told at most; a vault full of foreign objects must not fill memory. */
const MAX_FINDINGS = 10_000;

export interface OpenLedger {
  readonly path: string;
  readonly store: ActStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Steps `ledger.put` and `ledger.commit`, for the crash suites. */
  readonly onStep?: OnStep;
}

const codes: Readonly<Record<SqliteFault, 'LEDGER_BUSY' | 'LEDGER_UNAVAILABLE' | 'LEDGER_BROKEN' | null>> = {
  busy: 'LEDGER_BUSY',
  full: 'LEDGER_UNAVAILABLE',
  corrupt: 'LEDGER_BROKEN',
  other: null,
};

function ledgerFault(path: string): (error: unknown) => unknown {
  return (error) => {
    const fault = sqliteFault(error);
    const code = fault === null ? null : codes[fault];
    if (code === null) return error;
    if (code !== 'LEDGER_BROKEN') return ledgerError(code, `the ledger ${path} cannot be used`, { cause: error });
    return ledgerError(code, `the ledger ${path} is damaged`, {
      cause: error,
      hint: `Keep ${path} as evidence under another name; the next command makes it again from the vault.`,
    });
  };
}

async function settleSchema(database: Database<Tables>, path: string, at: string): Promise<void> {
  const schema = await migrate(database, {
    migrations: ledgerMigrations,
    applicationId: LEDGER_APPLICATION_ID,
    at,
  });
  if (schema.state === 'newer') {
    throw ledgerError('LEDGER_NEWER', `${path} holds the step "${schema.migration}", which this program lacks`);
  }
  if (schema.state === 'foreign') throw ledgerError('LEDGER_BROKEN', `${path} is a database of something else`);
}

/** The chain of the local file; LEDGER_BROKEN at the first event that is damaged or does not continue the one before. */
async function* localChain(database: Database<Tables>): AsyncGenerator<LedgerEvent> {
  let head: LedgerEvent | null = null;
  for await (const { seq, document } of localRows(database.query, Number.MAX_SAFE_INTEGER)) {
    const decoded = decodeEvent(document);
    if ('problem' in decoded) throw brokenAt(seq, decoded.problem);
    const { event } = decoded;
    if (event.seq !== seq || !continues(head, event)) throw brokenAt(seq, 'it does not continue the one before');
    head = event;
    yield event;
  }
}

async function readEvents(
  database: Database<Tables>,
  filter: { readonly type?: string; readonly tenant?: string },
): Promise<readonly LedgerEvent[]> {
  const found: LedgerEvent[] = [];
  for await (const event of localChain(database)) {
    if (filter.type !== undefined && event.type !== filter.type) continue;
    if (filter.tenant !== undefined && event.tenant !== filter.tenant) continue;
    found.push(event);
  }
  return found;
}

/**
 * Takes over what the vault holds beyond the local file, as far as the chain fits. The number of the first event that does not
 * fit, null where all did: in its turn, so that no append of this machine is at work.
 */
async function settleEvents(
  database: Database<Tables>,
  store: ActStore,
  options: { readonly at: string; readonly signal: AbortSignal },
): Promise<number | null> {
  if ((await firstBeyond(store, await lastSeq(database.query), options.signal)) === null) return null;
  return database.transaction(async (db) => {
    try {
      await adoptFromVault(db, store, options);
    } catch (error) {
      // a damaged head takes nothing over: `verify` tells, everything else refuses
      if (!hasCode(error, 'LEDGER_BROKEN')) throw error;
    }
    return firstBeyond(store, await lastSeq(db), options.signal);
  });
}

async function verifyCopies(
  database: Database<Tables>,
  store: ActStore,
  signal: AbortSignal,
): Promise<readonly LedgerFinding[]> {
  const findings: LedgerFinding[] = [];
  const report = (finding: LedgerFinding): void => {
    if (findings.length < MAX_FINDINGS) findings.push(finding);
  };
  // a turn of its own waits for an append at work, whose event may lie in the vault and not yet here
  const localHead = await database.transaction(lastSeq);
  const local = localRows(database.query, localHead);
  const { vaultHead } = await compareCopies({ local, localHead, vault: store.acts(signal) }, report);
  const stray = await strayRows(database.query);
  if (stray > 0) {
    report({ severity: 'error', code: 'reordered', seq: 0, message: `${stray} rows have numbers that no event has` });
  }
  const now = await database.transaction(lastSeq);
  if (vaultHead > now) {
    const message = `the local file ends at event ${now}, the vault at ${vaultHead}`;
    report({ severity: 'error', code: 'tail-cut', seq: now + 1, message });
  }
  for (const repair of await database.query.selectFrom('repairs').selectAll().orderBy('id').execute()) {
    const message = `on ${repair.at} the local file ended at event ${repair.localHead} and was completed from the vault up to ${repair.vaultHead}`;
    report({ severity: 'warning', code: 'tail-cut', seq: repair.localHead + 1, message });
  }
  return findings.sort((a, b) => a.seq - b.seq);
}

/**
 * Opens the ledger at `path` and settles it with the vault: events that the vault holds beyond the local file are taken over as
 * far as the chain fits, all of them where the file is missing or empty. What does not fit stays as it is, for `verify` to
 * tell; the ledger then gives no events and takes none. LEDGER_NEWER, LEDGER_BROKEN (no ledger, or SQLite finds it damaged), LEDGER_UNAVAILABLE, LEDGER_BUSY; errors of the
 * store as they are.
 */
export async function openLedger({ path, store, clock, signal, onStep = noSteps }: OpenLedger): Promise<Ledger> {
  signal.throwIfAborted();
  const database = await openDatabase<Tables>({ path, wrapError: ledgerFault(path) });
  const now = (): string => new Date(clock.now()).toISOString();

  /** Puts the event, or makes way for one that the vault already holds in its place. The caller has the turn. */
  async function appendInTurn(db: Transaction<Tables>, act: NewAct, signal: AbortSignal): Promise<LedgerEvent> {
    for (let turn = 1; turn <= MAX_TURNS; turn++) {
      signal.throwIfAborted();
      const { event, text } = nextEvent(await headEvent(db), act, now());
      await onStep('ledger.put', 'before');
      try {
        await store.putAct(event.seq, Buffer.from(text), signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!ACT_TAKEN.some((code) => hasCode(error, code))) {
          throw ledgerError('LEDGER_NOT_STORED', `the act ${act.type} could not be stored`, { cause: error });
        }
        if ((await adoptFromVault(db, store, { at: now(), signal })) > 0) continue;
        throw ledgerError('LEDGER_BROKEN', `the vault holds another event ${event.seq}, which does not continue`, {
          cause: error,
          facts: { seq: event.seq },
        });
      }
      await onStep('ledger.put', 'after');
      await insertEvent(db, { seq: event.seq, document: text });
      await onStep('ledger.commit', 'before');
      return event;
    }
    throw ledgerError('LEDGER_BUSY', `another ledger keeps adding events to this vault`);
  }

  let strange: number | null;
  try {
    await settleSchema(database, path, now());
    strange = await settleEvents(database, store, { at: now(), signal });
  } catch (error) {
    await database.close();
    throw error;
  }
  const requireWhole = (): void => {
    if (strange !== null) throw brokenAt(strange, 'what the vault holds of it does not continue the local file');
  };
  let proven = false;

  return {
    append: async (act, signal) => {
      requireWhole();
      // Once: an act that follows a damaged one would bind nobody, and could never be taken back.
      if (!proven) for await (const _ of localChain(database)) signal.throwIfAborted();
      proven = true;
      const event = await database.transaction((db) => appendInTurn(db, act, signal));
      await onStep('ledger.commit', 'after');
      return event;
    },
    events: async (filter = {}) => {
      requireWhole();
      return readEvents(database, filter);
    },
    verify: (signal) => verifyCopies(database, store, signal),
    close: () => database.close(),
  };
}
