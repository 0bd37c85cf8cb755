create table sources (
  id int primary key generated always as identity,
  name text collate "C" not null unique,
  name_th text not null,
  key_hash bytea not null unique,
  types text[] not null,
  banks text[],
  beat_seconds int not null,
  simulated boolean not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  heard_at timestamptz,
  through_at timestamptz,
  since_at timestamptz
);
comment on column sources.types is 'event types that it may send, without the prefix';
comment on column sources.banks is 'bank codes that it may send; null: any';
comment on column sources.heard_at is 'when something of it was last accepted';
comment on column sources.through_at is 'its watermark: all that happened up to then has been sent';
comment on column sources.since_at is 'the earliest time that it ever sent something of';

-- What was known of a source at the end of each minute: its state, as of any moment.
create table source_history (
  source int not null,
  known_at timestamptz not null,
  heard_at timestamptz not null,
  through_at timestamptz,
  since_at timestamptz not null,
  primary key (source, known_at)
);
select create_hypertable('source_history', by_range('known_at', interval '7 days'), create_default_indexes => false);
alter table source_history set (
  timescaledb.compress, timescaledb.compress_segmentby = 'source', timescaledb.compress_orderby = 'known_at'
);

-- The events as they came. recorded_at and place are the order of receipt.
create table events (
  recorded_at timestamptz not null,
  place int not null,
  sender int not null,
  time timestamptz not null,
  source text collate "C" not null,
  id text collate "C" not null,
  type text collate "C" not null,
  entity text collate "C" not null,
  revision int not null,
  cohort_at timestamptz,
  data jsonb not null
) with (autovacuum_vacuum_insert_scale_factor = 0.2);
comment on column events.entity is 'the id of the call, report, freeze, refund or arrest; empty for a sample';
comment on column events.cohort_at is 'the offeredAt, reportedAt or requestedAt that the event carried';

-- A year is 52 chunks.
select create_hypertable('events', by_range('time', interval '7 days'), create_default_indexes => false);
-- One index for both: the same event sent twice, and all events of an entity.
create unique index events_entity on events (entity, source, id, time);
alter table events set (
  timescaledb.compress, timescaledb.compress_segmentby = '', timescaledb.compress_orderby = 'entity, time'
);

create function epoch_ms(at timestamptz) returns bigint language sql immutable parallel safe
as $$ select (date_part('epoch', at) * 1000)::bigint $$;

-- The start of the bucket of `tier` seconds that a moment lies in; days are Bangkok days (+07:00, no DST).
create function bucket_of(tier int, ms bigint) returns timestamptz language sql immutable parallel safe
as $$ select to_timestamp((case tier when 86400 then ms - (ms + 25200000) % 86400000 else ms - ms % (tier * 1000) end) / 1000) $$;

-- sum() of bigint is numeric, which costs several times as much; this one errs when the total is too large.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');

-- Of several events the earliest counts: least() of marks, their order being time, source, id.
create type cohort_mark as (at bigint, source text collate "C", id text collate "C", cohort bigint);

-- The lines of the exchange, as last sampled in each minute.
create table line_samples (
  minute timestamptz not null,
  sender int not null,
  at timestamptz not null,
  neg_revision int not null,
  source text collate "C" not null,
  id text collate "C" not null,
  lines int not null,
  busy int not null,
  waiting int not null,
  longest_wait_seconds int not null,
  agents_ready int not null,
  agents_busy int not null,
  primary key (minute, sender)
);
