CREATE TABLE leases (
  resource text primary key,
  holder text,
  fence text not null check (fence glob '[0-9]*'),
  expiresMs integer not null
) strict, without rowid;

CREATE TABLE mailboxes (
  tenant text not null,
  id text not null,
  name text not null,
  type text not null,
  source text not null,
  kinds text not null check (json_valid(kinds)),
  firstSeen text not null,
  lastSeen text not null,
  retired integer not null check (retired in (0, 1)),
  primary key (tenant, id)
) strict, without rowid;

CREATE TABLE meta (name text primary key, value text not null) strict, without rowid;

CREATE TABLE migrations (
  number integer primary key, name text not null, breaking integer not null, appliedAt text not null
) strict;

CREATE TABLE outcomes (
  run text not null references runs (id) on delete cascade,
  tenant text not null,
  mailboxId text not null,
  mailbox text not null,
  kind text not null check (kind in ('primary', 'archive', 'configuration')),
  snapshot text,
  status text not null check (status in ('ok', 'partial', 'failed')),
  sourceBytes integer not null,
  storedBytes integer not null,
  items integer not null,
  exceptions text not null check (json_valid(exceptions)),
  error text check (error is null or json_valid(error)),
  startedAt text not null,
  endedAt text not null,
  primary key (run, tenant, mailboxId, kind)
) strict, without rowid;

CREATE TABLE runs (
  id text primary key,
  night text not null,
  startedAt text not null,
  startedMs integer not null,
  endedAt text,
  status text not null check (status in ('running', 'ok', 'partial', 'failed', 'aborted')),
  "by" text not null,
  "trigger" text not null check ("trigger" in ('scheduled', 'manual'))
) strict;

CREATE TABLE snapshots (
  id text primary key,
  tenant text not null,
  mailboxId text not null,
  mailbox text not null,
  kind text not null check (kind in ('primary', 'archive', 'configuration')),
  run text not null,
  night text not null,
  createdAt text not null,
  createdMs integer not null,
  status text not null check (status in ('ok', 'partial')),
  parts text not null check (json_valid(parts)),
  exceptions text not null check (json_valid(exceptions)),
  sourceBytes integer not null,
  storedBytes integer not null,
  sha256 text not null,
  counts text not null check (json_valid(counts)),
  verdict text not null check (verdict in ('UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED')),
  verdictId text,
  reasons text not null check (json_valid(reasons)),
  verified text check (verified is null or json_valid(verified)),
  pinned integer not null check (pinned in (0, 1))
) strict, without rowid;

CREATE INDEX runsByNight on runs (night);

CREATE INDEX runsByStart on runs (startedMs, id);

CREATE INDEX runsUnfinished on runs (status) where status = 'running';

CREATE INDEX snapshotsByMailbox on snapshots (mailboxId);

CREATE INDEX snapshotsByNight on snapshots (night);

CREATE INDEX snapshotsInOrder on snapshots (tenant, mailbox, night, createdMs, id);
