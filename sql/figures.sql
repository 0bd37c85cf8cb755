-- Sums of cells. Each kind has two statements with the same columns (backend/store/cells.ts): from the stored cells,
-- and as of a moment, from the events recorded up to then, counted in the same way.
--   stored: $1 tiers, $2 since, $3 until of the ranges that make up the window; $4 a single bucket for all
--   as of:  $1 seconds of a bucket (null: a single one), $2 since, $3 until, $4 the moment
-- From $5 on, for each dimension: {by}, whether to slice by it, and {only}, the values to include (null: all). Last, of
-- kinds that have them, the names of the distributions of times that are wanted: they are long.
-- epoch_ms() is slow (it parses the name of a field): it is called once per bucket or statement, never once per row.

-- name: sum {entities}
select epoch_ms(starting) as at, {dimensions}, {columns}
from (
  select case when $4::boolean then null else bucket end as starting,
    {dimensions: case when {by} then {dimension} end as {dimension}},
    {columns: sum({column}){asked} as {column}}
  from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
  join {entity}_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
  where {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by} then {dimension} end}
) as summed

-- name: sum {entities} as of
select epoch_ms(starting) as at, {dimensions}, {columns}
from (
  select case when $1::int is null then null else bucket_of($1, minute) end as starting,
    {dimensions: case when {by} then {dimension} end as {dimension}},
    {columns: sum(counted.{column}){asked} as {column}}
  from {entities}_as_of($2, $3, $4) as known,
    {entity}_contribution({slots: known.{slot}}) as counted
  where minute >= (select epoch_ms($2)) and minute < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by} then {dimension} end}
) as summed

-- What is not decided yet in the window, which no cell counts: it depends on the time. Of freezes the requests that no bank
-- has answered (`pending`: their hour is not over), of reports the cases whose complaint has not come and may still be in
-- time. Every question about them bounds `since`, which the indexes freezes_open and reports_undecided are on, so that
-- what was never answered before costs nothing.
-- $1 seconds of a bucket (null: a single one), $2 since, $3 until, $4 now in epoch ms (as of: the moment)
-- name: sum open freezes
select epoch_ms(starting) as at, {dimensions}, open, waiting_satang, pending, waiting_seconds
from (
  select case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    count(*) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
    sum(waiting_seconds) as waiting_seconds
  from unanswered_freezes as asked,
    unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, $4::bigint)
  where since >= (select epoch_ms($2)) and since < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- name: sum open freezes as of
select epoch_ms(starting) as at, {dimensions}, open, waiting_satang, pending, waiting_seconds
from (
  select case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    count(*) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
    sum(waiting_seconds) as waiting_seconds
  from freezes_as_of($2, $3, to_timestamp($4::bigint / 1000.0)) as asked,
    unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, $4::bigint)
  where cohort >= (select epoch_ms($2)) and cohort < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- Older ones than 72 hours are decided, and not looked at.
-- name: sum open reports
select epoch_ms(starting) as at, {dimensions}, complaint_pending
from (
  select case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    sum(complaint_pending) as complaint_pending
  from undecided_reports as known, undecided_report({slots: known.{slot}}, $4::bigint)
  where since >= greatest((select epoch_ms($2)), $4::bigint - 259200000) and since < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- name: sum open reports as of
select epoch_ms(starting) as at, {dimensions}, complaint_pending
from (
  select case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    sum(complaint_pending) as complaint_pending
  from reports_as_of(greatest($2, to_timestamp(($4::bigint - 259200000) / 1000.0)), $3,
      to_timestamp($4::bigint / 1000.0)) as known,
    undecided_report({slots: known.{slot}}, $4::bigint)
  where cohort >= (select epoch_ms($2)) and cohort < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- The last sample of each sender in each bucket, summed over the senders.
-- name: sum lines
select case when $1::int is null then null else epoch_ms(bucket) end as at,
  {columns: {total}({column}) as {column}}, epoch_ms(min(at)) as sampled
from (
  select distinct on (bucket, sender) *
  from (
    select *, case when $1::int is null then $2::timestamptz else bucket_of($1, epoch_ms(minute)) end as bucket
    from line_samples where minute >= $2 and minute < $3
  ) as sample
  order by bucket, sender, minute desc
) as latest
group by 1

-- name: sum lines as of
select case when $1::int is null then null else epoch_ms(bucket) end as at,
  {columns: {total}((data->>'{field}')::int) as {column}}, epoch_ms(min(time)) as sampled
from (
  select distinct on (bucket, sender) *
  from (
    select *, case when $1::int is null then $2::timestamptz else bucket_of($1, epoch_ms(time)) end as bucket
    from events
    where type = 'lines.sampled' and time >= $2 and time < $3 and recorded_at <= $4
  ) as sample
  order by bucket, sender, time desc, revision desc, source, id
) as latest
group by 1

-- name: listCoverage
select name, types, banks, agencies, beat_seconds, epoch_ms(created_at) as registered, simulated,
  epoch_ms(heard_to(heard_at, through_at, beat_seconds)) as heard, epoch_ms(through_at) as through,
  epoch_ms(since_at) as since
from sources where revoked_at is null order by id

-- The same, as it was known at the end of the last whole minute before a moment.
-- name: listCoverageAsOf
select name, types, banks, agencies, beat_seconds, epoch_ms(created_at) as registered, simulated,
  epoch_ms(heard_to(known.heard_at, known.through_at, source.beat_seconds)) as heard,
  epoch_ms(known.through_at) as through, epoch_ms(known.since_at) as since
from sources as source left join lateral (
  select * from source_history as past where past.source = source.id and past.known_at <= $1 order by known_at desc limit 1
) as known on true
where created_at <= $1 and (revoked_at is null or revoked_at > $1)
order by source.id

-- The freezes requested from $3 (epoch ms) on that are unanswered: first those that still have time, soonest deadline
-- first, then those past it, newest first.
-- $1 now in epoch ms, $2 how many of each at most, $4 of which banks (null: all)
-- name: openFreezes
select * from (
  select count(*) over () as open, count(*) filter (where pending = 0) over () as overdue,
    sum(waiting_satang) over () as satang, id, bank, hop, waiting_satang, cohort, pending,
    row_number() over (partition by pending order by case when pending = 1 then cohort else -cohort end, id) as place
  from unanswered_freezes as asked,
    unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, $1::bigint)
  where since >= $3::bigint and ($4::text[] is null or bank = any ($4))
) as placed
where place <= $2
order by pending desc, place

-- For each bank the freezes requested from $3 (epoch ms) on that have at most this much time left, or are past their
-- hour; highest amount first.
-- $1 now in epoch ms, $2 ms left, $4 of which banks (null: all)
-- name: willMiss
select bank, count(*) as count, sum(waiting_satang) as satang
from unanswered_freezes as asked,
  unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, $1::bigint)
where since >= $3::bigint and $1::bigint - cohort >= 3600000 - $2::bigint and ($4::text[] is null or bank = any ($4))
group by bank
order by satang desc, bank
