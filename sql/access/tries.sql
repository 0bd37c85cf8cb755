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
