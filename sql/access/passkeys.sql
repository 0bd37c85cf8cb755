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
