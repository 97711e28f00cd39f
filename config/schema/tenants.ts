import { z } from 'zod';
import { tenantContract } from './contracts.ts';
import { domain, identifier, label } from './fields.ts';

const match = z
  .strictObject({
    customAttribute1: z.string().min(1).max(1024).describe('Value of CustomAttribute1 on the tenant’s mailboxes.'),
    organizationalUnit: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^\P{Cc}*$/u, 'no control characters')
      .describe('Organizational unit, as canonical name, distinguished name or GUID.'),
    domains: z.array(domain()).min(1).max(1000).describe('Mail domains of the tenant.'),
  })
  .describe('The three signs of a mailbox of this tenant; one that differs keeps the mailbox out and is reported.');

export const tenantsSchema = z
  .array(
    z.strictObject({
      id: identifier().describe('Name of the tenant in commands, reports and folders; never changes.'),
      name: label().describe('Name as people write it.'),
      source: identifier().describe('Source of its mailboxes.'),
      match: match.optional(),
      contract: tenantContract.optional(),
      language: z.enum(['fr', 'en']).default('fr').describe('Language of what the tenant receives.'),
      retired: z.boolean().default(false).describe('No more backups; what is kept stays until it is erased.'),
    }),
  )
  .max(10_000)
  .describe('The client organisations.');
