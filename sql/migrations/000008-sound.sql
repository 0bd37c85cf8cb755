-- A screen may sound an alarm while something is broken, until a person has seen it.
alter table screens add column sound boolean not null default false;
alter table screens add column seen_at timestamptz;
comment on column screens.seen_at is 'a person has seen all that was broken up to then';
