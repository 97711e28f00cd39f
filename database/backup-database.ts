import { chmod, link, open, rm } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from './open-database.ts';
import type { WrapError } from './sqlite-driver.ts';

/**
 * A consistent copy of the file at `path` while others write, on disk when the promise resolves. Written under
 * `path.partial` and named last, so a copy that was cut short is never taken for a whole one; an existing `path` is refused.
 */
export async function backupDatabase<Tables>(
  database: Database<Tables>,
  path: string,
  wrapError: WrapError,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    await (await open(partial, 'wx', 0o600)).close();
    await sql`vacuum into ${partial}`.execute(database.query as Kysely<unknown>);
    await chmod(partial, 0o600);
    const copy = await open(partial, 'r+');
    await copy.sync();
    await copy.close();
    await link(partial, path);
  } catch (error) {
    throw wrapError(error);
  } finally {
    await rm(partial, { force: true });
  }
}
