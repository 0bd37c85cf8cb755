-- A source has several keys, so that the next one can be put in place before the last one ends. A key without a source is
-- for reading, with a name and a scope of its own.
create table keys (
  id int primary key generated always as identity,
  hash bytea not null unique,
  source int references sources (id),
  number int,
  name text collate "C",
  banks text[],
  provinces text[],
  agencies text[],
  made_at timestamptz not null,
  made_by text not null,
  ends_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz,
  check ((source is null) = (name is not null) and (source is null) = (number is null)),
  unique (source, number)
);
create unique index keys_reading on keys (name) where revoked_at is null;
comment on table keys is 'the keys of sources, and those for reading; a key itself is not kept';
comment on column keys.number is 'of the keys of its source: 1 for the first one';
comment on column keys.banks is 'of a key for reading: what it may read; null: any. Also provinces and agencies';
comment on column keys.used_at is 'to the minute; null: never';

insert into keys (hash, source, number, made_at, made_by, revoked_at)
select key_hash, id, 1, created_at, 'registration', revoked_at from sources order by id;

alter table sources drop column key_hash;
alter table sources add column agencies text[];
alter table sources add column events_per_minute int;
alter table sources add column may_read boolean not null default false;
alter table sources add column account_numbers boolean not null default false;
comment on column sources.account_numbers is 'it may send an account number in place of a token; a keyed hash is kept';
comment on column sources.agencies is 'codes of the agencies whose reports it may send; null: any';
comment on column sources.events_per_minute is 'null: what every source may send';
comment on column sources.may_read is 'its keys read figures too, within its banks and agencies';
-- The first source reads every figure, as it always could.
update sources set may_read = true where name = 'first' and not simulated;
