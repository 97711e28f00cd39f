import { z } from 'zod';
import {
  byteSize,
  environmentName,
  type Fields,
  host,
  mailAddress,
  oneSource,
  port,
  secretRef,
  timeOfDay,
} from './fields.ts';

export const scheduleSchema = z
  .strictObject({
    window: z
      .strictObject({
        start: timeOfDay().default('22:00').describe('Opening of the window; the night bears the date of this moment.'),
        end: timeOfDay().default('06:00').describe('No new export starts after it; may lie on the next day.'),
      })
      .prefault({})
      .describe('When nights run, in organisation.timezone.'),
    catchUp: z
      .boolean()
      .default(true)
      .describe('A night that was missed altogether is made up for at the next start, outside the window too.'),
    alarmAfterHours: z
      .int()
      .min(1)
      .max(720)
      .default(26)
      .describe('Hours without a finished night before the alarm; below 25 a normal night alarms when clocks go back.'),
  })
  .prefault({})
  .describe('When nights run.');

export const retentionSchema = z
  .strictObject({
    nights: z.int().min(1).max(3660).default(7).describe('Nights kept; the contract promises seven.'),
    graceHours: z
      .int()
      .min(0)
      .max(720)
      .default(24)
      .describe('Hours between marking a snapshot and dropping it; at 0 a mistake cannot be stopped.'),
  })
  .prefault({})
  .describe('How long restore points live. The last clean one never expires by age.');

export const mailSchema = (f: Fields) =>
  z
    .strictObject({
      host: host().describe('SMTP server.'),
      port: port().default(587).describe('Port: 587 with STARTTLS, 465 with secure: true, 25 for a relay.'),
      secure: z.boolean().default(false).describe('TLS from the first byte (port 465).'),
      requireTls: z.boolean().default(true).describe('Refuse to send in clear; false only for a relay on this host.'),
      caFile: f.path().optional().describe('PEM file of the authority that signed the server’s certificate.'),
      user: z.string().min(1).max(320).optional().describe('Account, where the server wants one.'),
      passwordEnv: environmentName().optional().describe('Environment variable with its password.'),
      passwordFile: f.path().optional().describe('File with its password.'),
      from: mailAddress().describe('Sender.'),
      to: z.array(mailAddress()).min(1).max(50).describe('Who receives reports and alarms.'),
      language: z.enum(['fr', 'en']).default('fr').describe('Language of reports and alarms.'),
    })
    .superRefine((one, context) => {
      const pair = { env: one.passwordEnv, file: one.passwordFile };
      oneSource(context, 'password', pair, one.user === undefined ? 'optional' : 'required');
    })
    .transform(({ passwordEnv, passwordFile, ...rest }) => ({
      ...rest,
      password: secretRef(passwordEnv, passwordFile),
    }))
    .describe('How reports and alarms are sent; without it they only stand in the log and in coffre status.');

export const httpSchema = z
  .strictObject({
    host: host()
      .default('127.0.0.1')
      .describe('Address to listen on; anything but this host needs a TLS proxy before it.'),
    port: port().default(8480).describe('Port of portal, API, health and metrics.'),
    publicUrl: z
      .url({ protocol: /^https?$/, error: 'use an address such as https://backup.example.org' })
      .optional()
      .describe('Address under which clients reach the portal; signed links start with it.'),
  })
  .prefault({})
  .describe('The HTTP server of coffre serve.');

export const logSchema = z
  .strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least severity that is written.'),
  })
  .prefault({})
  .describe('The log: JSON lines on standard error.');

export const leaseSchema = z
  .strictObject({
    heartbeatSeconds: z
      .int()
      .min(1)
      .max(300)
      .default(15)
      .describe(
        'A lease expires after two of these; longer delays a take-over after a crash, shorter loses leases on a busy disk.',
      ),
  })
  .prefault({})
  .describe('Exclusive rights between processes.');

export const limitsSchema = z
  .strictObject({
    mailboxesAtOnce: z.int().min(1).max(64).default(2).describe('Mailboxes backed up at once, over all sources.'),
    restoresAtOnce: z.int().min(1).max(16).default(1).describe('Restores at once; they run beside the night.'),
    spoolBytes: byteSize().prefault('200 GB').describe('Most that exports under way may occupy below stateDir.'),
    keepFreeBytes: byteSize()
      .prefault('5 GB')
      .describe('Free space on the disk of stateDir below which no export starts.'),
  })
  .prefault({})
  .describe('Bounds of this machine.');
