-- From when on the raw events are whole: earlier ones may have been dropped. What they counted for cannot be
-- worked out again.
create table retention (events_since timestamptz not null);
insert into retention
select coalesce(min(range_start), '-infinity') from timescaledb_information.chunks where hypertable_name = 'events';

-- How far the rebuild of the cells has got: one at a time, so that a killed one can go on where it was.
create table rebuild (
  one boolean primary key default true check (one),
  step bigint not null,
  asked_since timestamptz,
  asked_until timestamptz,
  since timestamptz not null,
  until timestamptz not null,
  kind text not null,
  day timestamptz not null,
  again boolean not null,
  ended_at timestamptz
);
comment on column rebuild.step is 'one more with each thing that is written; who does not know it must write nothing';
comment on column rebuild.asked_since is 'the range as it was asked for; null: all that can be rebuilt';
comment on column rebuild.day is 'of this kind, the next day to be rebuilt';
comment on column rebuild.again is 'entities were mended: the cells of days that were done before are compared once more';

-- Entities that are known only by later events count in the minute that those carry. There are few of them, and
-- a rebuild looks for them day by day.
create index calls_orphans on calls (id) where (offered).at is null;
create index reports_orphans on reports (id) where (filed).at is null;
create index freezes_orphans on freezes (id) where (requested).at is null;
create index refunds_orphans on refunds (id) where (paid).at is null;
create index arrests_orphans on arrests (id) where (made).at is null;
