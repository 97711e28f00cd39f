import { CodedError } from '../../core/index.ts';
import type { ContractState, LocalDate } from '../../domain/index.ts';
import { contractEvents } from '../../ledger/index.ts';
import type { App } from '../app.ts';
import { type DutySubject, titleOfDuty } from '../notices/index.ts';
import { dutySubject } from './duty-subject.ts';
import { lastSeenInstant, readSeen } from './last-seen.ts';
import { openDuties } from './open-duties.ts';
import { lookAt } from './tend-contract.ts';
import { audienceOf, toldDuties } from './told-duties.ts';
import { contractsOf } from './watch-contracts.ts';

/** A contract in one line: where it stands, and what it waits for. */
export interface ContractStatus {
  readonly tenant: string;
  readonly state: ContractState['lifecycle']['kind'];
  readonly due: readonly DutyStatus[];
}

export interface DutyStatus {
  readonly what: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly clause: string;
  readonly due: LocalDate | null;
  readonly severity: 'info' | 'warning' | 'alarm';
  readonly audience: 'client' | 'operator';
  /** Whether the client or the operator was told by mail. */
  readonly told: boolean;
}

/**
 * The contracts of all configured tenants, as they stand; nothing is recorded and nobody is told. Those that wait for nothing
 * have an empty `due`. What cannot be read is a problem of its own: the rest of the status is shown all the same.
 */
export async function contractStatuses(
  app: App,
): Promise<{ readonly contracts: readonly ContractStatus[]; readonly problems: readonly string[] }> {
  const contracts: ContractStatus[] = [];
  const problems: string[] = [];
  try {
    const ledger = await app.ledger();
    const { tenants, witnesses } = await contractsOf(app);
    const now = app.clock.now();
    const stored = await readSeen(await app.catalog());
    // Before a daemon has looked for the first time there is no jump to tell of.
    const seen = stored === null ? now : lastSeenInstant(stored, witnesses, now);
    const titleOf = titles(app);
    for (const tenant of tenants) {
      const name = app.config.tenants.find((one) => one.id === tenant)?.name ?? tenant;
      try {
        const acts = await ledger.events({ tenant });
        const told = toldDuties(acts);
        const looked = lookAt(tenant, contractEvents(acts), now, seen);
        const due = openDuties({ ...looked, told }).map((duty) => ({
          what: duty.what,
          title: titleOf(dutySubject({ tenant, ...looked }, duty, { tenantName: name, now })),
          clause: duty.clause,
          due: duty.due,
          severity: duty.severity,
          audience: audienceOf(duty),
          told: told.has(duty),
        }));
        contracts.push({ tenant, state: looked.state.lifecycle.kind, due });
      } catch (error) {
        problems.push(`${tenant}: ${problemOf(error)}`);
      }
    }
  } catch (error) {
    problems.push(`ledger: ${problemOf(error)}`);
  }
  return { contracts, problems };
}

function titles(app: App): (subject: DutySubject) => DutyStatus['title'] {
  const { timezone, name: organisation } = app.config.organisation;
  return (subject) => ({
    fr: titleOfDuty(subject, { language: 'fr', timezone, organisation }),
    en: titleOfDuty(subject, { language: 'en', timezone, organisation }),
  });
}

function problemOf(error: unknown): string {
  if (!(error instanceof CodedError)) throw error;
  return `${error.code} ${error.message}`;
}
