import type { Config } from '../../config/index.ts';
import type { Actor } from '../../domain/index.ts';
import { daemonError } from '../errors.ts';

/**
 * The person who acts at the command line, with the role that the configuration gives. Whoever is not listed is a technician:
 * the role that records and proposes, and never decides. ROLE_TENANT where the person does not work for this tenant.
 */
export function whoActs(config: Pick<Config, 'people'>, name: string, tenant: string): Actor {
  const person = config.people.find((one) => one.name === name);
  if (person === undefined) return { id: name, role: 'technician' };
  if (person.tenants !== undefined && !person.tenants.includes(tenant)) {
    throw daemonError('ROLE_TENANT', `${name} does not work for ${tenant}`);
  }
  return { id: name, role: person.role };
}
