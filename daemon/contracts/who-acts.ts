import type { Config } from '../../config/index.ts';
import { personKey } from '../../core/index.ts';
import type { Actor } from '../../domain/index.ts';
import { daemonError } from '../errors.ts';

/**
 * The person who acts at the command line, with the role that the configuration gives. Whoever is not listed is a technician:
 * the role that records and proposes, and never decides. A listed name in another spelling is that person, under the listed name:
 * nobody is two by a capital letter. ROLE_TENANT where the person does not work for this tenant.
 */
export function whoActs(config: Pick<Config, 'people'>, name: string, tenant: string): Actor {
  const key = personKey(name);
  const person = config.people.find((one) => personKey(one.name) === key);
  if (person === undefined) return { id: name, role: 'technician' };
  if (person.tenants !== undefined && !person.tenants.includes(tenant)) {
    throw daemonError('ROLE_TENANT', `${person.name} does not work for ${tenant}`);
  }
  return { id: person.name, role: person.role };
}

/** As `whoActs`, for what changes something: ROLE_READS for an auditor, who reads all and does nothing. */
export function whoChanges(config: Pick<Config, 'people'>, name: string, tenant: string): Actor {
  const actor = whoActs(config, name, tenant);
  if (actor.role === 'auditor') throw daemonError('ROLE_READS', `${actor.id} is an auditor`);
  return actor;
}
