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
