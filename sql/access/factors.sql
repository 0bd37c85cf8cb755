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

-- name: dropSecondFactors
with codes as (delete from recovery_codes where person = $1), keys as (delete from passkeys where person = $1)
update people set totp_seed = null, totp_next = null where id = $1

-- The recovery codes go with the last second factor.
-- name: dropTotp
with codes as (
  delete from recovery_codes where person = $1 and not exists (select from passkeys where passkeys.person = $1)
)
update people set totp_seed = null, totp_next = null where id = $1
