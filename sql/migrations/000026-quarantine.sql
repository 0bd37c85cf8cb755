-- Rejected events, each with its reason, until it is corrected and sent again, deleted, or too old. Only the fields that
-- an event of its type may have are kept, and the digits of what looks like personal data are masked.
create table quarantine (
  id bigint primary key generated always as identity,
  source int not null references sources (id),
  code text collate "C" not null,
  event_id text collate "C" not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times int not null,
  detail text not null,
  event text,
  unique (source, code, event_id)
);
comment on column quarantine.event_id is 'empty: it had none, or could not be read; of those the last one of a source and code is kept';
comment on column quarantine.times is 'how often it was rejected for this; detail and event are of the last time';
comment on column quarantine.event is 'JSON; null: it could not be read';
create index quarantine_last on quarantine (last_at);

-- How many events of a source were rejected in an hour, those that are not kept too.
create table rejections (
  source int not null,
  hour timestamptz not null,
  count bigint not null,
  primary key (source, hour)
);
