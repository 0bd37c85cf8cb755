-- People who sign in by an identity provider: who they are there.
alter table people add column issuer text, add column subject text,
  add check ((issuer is null) = (subject is null)),
  add check (issuer is null or (password_hash is null and totp_seed is null)),
  add unique (issuer, subject);
comment on column people.subject is 'what the issuer calls the person (OpenID Connect: sub); null: it signs in here';

-- Browsers that were sent to the provider, each until it comes back, once.
create table departures (
  state_hash bytea primary key,
  browser_hash bytea not null,
  nonce text not null,
  verifier text not null,
  session int references sessions on delete cascade,
  back text not null,
  began_at timestamptz not null
);
comment on column departures.browser_hash is 'of the cookie: nobody else comes back for it';
comment on column departures.session is 'for which the person proves again who it is; null: it signs in';
comment on column departures.back is 'the query of the page of sign-in that it came from';
create index on departures (began_at);
