-- name: listSources
select id, name, name_th, types, banks, beat_seconds, simulated,
  epoch_ms(heard_at) as heard, epoch_ms(heard_to(heard_at, through_at, beat_seconds)) as heard_to,
  epoch_ms(through_at) as through, epoch_ms(since_at) as since, clock_offset_ms
from sources where revoked_at is null order by id

-- name: identifySource
select id, name, types, banks from sources where key_hash = $1 and revoked_at is null

-- name: registerSource
insert into sources (name, name_th, key_hash, types, banks, beat_seconds, simulated, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (name) do update set
  name_th = excluded.name_th, key_hash = excluded.key_hash, types = excluded.types, banks = excluded.banks,
  beat_seconds = excluded.beat_seconds, revoked_at = null
where sources.simulated = excluded.simulated
returning id

-- The first start of an empty centre: if two backends start at once, only one creates the source.
-- name: addFirstSource
insert into sources (name, name_th, key_hash, types, banks, beat_seconds, simulated, created_at, given_hash)
select $1::text, $2::text, $3::bytea, $4::text[], $5::text[], $6::int, $7::boolean, $8::timestamptz, $3::bytea
where not exists (select from sources where not simulated)
on conflict do nothing
returning id

-- name: revokeSource
update sources set revoked_at = $2 where name = $1 and revoked_at is null returning id

-- A key that is given at every start is applied once: not when it is the one that was given last.
-- name: renewKey
update sources set key_hash = $2, given_hash = $2
where name = $1 and not simulated and given_hash is distinct from $2
returning id

-- What a clock that was ahead has left: nothing was heard after $1, nor told of a time later than $2.
-- name: mendHeard
update sources set heard_at = least(heard_at, $1::timestamptz), through_at = least(through_at, $2::timestamptz)
where heard_at > $1 or through_at > $2 returning id

-- name: countRealSources
select count(*)::int as count from sources where not simulated

-- name: listCodes
select kind, code, name_th, name_en, coalesce(short_th, name_th) as short_th, coalesce(short_en, name_en) as short_en
from codes order by kind, place
