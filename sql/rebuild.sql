-- Recomputes cells from the raw events, one day of one kind at a time. A comparison takes no locks: it reports, from
-- one snapshot, what is wrong. The repairs are short and run under the kind's lock (Store.write):
--   an entity  is stored as its events say, together with its contribution to cells, if unchanged since the comparison
--   a cell     gets the difference added, so that events ingested since the comparison stay counted
-- Each repair carries the step ($1) that the rebuild has reached, and whether it repairs entities ($2). If another
-- rebuild has taken over, or the events of the day have been dropped since, it writes nothing and returns no row. What it
-- changes counts as changed at its moment: a look back at an earlier one counts those hours again.

-- name: compare {entities}
-- $1 since, $2 until: hours, $3 tiers whose buckets lie within. Its errors, as JSON texts: entities as they should be and
-- as they were seen, and the differences to add to cells; and how many entities and cells were compared.
with {> compared}, wrong as (
  select id, (select to_json(entity) from (select id, {members}, uses) as entity) as wanted,
    (select to_json(entity) from (select id, {members: was_{member} as {member}}, was_uses as uses) as entity) as seen
  from known where row({members}, uses) is distinct from row({members: was_{member}}, was_uses)
), counted as (
  select counts.*
  from (select id from told union select id from {entities} as orphan where ({opening}).at is null) as counting
  join {entities} as entity using (id), {entity}_contribution({slots: entity.{slot}}) as counts
  where minute >= (select epoch_ms($1)) and minute < (select epoch_ms($2))
), lacking as (
  select tier, bucket, {dimensions}, {columns: total({column}) as {column}}
  from (
    select tier, bucket_of(tier, minute) as bucket, {dimensions}, {columns}
    from counted, unnest($3::int[]) as tier
    union all
    select tier, bucket, {dimensions}, {columns: -{column}} from {entity}_cells
    where tier = any ($3) and bucket >= $1 and bucket < $2
  ) as both_sides
  group by tier, bucket, {dimensions}
)
select (select coalesce(array_agg(wanted::text order by id), '{}') from wrong) as wanted,
  (select coalesce(array_agg(seen::text order by id), '{}') from wrong) as seen,
  (select coalesce(array_agg(to_json(lacking)::text), '{}') from lacking where {columns or: {column} <> 0}) as cells,
  (select count(*)::int from told) as entities, (select count(*)::int from lacking) as compared

-- The events of this time decide the slots of this time; slots from other times stay as stored.
-- part: compared
told as materialized (
  select entity as id, array_agg(use) as uses,
    {slots: (array_agg(slot order by slot) filter (where {rule}))[1] as {slot}}
  from (
    select entity, type, data->>'step' as step, {> slot} as slot, {> use} as use
    from events where type like '{entity}.%' and time >= $1::timestamptz and time < $2::timestamptz
  ) as event
  group by entity
), known as materialized (
  select told.id, was.uses as was_uses, {> mended uses} as uses, {slots: was.{slot} as was_{slot}},
    {slots: least(told.{slot}, case when (was.{slot}).at < (select epoch_ms($1)) or (was.{slot}).at >= (select epoch_ms($2)) then was.{slot} end) as {slot}}
  from told left join {entities} as was using (id)
)

-- part: mended uses
uses_mended(was.uses, told.uses, (select epoch_ms($1)), (select epoch_ms($2)))

-- The same of a kind of which some say that they are a bank's or an agency's: its function decides what counts.
-- part: compared limited
told as materialized (
  select entity as id, array_agg(use) as uses,
    {slots: array_agg(slot order by slot) filter (where {rule}) as {slot}}
  from (
    select entity, type, data->>'step' as step, {> slot} as slot, {> use} as use
    from events where type like '{entity}.%' and time >= $1::timestamptz and time < $2::timestamptz
  ) as event
  group by entity
), known as materialized (
  select id, was_uses, uses, {members: was_{member}}, {members: (settled).{member}}
  from (
    select *, {entity}_settled({slots}) as settled
    from (
      select told.id, was.uses as was_uses, {> mended uses} as uses, {members: was.{member} as was_{member}},
        {slots: array(select word from unnest(was.{slot} || (was.aside).{slot}) as word
          where (word).at < (select epoch_ms($1)) or (word).at >= (select epoch_ms($2))) || told.{slot} as {slot}}
      from told left join {entities} as was using (id)
      offset 0
    ) as candidates
    offset 0
  ) as judged
)

-- name: mend {entities}
-- $3 entities as they should be, $4 as they were seen by the comparison: JSON arrays; $5 the moment.
with {> mine}, moment as (select $5::timestamptz as recorded_at), merged as materialized (
  select wanted.id, was.id is not null as known, wanted.uses, {members: was.{member} as was_{member}},
    {members: wanted.{member}}
  from mine, json_populate_recordset(null::{entities}, $3) as wanted
  join json_populate_recordset(null::{entities}, $4) as seen using (id)
  left join {entities} as was using (id)
  where row({members: was.{member}}, was.uses) is not distinct from row({members: seen.{member}}, seen.uses)
), {> count}
select step from mine

-- name: add {entities}
-- $3 the differences to add to cells: a JSON array; $4 the moment. Of a day that differs its first hour counts as changed:
-- so the day is not read as a whole.
with {> mine}, lacking as materialized (
  select found.* from mine, json_populate_recordset(null::{entity}_cells, $3) as found
), added as (
  insert into {entity}_cells as cell (tier, bucket, {dimensions}, {columns})
  select tier, bucket, {dimensions}, {columns} from lacking
  on conflict (tier, bucket, {dimensions}) do update set
    {columns: {column} = {merged}}
), changed as (
  insert into changed_hours as known (kind, hour, changed_at)
  select distinct '{entities}', bucket_of(3600, epoch_ms(bucket)), $4::timestamptz from lacking
  on conflict (kind, hour) do update set changed_at = greatest(known.changed_at, excluded.changed_at)
)
select step from mine

-- Entities that were mended left cells in which nothing counts any more. $3 since, $4 until: a day. Their hours were changed by
-- what emptied them, and not by this.
-- name: clear {entities}
with {> mine}, gone as (
  delete from {entity}_cells using mine
  where tier in (60, 3600, 86400) and bucket >= $3 and bucket < $4 and {columns and: coalesce({column}, 0) = 0}
)
select step from mine

-- name: compare lines
-- $1 since, $2 until. Samples as they should be and as they were seen, and stored ones that have no event.
with told as (
  select distinct on (date_trunc('minute', time), sender) date_trunc('minute', time) as minute, sender, time as at,
    -revision as neg_revision, source, id, {columns: (data->>'{field}')::int as {column}},
    array_agg({> use}) over (partition by date_trunc('minute', time), sender) as uses
  from events where type = 'lines.sampled' and time >= $1::timestamptz and time < $2::timestamptz
  order by date_trunc('minute', time), sender, time desc, revision desc, source, id
), stored as (
  select * from line_samples where minute >= $1 and minute < $2
), known as (
  select minute, sender, to_json(told) as wanted, to_json(stored) as seen,
    row(told.at, told.neg_revision, told.source, told.id, {columns: told.{column}},
      uses_mended(stored.uses, told.uses, (select epoch_ms($1)), (select epoch_ms($2)))) is distinct from
      row(stored.at, stored.neg_revision, stored.source, stored.id, {columns: stored.{column}}, stored.uses) as is_wrong
  from told full join stored using (minute, sender)
)
select coalesce(array_agg(wanted::text order by minute, sender) filter (where wanted is not null), '{}') as wanted,
  coalesce(array_agg(coalesce(seen, 'null')::text order by minute, sender) filter (where wanted is not null), '{}') as seen,
  coalesce(array_agg(seen::text) filter (where wanted is null), '{}') as cells,
  (select count(*)::int from told) as entities, (select count(*)::int from stored) as compared
from known where is_wrong

-- name: mend lines
-- $3 samples as they should be, $4 as they were seen by the comparison: JSON arrays.
with {> mine}, written as (
  insert into line_samples (minute, sender, at, neg_revision, source, id, {columns}, uses)
  select minute, sender, wanted.at, wanted.neg_revision, wanted.source, wanted.id, {columns: wanted.{column}}, wanted.uses
  from mine, json_populate_recordset(null::line_samples, $3) as wanted
  left join json_populate_recordset(null::line_samples, $4) as seen using (minute, sender)
  left join line_samples as was using (minute, sender)
  where row(was.at, was.neg_revision, was.source, was.id, was.uses) is not distinct from
    row(seen.at, seen.neg_revision, seen.source, seen.id, seen.uses)
  on conflict (minute, sender) do update set
    at = excluded.at, neg_revision = excluded.neg_revision, source = excluded.source, id = excluded.id,
    {columns: {column} = excluded.{column}}, uses = excluded.uses
)
select step from mine

-- name: add lines
-- $3 stored samples that have no event: a JSON array.
with {> mine}, gone as (
  delete from line_samples as was using mine, json_populate_recordset(null::line_samples, $3) as seen
  where was.minute = seen.minute and was.sender = seen.sender
    and (was.at, was.neg_revision, was.source, was.id) = (seen.at, seen.neg_revision, seen.source, seen.id)
)
select step from mine

-- part: mine
mine as (
  update rebuild set step = step + 1, again = again or $2 from retention
  where step = $1::bigint and ended_at is null and events_since <= day
  returning step
)

-- Whether reports whose raw events are kept were stated before reports had an agency (the migration `agency`). A rebuild
-- begins with the first whole day of raw events.
-- name: isRebuildDue
select exists (
  select from reports, retention
  where (stated).at is not null and (stated).agency is null and (stated).at >= epoch_ms(greatest(events_since, '1970-01-01') + interval '1 day')
) as due

-- name: eventsSince
-- `since`: from when on all raw events are available; `dropped`: before this, old events have been dropped.
select epoch_ms(nullif(greatest(events_since, (
    select min(range_start) from timescaledb_information.chunks where hypertable_name = 'events')), '-infinity')) as since,
  epoch_ms(nullif(events_since, '-infinity')) as dropped
from retention

-- name: beginRebuild
insert into rebuild as was (step, asked_since, asked_until, since, until, kind, day, again)
values (1, $1, $2, $3, $4, $5, $3, false)
on conflict (one) do update set step = was.step + 1, asked_since = excluded.asked_since,
  asked_until = excluded.asked_until, since = excluded.since, until = excluded.until, kind = excluded.kind,
  day = excluded.day, again = false, ended_at = null

-- name: readRebuild
select step, epoch_ms(asked_since) as asked_since, epoch_ms(asked_until) as asked_until, epoch_ms(since) as since,
  epoch_ms(until) as until, kind, epoch_ms(day) as day, again, ended_at is not null as ended
from rebuild

-- name: advanceRebuild
-- $1 the step that it has reached, $2 the next kind (null: finished), $3 the next day
update rebuild set step = step + 1, kind = coalesce($2, kind), day = $3, again = again and $3 > since,
  ended_at = case when $2::text is null then now() end
where step = $1 and ended_at is null
returning step
