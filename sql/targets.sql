-- name: listTargets
select id, version, epoch_ms(from_at) as from_at, made_by, body from targets order by id, version

-- One at a time, so that versions have no gap.
-- name: lockTargets
select pg_advisory_xact_lock(1441, -4)

-- name: addTarget
insert into targets (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2, $3, $4::jsonb from targets where id = $1::text
returning version

-- What stood at a moment.
-- name: listAnnotations
select id, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, said, slice_by, slice_of, made_by,
  epoch_ms(made_at) as made_at
from annotations
where made_at <= $1 and (ended_at is null or ended_at > $1)
order by from_at, id

-- Also those that were ended since.
-- name: countAnnotations
select count(*)::int as count from annotations where made_at > $1

-- name: sliceOfAnnotation
select slice_by as by, slice_of as of from annotations where id = $1

-- name: addAnnotation
insert into annotations (from_at, until_at, said, slice_by, slice_of, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id

-- Nothing if there is none, or it was ended.
-- name: endAnnotation
update annotations set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null
returning epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, said, slice_by, slice_of

-- Nothing if there is none that was ended.
-- name: restoreAnnotation
update annotations set ended_at = null, ended_by = null where id = $1 and ended_at is not null
returning epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, said, slice_by, slice_of
