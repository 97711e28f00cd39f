import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

/** Where a secret lies; its value is read when it is needed, never kept in the configuration. */
export type SecretRef = { readonly env: string } | { readonly file: string };

/** The kinds of values that several sections share. Paths are made absolute against the configuration file's folder. */
export interface Fields {
  readonly path: () => z.ZodPipe<z.ZodString, z.ZodTransform<string, string>>;
}

export function fields(baseDir: string): Fields {
  return {
    path: () =>
      z
        .string()
        .min(1)
        .max(4096)
        .refine((text) => !text.includes('\0'), 'a path holds no NUL')
        .transform((text) => (isAbsolute(text) ? text : resolve(baseDir, text))),
  };
}

/** Identifier of a tenant or a source, usable in object names and file names. */
export const identifier = () =>
  z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      'use 1 to 63 lower-case letters, digits and hyphens, starting with a letter or a digit',
    );

/** A person-readable name on one line. */
export const label = () =>
  z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'a name stands on one line, without control characters');

/** Name of a place, as used by the offsite rule; compared without regard to case. */
export const site = () => label();

export const country = () => z.string().regex(/^[A-Z]{2}$/, 'use the two capital letters of ISO 3166, e.g. FR');

export const host = () =>
  z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.:_-]{0,252}[A-Za-z0-9])?$|^::1?$/, 'use a host name or an address, without port');

export const port = () => z.int().min(1).max(65_535);

export const domain = () =>
  z
    .string()
    .regex(
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
      'use a mail domain in lower case, e.g. acme.fr',
    );

/** One address, bare or as `Name <address>`; line breaks would become headers. */
export const mailAddress = () =>
  z
    .string()
    .max(320)
    .regex(
      /^(?:[^\s@<>]+@[^\s@<>]+|[^<>\p{Cc}]*<[^\s@<>]+@[^\s@<>]+>)$/u,
      'use an address such as alerts@example.org or Coffre <alerts@example.org>',
    );

/** `22:00`, local time of `organisation.timezone`. */
export const timeOfDay = () =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use hours and minutes between quotes, e.g. "22:00"');

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes as an integer, or with a decimal unit: `500 GB`. The result is a safe integer. */
export const byteSize = () =>
  z
    .union([z.int().min(0), z.string().regex(/^\d{1,6}(\.\d{1,3})? ?(B|kB|MB|GB|TB)$/)], {
      error: 'use a number of bytes, or a size such as 500 GB (units B, kB, MB, GB, TB)',
    })
    .transform((value) => {
      if (typeof value === 'number') return value;
      const [, digits = '0', unit = 'B'] = /^([\d.]+) ?(\w+)$/.exec(value) ?? [];
      return Math.round(Number(digits) * (UNITS[unit] ?? 1));
    });

export const environmentName = () =>
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'use the name of an environment variable, not its value');

/** Turns the pair `xEnv`, `xFile` into one reference; both at once is refused by {@link oneSource}. */
export function secretRef(env: string | undefined, file: string | undefined): SecretRef | null {
  if (env !== undefined) return { env };
  return file === undefined ? null : { file };
}

/** Refuses both of a pair, and none of it where the secret is needed. */
export function oneSource(
  context: z.RefinementCtx,
  name: string,
  pair: { readonly env: string | undefined; readonly file: string | undefined },
  need: 'required' | 'optional',
): void {
  if (pair.env !== undefined && pair.file !== undefined) {
    context.addIssue({ code: 'custom', path: [`${name}File`], message: `give ${name}Env or ${name}File, not both` });
  } else if (need === 'required' && pair.env === undefined && pair.file === undefined) {
    context.addIssue({ code: 'custom', message: `${name}File or ${name}Env is missing` });
  }
}
