-- Who may sign in, with which rights, and limited to what.
create table people (
  id int generated always as identity primary key,
  name text collate "C" not null unique,
  display_name text not null,
  role text not null check (role in ('viewer', 'analyst', 'commander', 'admin')),
  banks text[],
  provinces text[],
  agencies text[],
  password_hash text,
  totp_seed bytea,
  totp_next bytea,
  totp_step bigint not null default 0,
  created_at timestamptz not null,
  active_at timestamptz,
  disabled_at timestamptz,
  is_demo boolean not null default false
);
comment on column people.name is 'in lower case';
comment on column people.banks is 'limited to these; null: any. So are provinces and agencies';
comment on column people.password_hash is 'argon2id; null: no password was chosen yet';
comment on column people.totp_seed is 'sealed with a key that is not in the database';
comment on column people.totp_next is 'sealed; a seed that was not confirmed yet';
comment on column people.totp_step is 'the step of the last code that was used: each is taken once';
comment on column people.active_at is 'when the first way to sign in was chosen; null: invited';

create table sessions (
  id int generated always as identity primary key,
  person int not null references people on delete cascade,
  token_hash bytea not null unique,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  proved_at timestamptz,
  ends_at timestamptz not null,
  failures int not null default 0,
  address text,
  agent text
);
comment on column sessions.token_hash is 'SHA-256 of the token in the cookie';
comment on column sessions.proved_at is 'when the person last proved who it is; null: a second factor is missing';
comment on column sessions.failures is 'second factors that were wrong';
create index on sessions (person);

-- Browsers on which a person has signed in: failures of strangers do not slow them down.
create table known_browsers (
  person int not null references people on delete cascade,
  token_hash bytea not null,
  seen_at timestamptz not null,
  primary key (person, token_hash)
);

create table recovery_codes (
  person int not null references people on delete cascade,
  code_hash bytea not null,
  primary key (person, code_hash)
);
comment on table recovery_codes is 'those that were not used';

-- Single-use addresses: a row is deleted when it is used.
create table links (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('first', 'invitation', 'reset')),
  person int references people on delete cascade check ((person is null) = (purpose = 'first')),
  ends_at timestamptz not null
);

-- Failed sign-ins, by name and by where they came from. They are kept whether or not there is such a person.
create table tries (
  name_hash bytea not null,
  track text collate "C" not null,
  failures int not null,
  free_at timestamptz not null,
  primary key (name_hash, track)
);
comment on column tries.track is 'an address, a known browser, or empty: all browsers that are not known';
comment on column tries.free_at is 'when the next one is taken';
create index on tries (free_at);
