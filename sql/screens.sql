-- name: listScreens
select name, version, scene, rotation, theme, lang, thai_digits, sound, takeover_scene,
  epoch_ms(takeover_until) as takeover_until, epoch_ms(acknowledged_at) as acknowledged_at, epoch_ms(updated_at) as updated_at
from screens order by name

-- Stores a screen that is connected but was never configured; $4: the limit on the number of screens.
-- name: addScreen
insert into screens (name, scene, updated_at)
select $1::text, $2::text, $3::timestamptz where (select count(*) from screens) < $4::bigint
on conflict (name) do nothing
returning name

-- Nothing if it is not of the version $10 any more, 0 being that there is none; null: of any.
-- name: putScreen
insert into screens (name, scene, rotation, theme, lang, thai_digits, sound, updated_at)
select $1::text, $2::text, $3::jsonb, $4::text, $5::text, $6::boolean, $7::boolean, $8::timestamptz
where (select count(*) from screens where name <> $1) < $9::bigint
  and coalesce($10::int = coalesce((select version from screens where name = $1), 0), true)
on conflict (name) do update set
  scene = excluded.scene, rotation = excluded.rotation, theme = excluded.theme, lang = excluded.lang,
  thai_digits = excluded.thai_digits, sound = excluded.sound, updated_at = excluded.updated_at, version = default
where coalesce(screens.version = $10::int, true)
returning name

-- $2 and $3 null: ends the takeover.
-- name: takeOverScreen
update screens set takeover_scene = $2, takeover_until = $3, updated_at = $4 where name = $1 returning name

-- Acknowledgements may arrive out of order: an older one never replaces a newer one.
-- name: acknowledgeScreen
update screens set acknowledged_at = greatest(acknowledged_at, $2::timestamptz) where name = $1 returning name

-- What a clock that was ahead has left: nothing was acknowledged after $1.
-- name: mendAcknowledged
update screens set acknowledged_at = $1::timestamptz where acknowledged_at > $1::timestamptz returning name

-- name: renameScreen
update screens set name = $2, updated_at = $3 where name = $1 returning name

-- name: removeScreen
delete from screens where name = $1 returning name

-- name: tellBackend
insert into backends (id, told_at, screens) values ($1, clock_timestamp(), $2)
on conflict (id) do update set told_at = excluded.told_at, screens = excluded.screens

-- What other backends reported in the last ten seconds (five heartbeats).
-- name: listOtherBackends
select screens from backends where id <> $1 and told_at > clock_timestamp() - interval '10 seconds' order by id

-- name: removeBackend
delete from backends where id = $1
