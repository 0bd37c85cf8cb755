-- Ingest writes a batch of one kind in one statement, generated for each kind from its list of columns
-- (backend/store/cells.ts; backend/store/expand.ts explains the braces):
--   kept     the validated events (the columns from $2 on, recorded at $1) that were new, in order of arrival;
--            `data` is the JSON texts, separated by a control character, which JSON does not contain
--   news     these events merged per entity
--   merged   the same, merged with the stored state of the entity
--   written  stores the merged entities
--   delta    the entities' contribution now minus their contribution before
--   cells    adds the delta to the minute, hour and day cells
-- Returns the positions of the new events in the batch, and the minutes that changed. The caller holds the kind's
-- lock (Store.write), taken before the statement's snapshot: of two writers, the second sees what the first wrote.

-- name: merge {entities}
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type, data->>'step' as step,
    {entity}_slot(revision, time, source, id, cohort_at, data) as slot
), news as (
  select entity as id,
    {slots: (array_agg(slot order by slot) filter (where {rule}))[1] as {slot}}
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    {slots: was.{slot} as was_{slot}},
    {slots: least(was.{slot}, news.{slot}) as {slot}}
  from news left join {entities} as was using (id)
), {> count}
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- part: count
-- The contribution of the entities of `merged` now minus their contribution before, in all their cells.
written as (
  insert into {entities} (id, {slots})
  select id, {slots} from merged
  on conflict (id) do update set {slots: {slot} = excluded.{slot}}
), delta as materialized (
  select minute, {dimensions},
    {columns: total(sign * {column}) as {column}}
  from (
    select 1 as sign, now.*
    from merged, {entity}_contribution({slots: merged.{slot}}) as now
    union all
    select -1, was.*
    from merged, {entity}_contribution({slots: was_{slot}}) as was
    where known
  ) as counted
  group by minute, {dimensions}
), cells as (
  insert into {entity}_cells as cell (tier, bucket, {dimensions}, {columns})
  select tier, bucket_of(tier, minute) as bucket, {dimensions},
    {columns: total({column})}
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by tier, bucket, {dimensions}
  on conflict (tier, bucket, {dimensions}) do update set
    {columns: {column} = cell.{column} + excluded.{column}}
)

-- name: merge lines
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, sender, time, source, id, revision, data
), latest as (
  select distinct on (date_trunc('minute', time), sender) date_trunc('minute', time) as minute, *
  from kept
  order by date_trunc('minute', time), sender, time desc, revision desc, source, id
), written as (
  insert into line_samples as was (minute, sender, at, neg_revision, source, id, {columns})
  select minute, sender, time, -revision, source, id, {columns: (data->>'{field}')::int}
  from latest
  on conflict (minute, sender) do update set
    at = excluded.at, neg_revision = excluded.neg_revision, source = excluded.source, id = excluded.id,
    {columns: {column} = excluded.{column}}
  where (was.at, excluded.neg_revision, excluded.source, excluded.id)
      < (excluded.at, was.neg_revision, was.source, was.id)
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(epoch_ms(minute)), '{}') from latest) as minutes

-- name: hearSources
-- A heartbeat is not stored as an event: it updates the status of its source, with a history by the minute.
-- Writers of different kinds may update the same sources: all lock the rows in order of id, to avoid deadlocks.
with told as materialized (
  select source.id, told.through_at, told.since_at
  from json_to_recordset($1) as told (id int, through_at timestamptz, since_at timestamptz)
  join sources as source using (id)
  order by source.id
  for no key update of source
), heard as (
  update sources as source set
    heard_at = greatest(source.heard_at, $2::timestamptz),
    through_at = greatest(source.through_at, told.through_at),
    since_at = least(source.since_at, told.since_at)
  from told
  where source.id = told.id
  returning source.id, source.heard_at, source.through_at, source.since_at
)
insert into source_history (source, known_at, heard_at, through_at, since_at)
select id, date_trunc('minute', heard_at) + interval '1 minute', heard_at, through_at, since_at from heard
order by id
on conflict (source, known_at) do update set
  heard_at = excluded.heard_at, through_at = excluded.through_at, since_at = excluded.since_at
