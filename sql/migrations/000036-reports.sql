-- Reports as they were issued: never changed, a later edition stands beside the one before.
create table documents (
  id text collate "C" primary key,
  series text collate "C" not null,
  edition int not null,
  kind text not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  scope jsonb not null,
  is_public boolean not null,
  as_of timestamptz not null,
  made_by text not null,
  figures int not null,
  changes int not null,
  body text not null,
  hash text not null,
  signature text not null,
  public_key text not null,
  unique (series, edition)
);
comment on column documents.series is 'SHA-256 of what was asked for: editions of one series answer the same question';
comment on column documents.body is 'backend/wire/reports.schema.ts, DOCUMENT: canonical JSON, the signed bytes';
create index documents_as_of on documents (as_of desc);
create trigger append_only before update or delete or truncate on documents
  for each statement execute function refuse_change();
