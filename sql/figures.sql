-- Sums of cells. Each kind has two statements with the same columns (backend/store/cells.ts): from the stored cells,
-- and as of a moment, from the events recorded up to then, counted in the same way.
--   stored: $1 tiers, $2 since, $3 until of the ranges that make up the windows; $4 for each range the number of the window
--           that it adds to, which has a single bucket (null: a bucket for each cell)
--   as of:  $1 seconds of a bucket (null: a single one), $2 since, $3 until, $4 the moment
-- From $5 on, for each dimension: {by}, whether to slice by it, and {only}, the values to include (null: all). Last, the
-- names of the columns that are wanted: adding up all takes some three times as long as a few.
-- epoch_ms() is slow (it parses the name of a field): it is called once per bucket or statement, never once per row.

-- name: sum {entities}
select window_number, epoch_ms(starting) as at, {dimensions}, {columns}
from (
  select window_number, case when window_number is null then bucket end as starting,
    {dimensions: case when {by} then {dimension} end as {dimension}},
    {columns: sum({column}){asked} as {column}}
  from unnest($1::int[], $2::timestamptz[], $3::timestamptz[], $4::int[])
    as piece (tier, since, until, window_number)
  join {entity}_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
  where {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by window_number, starting, {dimensions: case when {by} then {dimension} end}
) as summed

-- Sums of spans of stored cells, each by itself, and beside them those of each bucket (`day`) without a slice: the cells are
-- read once, and no dimension is looked at that is not asked for. Without the buckets it would be slower: the database, which
-- cannot know how many cells there are, would sort them.
-- $1 the tier, $2 since, $3 until of each span; from $4 on, for each dimension, {only}; last, the names of the columns that are
-- wanted. That the tier comes with the span keeps the plan to the spans: of a tier that it knows it would read all cells.
-- name: sum {entities} by {slicing}
select {keys: {told}}, epoch_ms(bucket) as day, {columns: sum({column}){asked} as {column}}
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as span (tier, since, until)
join {entity}_cells as cell on cell.tier = span.tier and bucket >= since and bucket < until
where {dimensions and: ({dimension} = any ({only}) or {only} is null)}
group by grouping sets (({keys: {key}}), (bucket))

-- The first and the last day that anything is counted in: null when nothing is.
-- name: days {entities}
select epoch_ms(min(bucket)) as first, epoch_ms(max(bucket)) as last from {entity}_cells where tier = 86400

-- The hours whose stored cells may not be what was known at a moment: changed after it, or known to be wrong. `all`: at that
-- moment it was not kept yet when hours change.
-- $1 the kind, $2 since, $3 until, $4 the moment
-- name: listChangedHours
select changes_since > $4::timestamptz as all, array(
    select epoch_ms(hour) from changed_hours
    where kind = $1 and hour >= $2::timestamptz and hour < $3::timestamptz and changed_at > $4::timestamptz
    union
    select epoch_ms(hour) from reconciled
    where wrong > 0 and $1 = any (kinds) and hour >= $2::timestamptz and hour < $3::timestamptz
    order by 1
  ) as hours
from retention

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
-- has answered (`pending`: their hour is not over) and the holds that were found to be wrong and may still be released in
-- time, of reports the cases whose complaint has not come and may still be in
-- time. Every question about them bounds `since`, which the indexes freezes_open, freezes_overturned and reports_undecided are on, so that
-- what was never answered before costs nothing.
-- $1 seconds of a bucket (null: a single one)
--   stored: $2 since, $3 until of each window, $4 now, all in epoch ms; `window_number` counts the windows from 1
--   as of:  $2 since, $3 until, $4 the moment in epoch ms
-- name: sum open freezes
select window_number, epoch_ms(starting) as at, {dimensions}, open, waiting_satang, pending, waiting_seconds,
  release_pending
from (
  select window_number, case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    sum(open) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
    sum(waiting_seconds) as waiting_seconds, sum(release_pending) as release_pending
  from unnest($2::bigint[], $3::bigint[]) with ordinality as piece (first, after, window_number), lateral (
    select cohort, bank, hop, 1 as open, waiting_satang, pending, waiting_seconds, 0 as release_pending
    from unanswered_freezes as asked,
      unanswered_freeze({slots: asked.{slot}}, $4::bigint)
    where since >= first and since < after
    union all
    select cohort, bank, hop, 0, 0, 0, 0, release_pending
    from overturned_freezes as held, overturned_freeze({slots: held.{slot}}, $4::bigint)
    where since >= $4::bigint - 14400000
  ) as undecided
  where cohort >= first and cohort < after
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by window_number, starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- name: sum open freezes as of
select epoch_ms(starting) as at, {dimensions}, open, waiting_satang, pending, waiting_seconds, release_pending
from (
  select case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    sum(open) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
    sum(waiting_seconds) as waiting_seconds, sum(release_pending) as release_pending
  from freezes_as_of($2, $3, to_timestamp($4::bigint / 1000.0)) as known, lateral (
    select cohort, bank, hop, 1 as open, waiting_satang, pending, waiting_seconds, 0 as release_pending
    from unanswered_freeze({slots: known.{slot}}, $4::bigint)
    union all
    select cohort, bank, hop, 0, 0, 0, 0, release_pending from overturned_freeze({slots: known.{slot}}, $4::bigint)
  ) as undecided
  where cohort >= (select epoch_ms($2)) and cohort < (select epoch_ms($3))
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by starting, {dimensions: case when {by}::boolean then {dimension} end}
) as summed

-- Older ones than 72 hours are decided, and not looked at.
-- name: sum open reports
select window_number, epoch_ms(starting) as at, {dimensions}, complaint_pending
from (
  select window_number, case when $1::int is null then null else bucket_of($1, cohort) end as starting,
    {dimensions: case when {by}::boolean then {dimension} end as {dimension}},
    sum(complaint_pending) as complaint_pending
  from unnest($2::bigint[], $3::bigint[]) with ordinality as piece (first, after, window_number),
    undecided_reports as known, undecided_report({slots: known.{slot}}, $4::bigint)
  where since >= $4::bigint - 259200000 and since >= first and since < after
    and {dimensions and: ({dimension} = any ({only}) or {only} is null)}
  group by window_number, starting, {dimensions: case when {by}::boolean then {dimension} end}
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
  where $3 > to_timestamp(($4::bigint - 259200000) / 1000.0)
    and cohort >= (select epoch_ms($2)) and cohort < (select epoch_ms($3))
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
  epoch_ms(heard_to(heard_at, through_at, latest_at, beat_seconds)) as heard, epoch_ms(through_at) as through,
  epoch_ms(since_at) as since
from sources where revoked_at is null order by id

-- The same, as it was known at the end of the last whole minute before a moment.
-- name: listCoverageAsOf
select name, types, banks, agencies, beat_seconds, epoch_ms(created_at) as registered, simulated,
  epoch_ms(heard_to(known.heard_at, known.through_at, known.latest_at, source.beat_seconds)) as heard,
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
  select count(*) over () as open, sum(waiting_satang) over () as satang, id, bank, hop, waiting_satang, cohort, pending,
    row_number() over (partition by pending order by case when pending = 1 then cohort else -cohort end, id) as place
  from unanswered_freezes as asked,
    unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, asked.overturned, $1::bigint)
  where since >= $3::bigint and ($4::text[] is null or bank = any ($4))
) as placed
where place <= $2
order by pending desc, place

-- The freezes requested from $3 (epoch ms) on that are unanswered and have reached the first of the ages $2 (ms, in order), by
-- bank and hop, and by how many of the ages they have reached.
-- $1 now in epoch ms, $4 of which banks (null: all)
-- name: freezesByAge
select bank, hop, width_bucket($1::bigint - cohort, $2::bigint[]) as ages, count(*) as count, sum(waiting_satang) as satang,
  min(cohort) as oldest, max(cohort) as newest
from unanswered_freezes as asked,
  unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, asked.overturned, $1::bigint)
where since >= $3::bigint and since <= $1::bigint - ($2::bigint[])[1] and ($4::text[] is null or bank = any ($4))
group by 1, 2, 3

-- What adds to a figure, as it was known at a moment: rows of an entity in the minute in which it counts, in that order.
-- $1 since, $2 until, $3 the moment, $4 the sign of each column that the figure is made of (JSON), $5 the values of each
-- dimension to include (JSON; one that is absent: all), $6 and $7 the minute (epoch ms) and the id of the last row that was
-- told, $8 the most rows. `count` and `total` are those of all rows after it, told or not.
-- name: behind {entities}
with known as materialized (
  select * from {entities}_as_of($1, $2, $3)
), told as (
  select known.id, counted.minute, {dimensions: counted.{dimension}}, {> moments} as moments, {> satang} as satang,
    (select sum(term) from unnest(array[{columns: ($4::jsonb->>'{column}')::numeric * counted.{column}}]) as term) as value
  from known, {entity}_contribution({slots: known.{slot}}) as counted
  {> undecided}
)
select id, minute, {dimensions}, moments, satang, value, count(*) over () as count, sum(value) over () as total
from (
  select id, minute, {dimensions}, moments, satang, sum(value) as value
  from told
  where value <> 0 and minute >= (select epoch_ms($1)) and minute < (select epoch_ms($2))
    and {dimensions and: ($5::jsonb->'{dimension}' is null or $5::jsonb->'{dimension}' ? {dimension}::text)}
  group by id, minute, {dimensions}, moments, satang
) as summed
where value <> 0 and (minute, id) > ($6::bigint, $7::text)
order by minute, id
limit $8

-- When what happened to it, by slot; null: it has not.
-- part: moments
jsonb_build_object({slots: '{slot}', (known.{slot}).at})

-- The amount that it is about.
-- part: satang
null::bigint

-- part: satang reports
(known.stated).loss_satang

-- part: satang freezes
(known.requested).satang

-- part: satang refunds
(known.paid).satang

-- What no cell counts, because it depends on the time: judged by the moment.
-- part: undecided

-- part: undecided freezes
union all
  select known.id, cohort - cohort % 60000, bank, hop, {> moments}, {> satang},
    (select sum(term) from unnest(array[($4::jsonb->>'open')::numeric, ($4::jsonb->>'pending')::numeric * pending,
      ($4::jsonb->>'waiting_satang')::numeric * waiting_satang,
      ($4::jsonb->>'waiting_seconds')::numeric * waiting_seconds]) as term)
  from known, unanswered_freeze({slots: known.{slot}}, epoch_ms($3))
union all
  select known.id, cohort - cohort % 60000, bank, hop, {> moments}, {> satang},
    ($4::jsonb->>'release_pending')::numeric * release_pending
  from known, overturned_freeze({slots: known.{slot}}, epoch_ms($3))

-- part: undecided reports
union all
  select known.id, cohort - cohort % 60000, scam_type, province, channel, agency, {> moments}, {> satang},
    ($4::jsonb->>'complaint_pending')::numeric * complaint_pending
  from known, undecided_report({slots: known.{slot}}, epoch_ms($3))

-- The events of an entity that counts in the minute $2, as they were known at $3, in the order of their receipt; whether
-- each of them counts, or another one has taken its slot.
-- name: told {entities}
select told.type, told.source, told.id, epoch_ms(told.time) as time, epoch_ms(told.recorded_at) as received,
  told.revision, told.data,
  sender.name as sender, sender.banks, sender.agencies, {dimensions: counted.{dimension}},
  coalesce({> holds}, false) as counts
from (
  select event.*, {> slot} as slot from events as event
  where entity = $1 and type like '{entity}.%' and recorded_at <= $3
) as told
join {entities}_as_of($2, $2::timestamptz + interval '1 minute', $3) as known on known.id = told.entity
-- It may count in a minute more than once, always in the same slice.
cross join lateral (
  select * from {entity}_contribution({slots: known.{slot}}) where minute = (select epoch_ms($2)) limit 1
) as counted
left join (select id as number, name, banks, agencies from sources) as sender on sender.number = told.sender
order by told.recorded_at, told.place

-- part: holds
told.slot in ({slots: known.{slot}})
