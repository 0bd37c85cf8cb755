-- The backends that are running, each with the screens that are connected to it; a row is rewritten every two seconds
-- and is worth nothing after a crash.
create unlogged table backends (
  id uuid primary key,
  told_at timestamptz not null,
  screens jsonb not null
);
comment on column backends.told_at is 'by the clock of the database: those of the backends may differ';
