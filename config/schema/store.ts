import { z } from 'zod';
import { country, environmentName, type Fields, oneSource, type SecretRef, secretRef, site } from './fields.ts';

/** A key pair of an S3 service, by reference. */
export interface StoreCredentials {
  readonly accessKeyId: SecretRef;
  readonly secretAccessKey: SecretRef;
}

const pairShape = (f: Fields) => ({
  accessKeyIdEnv: environmentName().optional().describe('Environment variable that holds the access key id.'),
  accessKeyIdFile: f.path().optional().describe('File that holds the access key id.'),
  secretAccessKeyEnv: environmentName().optional().describe('Environment variable that holds the secret access key.'),
  secretAccessKeyFile: f.path().optional().describe('File that holds the secret access key.'),
});

interface Pair {
  readonly accessKeyIdEnv?: string | undefined;
  readonly accessKeyIdFile?: string | undefined;
  readonly secretAccessKeyEnv?: string | undefined;
  readonly secretAccessKeyFile?: string | undefined;
}

function checkPair(pair: Pair, context: z.RefinementCtx): void {
  oneSource(context, 'accessKeyId', { env: pair.accessKeyIdEnv, file: pair.accessKeyIdFile }, 'required');
  oneSource(context, 'secretAccessKey', { env: pair.secretAccessKeyEnv, file: pair.secretAccessKeyFile }, 'required');
}

/** `checkPair` has refused what is missing before this is called; an empty name is never looked up. */
function credentials(pair: Pair): StoreCredentials {
  const absent: SecretRef = { env: '' };
  return {
    accessKeyId: secretRef(pair.accessKeyIdEnv, pair.accessKeyIdFile) ?? absent,
    secretAccessKey: secretRef(pair.secretAccessKeyEnv, pair.secretAccessKeyFile) ?? absent,
  };
}

const role = (f: Fields) => z.strictObject(pairShape(f)).superRefine(checkPair).transform(credentials);

const place = {
  site: site().describe('Place of the store; must differ from the site of every source (offsite rule).'),
  country: country().describe('Country of the store; must be one of organisation.allowedCountries.'),
};

const filesystem = (f: Fields) =>
  z.strictObject({
    kind: z.literal('filesystem').describe('A folder, as a rule on a volume mounted from another site.'),
    path: f.path().describe('Folder of the vault. Give it to Coffre alone.'),
    ...place,
  });

const s3 = (f: Fields) =>
  z.strictObject({
    kind: z.literal('s3').describe('A bucket of any S3 service.'),
    endpoint: z
      .url({ protocol: /^https?$/, error: 'use an address such as https://s3.example.org' })
      .describe('Address of the service.'),
    region: z.string().min(1).max(64).default('us-east-1').describe('Region that signatures name.'),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'use 3 to 63 lower-case letters, digits, dots and hyphens')
      .describe('Bucket; create it with versioning and object lock where the service has them.'),
    prefix: z
      .string()
      .regex(/^([a-z0-9._-]+\/)*$/, 'use lower-case segments, each ended by a slash, e.g. coffre/')
      .refine((text) => !text.split('/').some((segment) => segment === '.' || segment === '..'), 'no . or .. segments')
      .default('')
      .describe('Start of every key, ended by a slash; empty when the bucket is Coffre’s alone.'),
    ...place,
    pathStyle: z
      .boolean()
      .default(true)
      .describe('Bucket in the path (true, most services) or in the host name (false, AWS).'),
    caFile: f.path().optional().describe('PEM file of the authority that signed the service’s certificate.'),
    credentials: z
      .strictObject({
        ...pairShape(f),
        collector: role(f).optional().describe('Key of garbage collection, which alone may delete.'),
        eraser: role(f).optional().describe('Key of erasure at the end of a contract.'),
        verifier: role(f).optional().describe('Key of verification, which only reads.'),
      })
      .superRefine(checkPair)
      .transform(({ collector, eraser, verifier, ...pair }) => {
        const writer = credentials(pair);
        return {
          writer,
          collector: collector ?? writer,
          eraser: eraser ?? writer,
          verifier: verifier ?? writer,
        };
      })
      .describe(
        'Keys by reference. The first pair writes, and does the work of each role that has no pair of its own.',
      ),
  });

export const storeSchema = (f: Fields) =>
  z.discriminatedUnion('kind', [filesystem(f), s3(f)]).describe('Where the vault lies: away from the sources.');
