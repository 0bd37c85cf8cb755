-- name: listPeople
select id, version, name, display_name, role, banks, provinces, agencies, totp_seed is not null as has_totp, is_demo,
  (select count(*)::int from passkeys where person = people.id) as passkeys,
  issuer is not null as is_federated, epoch_ms(created_at) as since, epoch_ms(active_at) as active_at, epoch_ms(disabled_at) as disabled_at,
  (select epoch_ms(max(seen_at)) from sessions where person = people.id) as seen, {> second_due}
from people where $1::int is null or id = $1 order by name

-- name: addPerson
insert into people (name, display_name, role, banks, provinces, agencies, created_at, is_demo)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name) do nothing returning id

-- name: putPerson
update people set display_name = $2, role = $3, banks = $4, provinces = $5, agencies = $6, version = version + 1
where id = $1 and ($7::int is null or version = $7) returning id

-- name: disablePerson
update people set disabled_at = $2 where id = $1 returning id

-- The administrators without a limit who can sign in; locked, so that of two who demote each other one stays.
-- name: lockAdministrators
select id from people where role = 'admin' and disabled_at is null and active_at is not null
  and banks is null and provinces is null and agencies is null
order by id for update

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
