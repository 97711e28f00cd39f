import type { RunOutcome } from '../../catalog/index.ts';
import { sha256Hex } from '../../core/index.ts';
import type { NightFacts } from '../../daemon/notices/index.ts';
import type { Snapshot } from '../../domain/index.ts';
import { mailboxId, night, runId, snapshotId, tenantId } from '../../domain/index.ts';

export const sampleNight = night('2026-11-23');
export const sampleRun = runId('run-2026-11-23-aaaaaaaaaa');
export const sampleSnapshot = snapshotId('a'.repeat(26));

/** An outcome that is ok unless said otherwise. */
export function outcome(tenant: string, mailbox: string, change: Partial<RunOutcome> = {}): RunOutcome {
  return {
    run: sampleRun,
    tenant: tenantId(tenant),
    mailboxId: mailboxId(sha256Hex(Buffer.from(mailbox))),
    mailbox,
    kind: 'primary',
    snapshot: sampleSnapshot,
    status: 'ok',
    sourceBytes: 2_345_678_901,
    storedBytes: 12_345_678,
    items: 18_204,
    exceptions: [],
    error: null,
    startedAt: '2026-11-23T21:00:10Z',
    endedAt: '2026-11-23T21:20:10Z',
    ...change,
  };
}

/** A clean, verified snapshot unless said otherwise. */
export function snapshot(tenant: string, mailbox: string, change: Partial<Snapshot> = {}): Snapshot {
  return {
    id: sampleSnapshot,
    tenant: tenantId(tenant),
    mailboxId: mailboxId(sha256Hex(Buffer.from(mailbox))),
    mailbox,
    kind: 'primary',
    run: sampleRun,
    night: sampleNight,
    createdAt: '2026-11-23T21:20:00Z',
    status: 'ok',
    parts: [],
    exceptions: [],
    sourceBytes: 2_345_678_901,
    storedBytes: 12_345_678,
    sha256: '0'.repeat(64),
    counts: { folders: 10, searchFolders: 1, items: 18_204, associated: 5, attachments: 900 },
    verdict: 'CLEAN',
    verdictId: null,
    reasons: [],
    verified: { level: 'structure', at: '2026-11-23T22:00:00Z' },
    pinned: false,
    ...change,
  };
}

/** Two clients, 22 mailboxes, one of them partial. */
export function sampleFacts(change: Partial<NightFacts> = {}): NightFacts {
  const acme = Array.from({ length: 14 }, (_, index) => `user${index + 1}@acme.example`);
  const nord = Array.from({ length: 8 }, (_, index) => `poste${index + 1}@nord.example`);
  const partial = outcome('acme', 'compta@acme.example', {
    status: 'partial',
    exceptions: [
      { class: 'corrupt-at-source', folder: 'Boîte de réception/2019', count: 3, message: 'MAPI refused the items' },
      { class: 'hidden', folder: 'Calendrier', count: 12, message: 'associated items' },
    ],
  });
  return {
    night: sampleNight,
    run: {
      id: sampleRun,
      night: sampleNight,
      startedAt: '2026-11-23T21:00:00Z',
      endedAt: '2026-11-24T00:42:00Z',
      status: 'partial',
      by: 'scheduler',
      trigger: 'scheduled',
    },
    outcomes: [
      ...acme.slice(1).map((one) => outcome('acme', one)),
      partial,
      ...nord.map((one) => outcome('nord', one)),
    ],
    latest: [
      ...acme.map((one) => snapshot('acme', one)),
      ...nord.map((one) => snapshot('nord', one, { verified: { level: 'sample', at: '2026-11-20T22:00:00Z' } })),
    ],
    tenants: [
      { id: tenantId('nord'), name: 'Transports du Nord' },
      { id: tenantId('acme'), name: 'Acme SARL' },
    ],
    findings: [],
    alarms: [],
    nextRunAt: '2026-11-24T21:00:00Z',
    now: '2026-11-24T06:00:00Z',
    ...change,
  };
}
