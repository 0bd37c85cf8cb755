-- The version of each rule that is in force.
-- name: listRules
select distinct on (id) id, version, epoch_ms(from_at) as from_at, body from rules order by id, version desc

-- One at a time, so that versions have no gap.
-- name: lockRules
select pg_advisory_xact_lock(1441, -5)

-- name: addRule
insert into rules (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2::timestamptz, $3::text, $4::jsonb from rules where id = $1
returning version

-- name: countRuleVersions
select count(*)::int as count from rules where from_at > $1
