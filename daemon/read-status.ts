import type { Run } from '../catalog/index.ts';
import type { Snapshot, Verdict } from '../domain/index.ts';
import type { App } from './app.ts';
import { type ContractStatus, contractStatuses } from './contracts/contract-status.ts';
import { nextWindow } from './nights.ts';

export interface TenantStatus {
  readonly tenant: string;
  readonly mailboxes: number;
  readonly ok: number;
  readonly partial: number;
  readonly failed: number;
  readonly worstVerdict: Verdict;
  /** Of the mailbox whose newest proof is the oldest; null while one has none. */
  readonly oldestVerifiedAt: string | null;
}

export interface Status {
  readonly lastRun: Run | null;
  readonly tenants: readonly TenantStatus[];
  readonly nextRunAt: string;
  /** The store locks its objects. */
  readonly immutable: boolean;
  readonly alarms: readonly string[];
  readonly contracts: readonly ContractStatus[];
}

const SEVERITY: readonly Verdict[] = ['CLEAN', 'NOTICE', 'UNSCANNED', 'SUSPECT', 'COMPROMISED'];

/** One screen for the operator: the last night per tenant, the oldest proof, what is wrong, what comes next. */
export async function readStatus(app: App, signal: AbortSignal): Promise<Status> {
  const catalog = await app.catalog();
  const [lastRun = null] = await catalog.runs.list(1);
  const outcomes = lastRun === null ? [] : await catalog.runs.outcomes(lastRun.id);
  const newest = newestByMailbox(await catalog.snapshots.list({}));
  const alarms: string[] = app.loaded.offsite.map((one) => one.message);
  const tenants = app.config.tenants.map((tenant): TenantStatus => {
    const own = outcomes.filter((one) => one.tenant === tenant.id);
    const latest = newest.filter((one) => one.tenant === tenant.id);
    const count = (status: string): number => own.filter((one) => one.status === status).length;
    for (const one of latest) {
      if (one.verdict === 'SUSPECT' || one.verdict === 'COMPROMISED') {
        alarms.push(`${tenant.id}/${one.mailbox} ${one.night}: ${one.verdict} ${one.reasons.join('; ')}`);
      }
    }
    return {
      tenant: tenant.id,
      mailboxes: new Set(latest.map((one) => one.mailboxId)).size,
      ok: count('ok'),
      partial: count('partial'),
      failed: count('failed'),
      worstVerdict: worst(latest.map((one) => one.verdict)),
      oldestVerifiedAt: oldestProof(latest),
    };
  });
  signal.throwIfAborted();
  const immutable = (await app.store()).capabilities().lock !== 'none';
  const nextRunAt = new Date(nextWindow(app.config, app.clock.now())).toISOString();
  const { contracts, problems } = await contractStatuses(app);
  return { lastRun, tenants, nextRunAt, immutable, alarms: [...alarms, ...problems], contracts };
}

/** The newest snapshot of each mailbox part. */
export function newestByMailbox(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const newest = new Map<string, Snapshot>();
  for (const one of snapshots) {
    const key = `${one.tenant}\0${one.mailboxId}\0${one.kind}`;
    const other = newest.get(key);
    if (other === undefined || Date.parse(other.createdAt) <= Date.parse(one.createdAt)) newest.set(key, one);
  }
  return [...newest.values()];
}

function worst(verdicts: readonly Verdict[]): Verdict {
  const ranked = verdicts.toSorted((a, b) => SEVERITY.indexOf(b) - SEVERITY.indexOf(a));
  return ranked[0] ?? 'UNSCANNED';
}

function oldestProof(latest: readonly Snapshot[]): string | null {
  const dates = latest.map((one) => one.verified?.at ?? null);
  if (dates.length === 0 || dates.includes(null)) return null;
  return dates.filter((one) => one !== null).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}
