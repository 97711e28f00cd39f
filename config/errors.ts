import { errorTable } from '../core/index.ts';

export const configError = errorTable({
  CONFIG_NOT_FOUND: {
    kind: 'usage',
    hint: 'Write one with coffre init, or name it with --config FILE or COFFRE_CONFIG.',
  },
  CONFIG_UNREADABLE: { kind: 'usage', hint: 'Correct the owner or mode of the file, or name another with --config.' },
  CONFIG_INVALID: {
    kind: 'usage',
    hint: 'Correct the lines named; docs/configuration.md lists every setting.',
  },
  CONFIG_SECRET_MISSING: {
    kind: 'usage',
    hint: 'Create the file, or set the environment variable, that the configuration names.',
  },
  CONFIG_SECRET_EXPOSED: {
    kind: 'usage',
    hint: 'Take the rights of others away: chmod 600 FILE, then renew the secret if others could log on here.',
  },
  CONFIG_OFFSITE: {
    kind: 'refused',
    hint: 'Use a store at another site and in an allowed country: store.site, store.country, organisation.allowedCountries.',
  },
});
