-- $3 and $4: a track each with its free tries; $5: the waits after those, in seconds. A row comes back for each track
-- on which a try is taken. It counts as failed until it is known to have succeeded, so that several at once count, too.
-- name: takeTries
insert into tries (name_hash, track, failures, free_at)
select $1::bytea, track, 1, $2::timestamptz
from unnest($3::text[], $4::int[]) as tracks (track, free)
on conflict (name_hash, track) do update set
  failures = case when tries.free_at < excluded.free_at - interval '1 day' then 1 else tries.failures + 1 end,
  free_at = excluded.free_at + make_interval(secs => coalesce((
    select ($5::int[])[least(tries.failures + 1 - free, array_length($5::int[], 1))]
    from unnest($3::text[], $4::int[]) as tracks (track, free)
    where track = excluded.track and tries.failures + 1 > free
      and tries.free_at >= excluded.free_at - interval '1 day'), 0))
where tries.free_at <= excluded.free_at
returning track

-- name: waitOfTries
select epoch_ms(max(free_at)) as until from tries where name_hash = $1 and track = any($2::text[])

-- It succeeded: the last try does not count, and the track $3 (null: none) is free again.
-- name: forgetTries
update tries set failures = case when track = $3 then 0 else greatest(failures - 1, 0) end,
  free_at = case when track = $3 then $4::timestamptz else free_at end
where name_hash = $1 and track = any($2::text[])
returning track

-- name: dropOldTries
delete from tries where free_at < $1::timestamptz - interval '1 day' returning track

-- $2: of the browser's cookie.
-- name: findPerson
select id, name, display_name, role, password_hash, totp_seed, epoch_ms(disabled_at) as disabled_at,
  exists (select from recovery_codes where person = people.id) as has_recovery,
  exists (select from passkeys where person = people.id) as has_passkeys,
  exists (select from known_browsers where person = people.id and token_hash = $2) as is_known
from people where name = $1

-- $8: the end of the days that an administrator's first sign-in begins.
-- name: openSession
with begun as (
  update people set second_due = $8::timestamptz
  where id = $1 and role = 'admin' and issuer is null and second_due is null
)
insert into sessions (person, token_hash, opened_at, seen_at, proved_at, ends_at, address, agent)
values ($1, $2, $3, $3, $4, $5, $6, $7) returning id

-- Of an administrator who has no second factor. One who signs in by an identity provider has it there.
-- part: second_due
case when role = 'admin' and issuer is null and totp_seed is null
  and not exists (select from passkeys where passkeys.person = people.id) then epoch_ms(second_due) end as second_due

-- name: findSession
select sessions.id, person, name, display_name, role, banks, provinces, agencies, is_demo,
  issuer is not null as is_federated, password_hash, totp_seed, totp_next,
  (select count(*)::int from passkeys where passkeys.person = people.id) as passkeys,
  exists (select from recovery_codes where recovery_codes.person = people.id) as has_recovery,
  {> second_due},
  epoch_ms(opened_at) as opened_at, epoch_ms(seen_at) as seen_at, epoch_ms(proved_at) as proved_at,
  epoch_ms(ends_at) as ends_at
from sessions join people on people.id = person
where token_hash = $1 and disabled_at is null

-- Tokens that count now: sessions, also those that lack the second factor, and browsers on which somebody has signed in.
-- name: listTokens
select encode(token_hash, 'base64') as hash, 'person ' || person as name
from sessions join people on people.id = person
where disabled_at is null and ends_at > $1 and (proved_at is null or seen_at > $2)
union all
select distinct encode(token_hash, 'base64'), 'browser ' || encode(token_hash, 'base64')
from known_browsers join people on people.id = person where disabled_at is null

-- A new token at each proof: what was seen before is of no use.
-- name: proveSession
update sessions set token_hash = $2, proved_at = $3, seen_at = $3, ends_at = coalesce($4, ends_at), failures = 0
where id = $1 returning id

-- name: failSession
update sessions set failures = failures + 1 where id = $1 returning failures

-- name: touchSession
update sessions set seen_at = $2 where id = $1 and seen_at < $2 returning id

-- name: listSessions
select id, epoch_ms(opened_at) as since, epoch_ms(seen_at) as seen, address, agent
from sessions where person = $1 and proved_at is not null and ends_at > $2 and seen_at > $3 order by seen_at desc, id

-- One of a person, or all but one.
-- name: closeSession
delete from sessions where person = $1 and id = $2 returning id

-- name: closeOtherSessions
delete from sessions where person = $1 and id is distinct from $2 returning id

-- name: dropOldSessions
delete from sessions where ends_at < $1 or seen_at < $2 returning id

-- At most $4 browsers are known of a person.
-- name: knowBrowser
with oldest as (
  delete from known_browsers where person = $1 and token_hash in (
    select token_hash from known_browsers where person = $1 and token_hash <> $2
    order by seen_at desc offset $4::int - 1)
)
insert into known_browsers (person, token_hash, seen_at) values ($1, $2, $3)
on conflict (person, token_hash) do update set seen_at = excluded.seen_at

-- name: forgetBrowsers
delete from known_browsers where person = $1

-- A code counts once: of several requests with the same one, the first.
-- name: useStep
update people set totp_step = $2 where id = $1 and totp_step < $2 returning id

-- name: useRecoveryCode
delete from recovery_codes where person = $1 and code_hash = $2 returning person

-- name: putRecoveryCodes
with gone as (delete from recovery_codes where person = $1 and code_hash <> all($2::bytea[]))
insert into recovery_codes (person, code_hash) select $1, unnest($2::bytea[]) on conflict do nothing

-- name: putPassword
update people set password_hash = $2, active_at = coalesce(active_at, $3) where id = $1 returning id

-- name: putNextSeed
update people set totp_next = $2 where id = $1 returning id

-- name: putSeed
update people set totp_seed = $2, totp_next = null, totp_step = $3 where id = $1 returning id

-- name: anySeed
select id, totp_seed from people where totp_seed is not null order by id limit 1

-- name: listPeople
select id, name, display_name, role, banks, provinces, agencies, totp_seed is not null as has_totp, is_demo,
  (select count(*)::int from passkeys where person = people.id) as passkeys,
  issuer is not null as is_federated, epoch_ms(created_at) as since, epoch_ms(active_at) as active_at, epoch_ms(disabled_at) as disabled_at,
  (select epoch_ms(max(seen_at)) from sessions where person = people.id) as seen, {> second_due}
from people where $1::int is null or id = $1 order by name

-- name: addPerson
insert into people (name, display_name, role, banks, provinces, agencies, created_at, is_demo)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name) do nothing returning id

-- name: putPerson
update people set display_name = $2, role = $3, banks = $4, provinces = $5, agencies = $6 where id = $1 returning id

-- name: disablePerson
update people set disabled_at = $2 where id = $1 returning id

-- The administrators who can sign in; locked, so that of two who demote each other one stays.
-- name: lockAdministrators
select id from people where role = 'admin' and disabled_at is null and active_at is not null order by id for update

-- Those who have a link only count too: they can use it.
-- name: countAdministrators
select count(*)::int as count from people where role = 'admin' and disabled_at is null

-- name: addLink
insert into links (token_hash, purpose, person, ends_at) values ($1, $2, $3, $4)

-- name: findLink
select purpose, person, name, display_name from links left join people on people.id = person
where token_hash = $1 and ends_at > $2 and disabled_at is null

-- name: useLink
delete from links where token_hash = $1 and ends_at > $2 returning purpose, person

-- Of a person, or (null) those to the first administrator; and those that are over.
-- name: dropLinks
delete from links where person is not distinct from $1 or ends_at < $2

-- name: dropSecondFactors
with codes as (delete from recovery_codes where person = $1), keys as (delete from passkeys where person = $1)
update people set totp_seed = null, totp_next = null where id = $1

-- Nothing comes back when it has come back before.
-- name: addArrival
insert into arrivals (state_hash, at) values ($1, $2) on conflict do nothing returning state_hash

-- name: dropArrivals
delete from arrivals where at < $1 returning state_hash

-- name: keptSubjects
select id, issuer, subject from people where subject !~ '^hmac:[A-Za-z0-9_-]{43}$' order by id for update

-- name: putSubjects
update people set subject = hashed.subject from unnest($1::int[], $2::text[]) as hashed (id, subject)
where people.id = hashed.id returning people.id

-- name: findFederated
select id from people where issuer = $1 and subject = $2

-- Nothing comes back when the name is another one's, or the person is there already.
-- name: addFederated
insert into people (name, display_name, role, banks, provinces, agencies, created_at, active_at, issuer, subject)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) on conflict do nothing returning id

-- name: addChallenge
insert into challenges (hash, purpose, session, began_at) values ($1, $2, $3, $4) on conflict do nothing returning hash

-- A row is deleted when it is used.
-- name: takeChallenge
delete from challenges where hash = $1 and began_at > $2 returning purpose, session

-- name: dropChallenges
delete from challenges where began_at < $1 returning hash

-- name: listPasskeys
select id, name, is_synced, epoch_ms(added_at) as since, epoch_ms(used_at) as used, credential_id, transports
from passkeys where person = $1 order by added_at, id

-- name: findPasskey
select passkeys.id, person, people.name as person_name, disabled_at is not null as is_disabled, public_key, counter
from passkeys join people on people.id = person where credential_id = $1

-- name: addPasskey
insert into passkeys (person, credential_id, public_key, counter, transports, name, is_synced, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (credential_id) do nothing returning id

-- Of several signatures with the same counter, the first.
-- name: usePasskey
update passkeys set counter = $2, used_at = $3
where id = $1 and (counter < $2::bigint or (counter = 0 and $2::bigint = 0)) returning id

-- name: renamePasskey
with before as (select name from passkeys where person = $1 and id = $2 for update)
update passkeys set name = $3 from before where person = $1 and id = $2 returning before.name

-- name: removePasskey
with gone as (delete from passkeys where person = $1 and id = $2 returning name),
codes as (
  delete from recovery_codes where person = $1
    and not exists (select from passkeys where passkeys.person = $1 and id <> $2)
    and not exists (select from people where id = $1 and totp_seed is not null)
    and exists (select from gone)
)
select name from gone

-- The recovery codes go with the last second factor.
-- name: dropTotp
with codes as (
  delete from recovery_codes where person = $1 and not exists (select from passkeys where passkeys.person = $1)
)
update people set totp_seed = null, totp_next = null where id = $1
