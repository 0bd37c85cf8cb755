-- A rejected event that was discarded is in no list any more. Until it is too old it can be put back.
alter table quarantine add column discarded_at timestamptz;
comment on column quarantine.discarded_at is 'null: it was not discarded, or was rejected again since';
