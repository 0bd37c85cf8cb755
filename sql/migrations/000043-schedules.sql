-- Reports that are made and sent by the calendar.
create table schedules (
  id int generated always as identity primary key,
  version int not null,
  owner int not null references people,
  scope jsonb not null,
  body jsonb not null,
  next_day date,
  next_at timestamptz,
  removed_at timestamptz
);
comment on column schedules.owner is 'who set it up, or changed it last: what it sends is within the rights of this person';
comment on column schedules.scope is 'the part of the centre that it is about, as it was set up: less is never sent in its place';
comment on column schedules.body is 'backend/wire/schedules.schema.ts, SCHEDULE_BODY';
comment on column schedules.next_day is 'the day in the calendar that comes next; null: paused or removed';
comment on column schedules.next_at is 'when that one is due: a holiday may move it';
create index on schedules (next_at);

-- One day of a schedule, and what became of it. The key keeps two processes from running it twice.
create table report_runs (
  id uuid primary key,
  schedule int not null references schedules,
  day date not null,
  turn int not null,
  due_at timestamptz not null,
  until_at timestamptz not null,
  owner int not null references people,
  scope jsonb not null,
  body jsonb not null,
  state text not null check (state in ('waiting', 'sent', 'refused', 'skipped')),
  why jsonb,
  document text references documents,
  next_at timestamptz,
  ended_at timestamptz,
  claim uuid,
  lease_until timestamptz,
  differing int not null default 0,
  unique (schedule, day, turn)
);
comment on column report_runs.turn is '1; further ones are editions that late events made';
comment on column report_runs.until_at is 'for so long it waits for figures that are not settled';
comment on column report_runs.body is 'of the schedule as it was then';
comment on column report_runs.next_at is 'waiting: when it is tried again. sent: when its figures are compared again. null: never';
comment on column report_runs.differing is 'figures that late events have moved since it was sent';
create index on report_runs (next_at);
create index on report_runs (document);

-- The one outbox sends reports too: to an address, of a run.
alter table messages alter column recipient drop not null;
alter table messages add run uuid references report_runs, add address text,
  add check ((recipient is null) = (run is not null) and (run is null) = (address is null));
comment on column messages.address is 'of a report: where the mail goes';
create unique index one_report on messages (run, address, repeat) where run is not null;

-- Who got the files of an issued report from the page or the API.
create table downloads (
  document text not null references documents,
  at timestamptz not null,
  by_name text not null,
  format text not null,
  lang text not null
);
create index on downloads (document, at desc);
create trigger append_only before update or delete or truncate on downloads
  for each statement execute function refuse_change();
