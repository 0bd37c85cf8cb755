-- Public keys with which people sign in (WebAuthn).
create table passkeys (
  id int generated always as identity primary key,
  person int not null references people on delete cascade,
  credential_id bytea not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  is_synced boolean not null,
  added_at timestamptz not null,
  used_at timestamptz
);
comment on column passkeys.public_key is 'COSE (RFC 9052)';
comment on column passkeys.counter is 'of its last signature; 0: it does not count, as synced ones do not';
create index on passkeys (person);

-- What a passkey was asked to sign, each until it is signed, once.
create table challenges (
  hash bytea primary key,
  purpose text not null check (purpose in ('add', 'sign-in', 'second', 'proof')),
  session int references sessions on delete cascade check ((session is null) = (purpose = 'sign-in')),
  began_at timestamptz not null
);
create index on challenges (began_at);
