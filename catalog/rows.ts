import { z } from 'zod';
import { mailboxId, night, runId, snapshotId, sourceId, tenantId } from '../domain/index.ts';
import { catalogError } from './errors.ts';

const branded = <T extends string>(parse: (text: string) => T): z.ZodType<T> =>
  z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'not an identifier of this kind' });
      return z.NEVER;
    }
  });

/** A column that holds JSON text, parsed and checked. */
export const jsonColumn = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
export const count = z.number().int().nonnegative();
/** ISO 8601 with offset. */
export const instant = z.iso.datetime({ offset: true });

export const ids = {
  tenant: branded(tenantId),
  mailbox: branded(mailboxId),
  snapshot: branded(snapshotId),
  run: branded(runId),
  night: branded(night),
  source: branded(sourceId),
} as const;

export const kindColumn = z.enum(['primary', 'archive', 'configuration']);

export const exceptionList = z
  .array(
    z
      .object({
        class: z.enum([
          'hidden',
          'arrived-after-freeze',
          'corrupt-at-source',
          'too-large',
          'not-captured',
          'unexplained',
          'damaged',
        ]),
        folder: z.string().nullable(),
        count,
        message: z.string(),
      })
      .readonly(),
  )
  .readonly();

/** A row as this program wrote it, or CATALOG_CORRUPT: SQLite checks pages, not what stands in them. */
export function parseRow<T>(table: string, schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw catalogError('CATALOG_CORRUPT', `a row of ${table} is not what Coffre writes (${where})`, {
    cause: parsed.error,
  });
}
