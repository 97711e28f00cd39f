import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Run, RunOutcome } from '../../catalog/index.ts';
import type { StoreCall } from '../../connectors/objects/index.ts';
import type { Duty, TenantId, VerificationLevel } from '../../domain/index.ts';
import type { AlarmKind } from '../notices/index.ts';

/**
 * What the daemon measures. Labels are closed sets and tenant ids of the configuration: no mailbox, folder, file or error
 * text, because whoever reads metrics may not read those, and because each new label value costs memory for ever.
 */
export interface Metrics {
  /** A run has ended. `durationMs` of the whole run. */
  run(status: Run['status'], durationMs: number): void;
  /** One mailbox part is done with. */
  mailbox(outcome: Pick<RunOutcome, 'tenant' | 'status' | 'sourceBytes' | 'storedBytes'>, durationMs: number): void;
  /** Age of the oldest proof among the tenant's newest snapshots; null: one was never verified (shown as +Inf). */
  verifyAge(tenant: TenantId, ageMs: number | null): void;
  /** A verification has ended. */
  verification(level: VerificationLevel, passed: boolean, durationMs: number): void;
  queue(size: { readonly waiting: number; readonly running: number }): void;
  storeCall(call: StoreCall): void;
  /** An alarm was raised, whether it was mailed or not. */
  alarm(kind: AlarmKind): void;
  /** What the tenant's contract waits for, told or not. */
  contractDuties(tenant: TenantId, duties: readonly Pick<Duty, 'severity'>[]): void;
  /** When the last run that ended `ok` or `partial` ended, ms since the epoch: the figure to alert on. */
  lastRun(endedAtMs: number): void;
  /** Everything in the text format of Prometheus. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  /** Memory, event loop and collections of the process as well; off in tests, where many registries live in one process. */
  readonly processMetrics?: boolean;
}

/** Exports take minutes to hours: smaller buckets would show nothing, fewer would hide a mailbox that got slow. */
const LONG_SECONDS = [10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800];
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** `ok` or an error code: a closed set, unlike a message. */
const OUTCOME = /^(ok|[A-Z][A-Z0-9_]{0,63})$/;

/** A registry of its own per call, so that two daemons in one process (tests, the demo) do not share figures. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry, prefix: 'coffre_' });

  const runs = new Counter({
    name: 'coffre_runs_total',
    help: 'Runs ended, by status.',
    labelNames: ['status'],
    registers,
  });
  const runSeconds = new Histogram({
    name: 'coffre_run_duration_seconds',
    help: 'Length of runs.',
    buckets: LONG_SECONDS,
    registers,
  });
  const lastRun = new Gauge({
    name: 'coffre_last_run_timestamp_seconds',
    help: 'End of the last run that was ok or partial.',
    registers,
  });
  const tenantStatus = ['tenant', 'status'] as const;
  const mailboxes = new Counter({
    name: 'coffre_mailboxes_total',
    help: 'Mailbox parts done with, by outcome.',
    labelNames: tenantStatus,
    registers,
  });
  const mailboxSeconds = new Histogram({
    name: 'coffre_mailbox_duration_seconds',
    help: 'Length of the backup of one mailbox part.',
    labelNames: ['status'],
    buckets: LONG_SECONDS,
    registers,
  });
  const sourceBytes = new Counter({
    name: 'coffre_source_bytes_total',
    help: 'Bytes exported from sources.',
    labelNames: ['tenant'],
    registers,
  });
  const storedBytes = new Counter({
    name: 'coffre_stored_bytes_total',
    help: 'Bytes newly written to the vault.',
    labelNames: ['tenant'],
    registers,
  });
  const verifyAge = new Gauge({
    name: 'coffre_verify_age_seconds',
    help: 'Age of the oldest proof among the newest snapshots.',
    labelNames: ['tenant'],
    registers,
  });
  const verifications = new Counter({
    name: 'coffre_verifications_total',
    help: 'Verifications ended.',
    labelNames: ['level', 'outcome'],
    registers,
  });
  const verifySeconds = new Histogram({
    name: 'coffre_verify_duration_seconds',
    help: 'Length of verifications.',
    labelNames: ['level'],
    buckets: LONG_SECONDS,
    registers,
  });
  const queue = new Gauge({
    name: 'coffre_queue_jobs',
    help: 'Jobs waiting and running.',
    labelNames: ['state'],
    registers,
  });
  const storeCalls = new Counter({
    name: 'coffre_store_calls_total',
    help: 'Calls of the object store.',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const storeSeconds = new Histogram({
    name: 'coffre_store_call_duration_seconds',
    help: 'Length of calls of the object store.',
    labelNames: ['method'],
    buckets: CALL_SECONDS,
    registers,
  });
  const storeBytes = new Counter({
    name: 'coffre_store_bytes_total',
    help: 'Bytes sent to and read from the object store.',
    labelNames: ['method'],
    registers,
  });
  const alarms = new Counter({ name: 'coffre_alarms_total', help: 'Alarms raised.', labelNames: ['kind'], registers });
  const contractDuties = new Gauge({
    name: 'coffre_contract_duties',
    help: 'What contracts wait for, by severity.',
    labelNames: ['tenant', 'severity'],
    registers,
  });

  return {
    run: (status, durationMs) => {
      runs.inc({ status });
      runSeconds.observe(seconds(durationMs));
    },
    mailbox: (outcome, durationMs) => {
      const { tenant, status } = outcome;
      mailboxes.inc({ tenant, status });
      mailboxSeconds.observe({ status }, seconds(durationMs));
      sourceBytes.inc({ tenant }, Math.max(0, outcome.sourceBytes));
      storedBytes.inc({ tenant }, Math.max(0, outcome.storedBytes));
    },
    verifyAge: (tenant, ageMs) => verifyAge.set({ tenant }, ageMs === null ? Number.POSITIVE_INFINITY : seconds(ageMs)),
    verification: (level, passed, durationMs) => {
      verifications.inc({ level, outcome: passed ? 'passed' : 'failed' });
      verifySeconds.observe({ level }, seconds(durationMs));
    },
    queue: ({ waiting, running }) => {
      queue.set({ state: 'waiting' }, waiting);
      queue.set({ state: 'running' }, running);
    },
    storeCall: (call) => {
      const { method } = call;
      storeCalls.inc({ method, outcome: OUTCOME.test(call.outcome) ? call.outcome : 'other' });
      storeSeconds.observe({ method }, seconds(call.durationMs));
      storeBytes.inc({ method }, Math.max(0, call.bytesSent) + Math.max(0, call.bytesReceived));
    },
    alarm: (kind) => alarms.inc({ kind }),
    contractDuties: (tenant, duties) => {
      for (const severity of ['info', 'warning', 'alarm'] as const) {
        contractDuties.set({ tenant, severity }, duties.filter((one) => one.severity === severity).length);
      }
    },
    lastRun: (endedAtMs) => lastRun.set(endedAtMs / 1000),
    text: () => registry.metrics(),
  };
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}
