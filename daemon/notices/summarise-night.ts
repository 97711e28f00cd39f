import type { RunOutcome } from '../../catalog/index.ts';
import type { Snapshot, SnapshotKind, Verdict } from '../../domain/index.ts';
import type { MailboxVerdict, NightFacts, NightReport, OutcomeCounts, TenantName, TenantReport } from './types.ts';

const WORST_FIRST: readonly Verdict[] = ['COMPROMISED', 'SUSPECT', 'NOTICE'];

/** The facts of a night put in order for a reader: one entry per tenant that is declared or had an outcome. Pure. */
export function summariseNight(facts: NightFacts): NightReport {
  const declared = new Map(facts.tenants.map((tenant) => [tenant.id as string, tenant]));
  for (const { tenant } of [...facts.outcomes, ...facts.latest]) {
    if (!declared.has(tenant)) declared.set(tenant, { id: tenant, name: tenant });
  }
  const tenants = [...declared.values()].map((tenant) => tenantReport(tenant, facts));
  const verdicts = tenants.flatMap((tenant) => tenant.verdicts);
  return {
    night: facts.night,
    run: facts.run,
    counts: countOutcomes(facts.outcomes),
    suspect: verdicts.filter((one) => one.verdict === 'SUSPECT').length,
    compromised: verdicts.filter((one) => one.verdict === 'COMPROMISED').length,
    sourceBytes: sum(facts.outcomes, (outcome) => outcome.sourceBytes),
    storedBytes: sum(facts.outcomes, (outcome) => outcome.storedBytes),
    tenants: tenants.sort((a, b) => a.name.localeCompare(b.name, 'fr')),
    findings: facts.findings,
    alarms: facts.alarms,
    nextRunAt: facts.nextRunAt,
    now: facts.now,
  };
}

function tenantReport(tenant: TenantName, facts: NightFacts): TenantReport {
  const outcomes = facts.outcomes.filter((outcome) => outcome.tenant === tenant.id);
  const latest = facts.latest.filter((snapshot) => snapshot.tenant === tenant.id);
  return {
    name: tenant.name,
    counts: countOutcomes(outcomes),
    sourceBytes: sum(outcomes, (outcome) => outcome.sourceBytes),
    storedBytes: sum(outcomes, (outcome) => outcome.storedBytes),
    troubles: outcomes
      .filter((outcome) => outcome.status !== 'ok' || outcome.exceptions.length > 0)
      .sort((a, b) => severity(b) - severity(a))
      .map((outcome) => ({
        mailbox: label(outcome.mailbox, outcome.kind),
        status: outcome.status,
        exceptions: outcome.exceptions,
        error: outcome.error,
      })),
    verdicts: WORST_FIRST.flatMap((verdict) => latest.filter((one) => one.verdict === verdict).map(verdictOf)),
    unscanned: latest.filter((one) => one.verdict === 'UNSCANNED').length,
    oldestVerified: oldestVerified(latest),
  };
}

/** Failed before partial before ok with a note. */
function severity(outcome: RunOutcome): number {
  return { ok: 0, partial: 1, failed: 2 }[outcome.status];
}

function verdictOf(snapshot: Snapshot): MailboxVerdict {
  return { mailbox: label(snapshot.mailbox, snapshot.kind), verdict: snapshot.verdict, reasons: snapshot.reasons };
}

function oldestVerified(latest: readonly Snapshot[]): TenantReport['oldestVerified'] {
  let oldest: { mailbox: string; at: string | null } | null = null;
  for (const snapshot of latest) {
    const at = snapshot.verified?.at ?? null;
    if (oldest === null || age(at) < age(oldest.at)) oldest = { mailbox: label(snapshot.mailbox, snapshot.kind), at };
  }
  return oldest;
}

/** Sorts "never" before every date. */
function age(at: string | null): number {
  return at === null ? Number.NEGATIVE_INFINITY : Date.parse(at);
}

function label(mailbox: string, kind: SnapshotKind): string {
  return kind === 'archive' ? `${mailbox} (archive)` : mailbox;
}

function countOutcomes(outcomes: readonly RunOutcome[]): OutcomeCounts {
  const count = (status: RunOutcome['status']): number => outcomes.filter((one) => one.status === status).length;
  return { ok: count('ok'), partial: count('partial'), failed: count('failed') };
}

function sum(outcomes: readonly RunOutcome[], of: (outcome: RunOutcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}
