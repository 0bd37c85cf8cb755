-- name: listTargets
select id, version, epoch_ms(from_at) as from_at, made_by, body from targets order by id, version

-- One at a time, so that versions have no gap.
-- name: lockTargets
select pg_advisory_xact_lock(1441, -4)

-- name: addTarget
insert into targets (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2, $3, $4::jsonb from targets where id = $1::text
returning version
