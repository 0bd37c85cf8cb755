-- The version of each rule that is in force.
-- name: listRules
select distinct on (id) id, version, epoch_ms(from_at) as from_at, body from rules order by id, version desc

-- name: addRule
insert into rules (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2::timestamptz, $3::text, $4::jsonb from rules where id = $1
returning version
