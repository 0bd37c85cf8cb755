-- Browsers that may show a wall: each was paired once, and has a credential of its own.
create table displays (
  id int generated always as identity primary key,
  screen text collate "C" not null,
  place text not null,
  token_hash bytea not null unique,
  approved_at timestamptz not null,
  approved_by text not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null,
  address text,
  agent text
);
comment on column displays.screen is 'the name of the screen that it shows; several may show one';
comment on column displays.token_hash is 'SHA-256 of the token in its cookie';
comment on column displays.ends_at is 'moved on whenever it is seen';

-- Browsers that ask to become one. The code is shown and compared; the secret stays in the cookie of the browser.
create table pairings (
  secret_hash bytea primary key,
  code text not null unique,
  network text not null,
  address text,
  agent text,
  width int not null,
  height int not null,
  asked_at timestamptz not null,
  ends_at timestamptz not null,
  is_refused boolean not null default false,
  display int references displays on delete cascade
);
comment on column pairings.network is 'where it asks from: limited';
comment on column pairings.display is 'approved: it becomes this one';
