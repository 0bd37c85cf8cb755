-- What a provider calls a person may be a national id or a telephone number: kept is its keyed hash, with a key that is not in
-- the database. The program replaces what was kept before, at its start; nobody adds any from now on.
alter table people add constraint people_subject_is_hashed check (subject ~ '^hmac:[A-Za-z0-9_-]{43}$') not valid;
comment on column people.subject is
  'HMAC-SHA-256 of what the issuer calls the person (OpenID Connect: sub); null: it signs in here';
