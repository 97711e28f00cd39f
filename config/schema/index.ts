import { z } from 'zod';
import { contractSchema, peopleSchema } from './contracts.ts';
import { country, fields, label } from './fields.ts';
import {
  httpSchema,
  leaseSchema,
  limitsSchema,
  logSchema,
  mailSchema,
  retentionSchema,
  scheduleSchema,
} from './service.ts';
import { sourcesSchema } from './sources.ts';
import { storeSchema } from './store.ts';
import { tenantsSchema } from './tenants.ts';

export type { SecretRef } from './fields.ts';
export type { StoreCredentials } from './store.ts';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const organisation = z
  .strictObject({
    name: label().describe('The company that operates Coffre, as documents name it.'),
    country: country().default('FR').describe('Its country (ISO 3166).'),
    timezone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'use a name of the IANA list, e.g. Europe/Paris')
      .default('Europe/Paris')
      .describe('Time zone of nights, reports and legal terms.'),
    allowedCountries: z
      .array(country())
      .min(1)
      .max(50)
      .optional()
      .describe('Countries where data may lie; its own country alone where absent.'),
  })
  .transform(({ allowedCountries, ...rest }) => ({ ...rest, allowedCountries: allowedCountries ?? [rest.country] }))
  .describe('Who operates Coffre.');

/**
 * The whole configuration: what may be written, defaults and help in one place. `baseDir` is the folder of the file, against
 * which relative paths are resolved. JSON Schema and docs/configuration.md are generated from it.
 */
export const configSchema = (baseDir: string) => {
  const f = fields(baseDir);
  return z
    .strictObject({
      organisation,
      stateDir: f
        .path()
        .prefault('./state')
        .describe('Folder of catalogue, ledger copy and spool. Losing it loses nothing.'),
      keys: z
        .strictObject({
          masterFile: f
            .path()
            .describe('File of the master key. Whoever has it and the store reads all mail; keep the kit elsewhere.'),
        })
        .describe('Keys of the vault.'),
      store: storeSchema(f),
      sources: sourcesSchema(f),
      tenants: tenantsSchema,
      people: peopleSchema,
      contract: contractSchema,
      schedule: scheduleSchema,
      retention: retentionSchema,
      mail: mailSchema(f).optional(),
      http: httpSchema,
      log: logSchema,
      lease: leaseSchema,
      limits: limitsSchema,
    })
    .describe('Configuration of Coffre.');
};

/** A validated configuration: every default filled in, every path absolute, secrets as references. */
export type Config = z.output<ReturnType<typeof configSchema>>;
export type SourceConfig = Config['sources'][number];
export type FolderSourceConfig = Extract<SourceConfig, { kind: 'folder' }>;
export type ExchangeSourceConfig = Extract<SourceConfig, { kind: 'exchange' }>;
export type StoreConfig = Config['store'];
export type TenantConfig = Config['tenants'][number];
export type TenantContractConfig = NonNullable<TenantConfig['contract']>;
export type MailConfig = NonNullable<Config['mail']>;
