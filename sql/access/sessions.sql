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
