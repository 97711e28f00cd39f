import type { Migration } from '../../database/index.ts';

/** Events as canonical JSON, which their hash covers; no column repeats a field, for a copy could be edited unseen. Frozen. */
export const eventsTable: Migration = {
  number: 1,
  name: 'events',
  breaking: true,
  statements: [
    'create table events (seq integer primary key, document text not null) strict',
    `create trigger eventsStay before update on events begin select raise(abort, 'the ledger is append-only'); end`,
    `create trigger eventsRemain before delete on events begin select raise(abort, 'the ledger is append-only'); end`,
    `create table repairs (
      id integer primary key, at text not null, localHead integer not null, vaultHead integer not null
    ) strict`,
  ],
};
