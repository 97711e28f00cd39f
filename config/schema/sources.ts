import { z } from 'zod';
import { environmentName, type Fields, host, identifier, label, oneSource, port, secretRef, site } from './fields.ts';

const id = identifier().describe('Name of the source, used by tenants and in reports.');
const place = site().describe('Place of the source; the store must be elsewhere.');

const mappingRule = z.strictObject({
  file: z
    .string()
    .min(1)
    .max(1024)
    .refine(
      (text) => !text.startsWith('/') && !text.split('/').includes('..'),
      'use a name below the folder of the source',
    )
    .describe('Name or pattern (* and ? within a name) of files, relative to path.'),
  tenant: identifier().describe('Tenant to whom the files belong.'),
  mailbox: label()
    .optional()
    .describe('Mailbox; the file’s stem where absent. Needed when file is no pattern shared by many.'),
  kind: z.enum(['primary', 'archive']).default('primary').describe('What the file is of that mailbox.'),
});

const folder = (f: Fields) =>
  z.strictObject({
    id,
    kind: z.literal('folder').describe('A folder of PST files, rewritten by somebody else each night.'),
    path: f.path().describe('The folder; by default it holds <tenant>/<mailbox>.pst.'),
    site: place,
    mapping: z
      .array(mappingRule)
      .max(100_000)
      .optional()
      .describe('Which file is whose, first match wins; replaces the layout <tenant>/<mailbox>.pst.'),
    concurrency: z.int().min(1).max(32).default(2).describe('Files read at once; more only helps on fast disks.'),
  });

const ssh = (f: Fields) =>
  z
    .strictObject({
      host: host().describe('The Exchange server.'),
      port: port().default(22).describe('Port of sshd.'),
      user: z.string().min(1).max(256).describe('Account, as DOMAIN\\user or user.'),
      hostKeySha256: z
        .array(
          z
            .string()
            .regex(/^(SHA256:)?[A-Za-z0-9+/]{43}=?$/, 'use the SHA-256 fingerprint as ssh-keygen -lf prints it')
            .transform((text) => text.replace(/^SHA256:/, '').replace(/=$/, '')),
        )
        .min(1)
        .max(16)
        .describe('Fingerprints of the host keys that are accepted; any other key is refused.'),
      privateKeyFile: f.path().optional().describe('Private key for the log on.'),
      passphraseEnv: environmentName().optional().describe('Environment variable with the key’s passphrase.'),
      passphraseFile: f.path().optional().describe('File with the key’s passphrase.'),
      passwordEnv: environmentName().optional().describe('Environment variable with the account’s password.'),
      passwordFile: f.path().optional().describe('File with the account’s password, where no key is used.'),
    })
    .superRefine((one, context) => {
      const password = one.passwordEnv ?? one.passwordFile;
      oneSource(context, 'passphrase', { env: one.passphraseEnv, file: one.passphraseFile }, 'optional');
      oneSource(context, 'password', { env: one.passwordEnv, file: one.passwordFile }, 'optional');
      if (one.privateKeyFile === undefined && password === undefined) {
        context.addIssue({ code: 'custom', message: 'privateKeyFile or passwordFile is missing' });
      }
    })
    .transform(({ privateKeyFile, passphraseEnv, passphraseFile, passwordEnv, passwordFile, ...rest }) => ({
      ...rest,
      privateKey: secretRef(undefined, privateKeyFile),
      passphrase: secretRef(passphraseEnv, passphraseFile),
      password: secretRef(passwordEnv, passwordFile),
    }))
    .describe('Log on to the server.');

const connection = (f: Fields) =>
  z
    .strictObject({
      connect: z
        .enum(['credential', 'snapin'])
        .default('credential')
        .describe(
          'credential: a remote session with user and password, under RBAC; snapin: in process, bypasses RBAC.',
        ),
      uri: z
        .url({ protocol: /^https?$/, error: 'use an address such as http://ex1.example.org/PowerShell/' })
        .optional()
        .describe('Address of the PowerShell endpoint by the server’s full name; needed with credential.'),
      user: z.string().min(1).max(256).optional().describe('Service account for Exchange; needed with credential.'),
      passwordEnv: environmentName().optional().describe('Environment variable with its password.'),
      passwordFile: f.path().optional().describe('File with its password.'),
    })
    .superRefine((one, context) => {
      const pair = { env: one.passwordEnv, file: one.passwordFile };
      oneSource(context, 'password', pair, one.connect === 'credential' ? 'required' : 'optional');
      if (one.connect !== 'credential') return;
      if (one.uri === undefined) context.addIssue({ code: 'custom', message: 'uri is missing' });
      if (one.user === undefined) context.addIssue({ code: 'custom', message: 'user is missing' });
    })
    .transform(({ passwordEnv, passwordFile, ...rest }) => ({
      ...rest,
      password: secretRef(passwordEnv, passwordFile),
    }))
    .describe('How the cmdlets are reached. An SSH key carries no credential that Exchange accepts.');

const share = z
  .strictObject({
    unc: z
      .string()
      .regex(/^\\\\[^\\/:*?"<>|\p{Cc}]+(\\[^\\/:*?"<>|\p{Cc}]+)+\\?$/u, 'use a UNC path such as \\\\ex1\\exports$')
      .describe('Share where Exchange writes the exports; its trusted subsystem needs to write there.'),
    sftp: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^\P{Cc}*$/u, 'a path holds no control characters')
      .describe('The same folder as SFTP names it, e.g. /D:/exports.'),
  })
  .describe('One folder under its two names.');

const limits = z
  .strictObject({
    concurrency: z
      .int()
      .min(1)
      .max(32)
      .default(2)
      .describe('Exports at once; above 4 per database users feel it, at 1 a large platform misses its window.'),
    badItemLimit: z
      .int()
      .min(0)
      .max(50)
      .default(10)
      .describe('Damaged items an export may leave out, each listed; at 0 one such item fails the mailbox.'),
    largeItemLimit: z
      .int()
      .min(0)
      .max(50)
      .default(10)
      .describe('Items above the size limit an export may leave out, each listed.'),
    exportTimeoutHours: z
      .number()
      .min(1)
      .max(168)
      .default(20)
      .describe(
        'Hours without any progress after which an export is given up and removed; stalls of hours are normal.',
      ),
    pollSeconds: z.int().min(1).max(600).default(15).describe('Seconds between two looks at a running export.'),
  })
  .prefault({})
  .describe('How hard the server is worked.');

const exchange = (f: Fields) =>
  z.strictObject({
    id,
    kind: z.literal('exchange').describe('Exchange Server 2016, 2019 or SE, over SSH.'),
    site: place,
    ssh: ssh(f),
    exchange: connection(f),
    share,
    limits,
  });

export const sourcesSchema = (f: Fields) =>
  z
    .array(z.discriminatedUnion('kind', [folder(f), exchange(f)]))
    .min(1)
    .max(100)
    .describe('Where mailboxes are exported from.');
