-- name: listRotas
select id, version, name, to_char(first_day, 'YYYY-MM-DD') as first_day, shifts, hears, holidays_off
from rotas where removed_at is null order by id

-- name: addRota
insert into rotas (name, first_day, shifts, hears, holidays_off) values ($1, $2, $3, $4, $5)
on conflict (name) where removed_at is null do nothing
returning id

-- name: putRota
update rotas set name = $2, first_day = $3, shifts = $4, hears = $5, holidays_off = $6,
  version = version + 1
where id = $1 and removed_at is null and ($7::int is null or version = $7) returning version

-- name: removeRota
update rotas set removed_at = $2 where id = $1 and removed_at is null returning id

-- Those of all rotas that hold, or will hold, at $1.
-- name: listOverrides
select id, rota, recipient, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, reason, made_by
from overrides where ended_at is null and until_at > $1::timestamptz order by id

-- name: addOverride
insert into overrides (rota, recipient, from_at, until_at, reason, made_by) values ($1, $2, $3, $4, $5, $6) returning id

-- name: endOverride
update overrides set ended_at = $3 where id = $1 and rota = $2 and ended_at is null and until_at > $3::timestamptz
returning id, rota, recipient, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, reason, made_by
