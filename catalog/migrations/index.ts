import type { Migration } from '../../database/index.ts';
import { firstTables } from './0001-first-tables.ts';

/** In order, numbered without gaps. A released one is never edited: its statements are pinned by a test. */
export const catalogMigrations: readonly Migration[] = [firstTables];
