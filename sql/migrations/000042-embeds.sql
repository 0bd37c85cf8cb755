-- Scenes and figures in the pages of others, each by a signed ticket with an end.
create table embeds (
  id int generated always as identity primary key,
  name text not null,
  person int not null references people on delete cascade,
  scene text,
  metric text,
  days int,
  lang text not null,
  theme text not null,
  thai_digits boolean not null,
  made_at timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  used_at timestamptz,
  check ((scene is null) <> (metric is null)),
  check ((metric is null) = (days is null))
);
comment on column embeds.person is 'who made it: it shows no more than that person may see';
comment on column embeds.days is 'over how many Bangkok days the metric is told, today included';
comment on column embeds.used_at is 'when a page last asked for it';

-- With these the pages open their sockets, each once.
create table embed_tickets (
  token_hash bytea primary key,
  embed int not null references embeds on delete cascade,
  ends_at timestamptz not null
);
comment on column embed_tickets.token_hash is 'SHA-256 of the token';
create index on embed_tickets (ends_at);
