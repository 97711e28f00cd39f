import type { Migration } from '../../database/index.ts';
import { eventsTable } from './0001-events.ts';

/** In order, numbered without gaps. A released one is never edited: its statements are pinned by a test. */
export const ledgerMigrations: readonly Migration[] = [eventsTable];
