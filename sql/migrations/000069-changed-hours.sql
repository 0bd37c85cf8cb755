-- When each hour of a kind was last changed: what was known at a moment is read from the stored cells where they have not
-- changed since, and counted again from the raw events where they have. An hour that is not listed has not changed since
-- `changes_since`. Rows are never deleted: a cell that is emptied or deleted was changed by what emptied it.
create table changed_hours (
  kind text collate "C" not null,
  hour timestamptz not null,
  changed_at timestamptz not null,
  primary key (kind, hour)
) with (fillfactor = 70);
comment on column changed_hours.changed_at is 'the moment of recording of the last commit that changed its cells';

alter table retention add column changes_since timestamptz not null default '-infinity';
comment on column retention.changes_since is 'from when on changed_hours is whole: what was known at earlier moments is counted again';
-- In a rolling release backends of the program before write on for a while, and do not say what they change.
update retention set changes_since = greatest(now(), to_timestamp(ceiling / 1000.0)) + interval '1 hour' from moments
where exists (select from call_cells) or exists (select from report_cells) or exists (select from freeze_cells)
  or exists (select from refund_cells) or exists (select from arrest_cells);
