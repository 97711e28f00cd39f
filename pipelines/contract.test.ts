import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import type { ContractEventBody, Role } from '../domain/index.ts';
import { type Ledger, openLedger } from '../ledger/index.ts';
import { directoryActStore } from '../test/fakes/directory-act-store.ts';
import { diaryTerms } from '../test/harness/contract-diary.ts';
import { readContract, recordContractEvent } from './contract.ts';

let root: string;
let ledger: Ledger;
const clock = new SimulatedClock(Date.parse('2026-09-01T08:00:00Z'));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-contract-'));
  const store = directoryActStore(join(root, 'acts'));
  ledger = await openLedger({ path: join(root, 'ledger.sqlite'), store, clock, signal: neverAborted });
  await record('technician', { type: 'contract.signed', terms: diaryTerms('acme', '2026-01-12') });
});
afterEach(async () => {
  await ledger.close();
  await rm(root, { recursive: true });
});

let drawn = 0;
function record(role: Role, body: ContractEventBody, id?: string) {
  const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, `${drawn++} `);
  const proofs = [{ kind: 'letter', sha256: 'a'.repeat(64), ref: 'letter.pdf' }];
  const act = { tenant: 'acme', actor: { id: role, role }, body, proofs, ...(id === undefined ? {} : { id }) };
  return recordContractEvent({ ledger, clock, random }, act, neverAborted);
}
const informal = { type: 'notice.informal', by: 'client', channel: 'mail' } as const;
const taken = expect.objectContaining({ code: 'CONTRACT_ID_TAKEN' });

describe('the id of an event', () => {
  test('makes a repetition no second event', async () => {
    expect((await record('technician', informal, 'mail-1')).recorded).toBe(true);
    expect((await record('technician', informal, 'mail-1')).recorded).toBe(false);
  });

  test('that names an event of another type is refused, not taken for a repetition', async () => {
    await record('technician', informal, 'mail-1');
    await expect(record('technician', { type: 'delta.needed', reason: 'mail came' }, 'mail-1')).rejects.toThrow(taken);
  });

  test.each([
    'keys.destroyed-0123456789abcdef',
    'versions.purged-0123456789abcdef',
    'package.verified-p1-0',
    'reminder-0123456789abcdef',
  ])('%s is kept for what the service records under it', async (id) => {
    await expect(record('technician', informal, id)).rejects.toThrow(taken);
    expect((await readContract(ledger, 'acme')).events).toHaveLength(1);
  });
});
