-- What a browser takes to the identity provider stands sealed in its own cookie: anybody may depart, as often as they
-- like, and nothing is kept of it. Kept is which departures have come back, so that each does so once.
drop table departures;
create table arrivals (
  state_hash bytea primary key,
  at timestamptz not null
);
comment on table arrivals is 'departures to the identity provider that have come back; for ten minutes';
create index on arrivals (at);
