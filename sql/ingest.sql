-- Ingest writes a batch of one kind in one statement, generated for each kind from its list of columns
-- (backend/store/cells.ts; backend/store/expand.ts explains the braces):
--   told     the validated events (the columns from $2 on), in order of arrival; `data` is the JSON texts, separated
--            by a control character, which JSON does not contain; `speaks_for` the banks that the source may speak for;
--            `again`: an event before it has the same entity, sender, source and id
--            and, of what is stored, `used`: the moment of the first use of its id (`use_before`)
--   refused  those that contradict what is stored; they are not kept
--   kept     those that were new, recorded at $1
--   news     these events merged per entity
--   merged   the same, merged with the stored state of the entity
--   written  stores the merged entities
--   delta    the entities' contribution now minus their contribution before
--   cells    adds the delta to the minute, hour and day cells
--   changed  notes the hours that it lies in as changed at $1
-- Returns the positions of the new events in the batch, the minutes that changed, and what was refused: a list of the
-- position with the first use of the id, or the bank (of reports: the agency) of the entity, or neither (it has too many events). The caller holds
-- the kind's lock (Store.write), taken before the statement's snapshot: of two writers, the second sees what the first
-- wrote.

-- name: merge {entities}
with moment as (select $1::timestamptz as recorded_at), {> told}, {> refused}, kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data, speaks_for)
  select $1, place, sender, time, source, id, type, entity, revision, cohort_at, data::jsonb, speaks_for
  from told where used is null and not again and not is_full and (bank is null or bank = any (speaks_for))
  on conflict do nothing
  returning place, entity, type, data->>'step' as step, {> slot} as slot, {> use} as use
), {> merged}, {> count}
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes,
  (select json_agg(refused) from refused) as refused

-- An entity has 1,000 events at most: whoever gives one id to all calls would make all that is written of it slow.
-- part: told
told as materialized (
  select event.sender, to_timestamp(event.time) as time, event.source, event.id, event.type, event.entity, event.revision,
    to_timestamp(event.cohort_at) as cohort_at, event.data, event.speaks_for::text[] as speaks_for, event.place, event.again,
    {> bank} as bank, coalesce(cardinality(was.uses) >= 3 * 1000, false) as is_full,
    case when use_key(event.sender, event.source, event.id) = any (was.uses) then
      use_before(was.uses, use_key(event.sender, event.source, event.id),
        use_moment(to_timestamp(event.time), event.type),
        use_content(event.revision, to_timestamp(event.cohort_at), event.data::jsonb))
    end as used
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'), $11::text[], $12::bool[])
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, speaks_for, again, place)
  left join {> stored}
)

-- part: stored
{entities} as was on was.id = event.entity

-- part: stored lines
line_samples as was on was.minute = date_trunc('minute', to_timestamp(event.time)) and was.sender = event.sender

-- part: bank
null::text

-- Of a source that speaks for some banks only: the bank of the entity, if its opening event is stored. Who may not ask for
-- freezes of all banks keeps nobody from answering: the rightful request may come later.
-- part: bank freezes
case when event.speaks_for is not null and (event.type = 'freeze.requested' or (was.requested).speaks_for is null)
  then (was.requested).bank end

-- part: bank refunds
case when event.speaks_for is not null then (was.paid).bank end

-- Of a source that may send reports of some agencies only: the agency of the report, as it was last stated; empty: nothing
-- was stated yet, so that nobody knows whose it is. Its filing says itself whose it is.
-- part: bank reports
case when event.speaks_for is not null then
  coalesce((was.stated).agency, case when event.type <> 'report.filed' then '' end)
end

-- part: refused
refused as (
  select place, (event_types())[used & 31] as type, used >> 5 as at, case when used is null then bank end as bank
  from told where used > 0 or used is null and (is_full or bank <> all (speaks_for))
)

-- part: use
array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]

-- part: slot
{entity}_slot(revision, time, source, id, cohort_at, data)

-- Of a kind of which some say that they are a bank's or an agency's.
-- part: slot limited
{entity}_slot(revision, time, source, id, cohort_at, data, speaks_for)

-- part: merged
news as (
  select entity as id, array_agg(use) as uses,
    {slots: (array_agg(slot order by slot) filter (where {rule}))[1] as {slot}}
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known, was.uses || news.uses as uses,
    {slots: was.{slot} as was_{slot}},
    {slots: least(was.{slot}, news.{slot}) as {slot}}
  from news left join {entities} as was using (id)
)

-- Where all that was said is of one set of banks (agencies), or of sources without a limit, the merge is that of the other
-- kinds. Else the kind's function decides what counts, of the best that each set has said (the migration `rightful`).
-- part: merged limited
news as (
  select entity as id, array_agg(use) as uses,
    {slots: array_agg(slot order by slot) filter (where {rule}) as {slot}},
    count(*)::int as told, count((slot).speaks_for)::int as limited,
    min((slot).speaks_for) as speaks_for, max((slot).speaks_for) as last_speaks_for
  from kept group by entity
), merged as materialized (
  select id, known, uses, {members: was_{member}},
    {slots: case when settled is distinct from null then (settled).{slot} else best_{slot} end as {slot}},
    (settled).aside
  from (
    select *, case when {> contested} then {entity}_settled({slots: {slot} || was_{slot} || (was_aside).{slot}}) end as settled
    from (
      select news.id, was.id is not null as known, was.uses || news.uses as uses, told, limited, speaks_for, last_speaks_for,
        {members: was.{member} as was_{member}}, {slots: news.{slot}},
        {slots: least(was.{slot}, news.{slot}[1]) as best_{slot}}
      from news left join {entities} as was using (id)
      offset 0
    ) as draft
    offset 0
  ) as judged
)

-- part: contested
{> divided}

-- Most freezes are asked for by a source without a limit and answered by one that may speak for their bank: nothing to
-- settle. A request of a source with a limit is the last in their order.
-- part: contested freezes
({> divided})
        and not (was_aside is not distinct from null
          and (best_requested).at is not null and (was_requested).speaks_for is null
          and (requested[cardinality(requested)]).speaks_for is null
          and limited in (0, told - coalesce(cardinality(requested), 0)) and speaks_for is not distinct from last_speaks_for
          and may_speak(speaks_for, (best_requested).bank)
          and may_speak((was_confirmed).speaks_for, (best_requested).bank)
          and may_speak((was_refused).speaks_for, (best_requested).bank)
          and may_speak((was_released).speaks_for, (best_requested).bank)
          and may_speak((was_overturned).speaks_for, (best_requested).bank)
          and (confirmed is null or (was_confirmed).at is null or (was_confirmed).speaks_for is not distinct from speaks_for)
          and (refused is null or (was_refused).at is null or (was_refused).speaks_for is not distinct from speaks_for)
          and (released is null or (was_released).at is null or (was_released).speaks_for is not distinct from speaks_for)
          and (overturned is null or (was_overturned).at is null
            or (was_overturned).speaks_for is not distinct from speaks_for))

-- Was it said by more than one set, or is anything set aside?
-- part: divided
was_aside is distinct from null or limited not in (0, told) or speaks_for <> last_speaks_for
        or known and not ({slots and: ((was_{slot}).at is null or (was_{slot}).speaks_for is not distinct from speaks_for)})

-- part: count
-- The contribution of the entities of `merged` now minus their contribution before, in all their cells. The delta is by
-- the minute already: only hours and days are summed from it.
written as (
  insert into {entities} (id, {members}, uses)
  select id, {members}, uses from merged
  on conflict (id) do update set {members: {member} = excluded.{member}}, uses = excluded.uses
), delta as materialized (
  select minute, {dimensions},
    {columns: total({column}) as {column}}
  from (
    select now.minute, {dimensions: now.{dimension}}, {columns: now.{column}}
    from merged, {entity}_contribution({slots: merged.{slot}}) as now
    union all
    select was.minute, {dimensions: was.{dimension}}, {columns: -was.{column}}
    from merged, {entity}_contribution({slots: was_{slot}}) as was
    where known
  ) as counted
  group by minute, {dimensions}
), cells as (
  insert into {entity}_cells as cell (tier, bucket, {dimensions}, {columns})
  select 60, bucket_of(60, minute), {dimensions}, {columns}
  from delta
  union all
  select tier, bucket_of(tier, minute) as bucket, {dimensions},
    {columns: total({column})}
  from delta, (values (3600), (86400)) as tiers (tier)
  group by tier, bucket, {dimensions}
  on conflict (tier, bucket, {dimensions}) do update set
    {columns: {column} = {merged}}
){> changed}

-- All hours that an entity of `merged` counted or counts in, also where the difference is 0.
-- part: changed
, changed as (
  insert into changed_hours as known (kind, hour, changed_at)
  select '{entities}', bucket_of(3600, hour), recorded_at
  from moment, (select distinct minute - minute % 3600000 as hour from delta) as touched
  on conflict (kind, hour) do update set changed_at = greatest(known.changed_at, excluded.changed_at)
)

-- name: merge lines
with {> told}, {> refused}, kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, time, source, id, type, entity, revision, cohort_at, data::jsonb
  from told where used is null and not again and not is_full
  on conflict do nothing
  returning place, sender, date_trunc('minute', time) as minute, time as at, -revision as neg_revision, source, id, data,
    {> use} as use
), news as (
  select minute, sender, array_agg(use) as uses from kept group by minute, sender
), latest as (
  select distinct on (minute, sender) *
  from (
    select minute, sender, at, neg_revision, source, id, {columns: (data->>'{field}')::int as {column}}
    from kept
    union all
    select minute, sender, at, neg_revision, source, id, {columns} from line_samples join news using (minute, sender)
  ) as known
  order by minute, sender, at desc, neg_revision, source, id
), written as (
  insert into line_samples as was (minute, sender, at, neg_revision, source, id, {columns}, uses)
  select minute, sender, at, neg_revision, source, id, {columns}, uses from latest join news using (minute, sender)
  on conflict (minute, sender) do update set
    at = excluded.at, neg_revision = excluded.neg_revision, source = excluded.source, id = excluded.id,
    {columns: {column} = excluded.{column}}, uses = was.uses || excluded.uses
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(epoch_ms(minute)), '{}') from news) as minutes,
  (select json_agg(refused) from refused) as refused

-- name: beginTrial
savepoint trial

-- name: undoTrial
rollback to savepoint trial

-- name: recordHeard
-- A heartbeat is not stored as an event: it updates the status of its source, with a history by the minute.
-- $2 is when it was heard, by the clock; $3 is the moment of recording, which is later after the clock was set back.
-- Writers of different kinds may update the same sources: all lock the rows in order of id, to avoid deadlocks.
with told as materialized (
  select source.id, told.through_at, told.since_at, told.latest_at, told.clock_offset_ms
  from json_to_recordset($1) as told (
    id int, through_at timestamptz, since_at timestamptz, latest_at timestamptz, clock_offset_ms bigint
  )
  join sources as source using (id)
  order by source.id
  for no key update of source
), heard as (
  update sources as source set
    heard_at = greatest(source.heard_at, $2::timestamptz),
    through_at = greatest(source.through_at, told.through_at),
    since_at = least(source.since_at, told.since_at),
    latest_at = greatest(source.latest_at, told.latest_at),
    clock_offset_ms = coalesce(told.clock_offset_ms, source.clock_offset_ms)
  from told
  where source.id = told.id
  returning source.id, source.heard_at, source.through_at, source.since_at, source.latest_at
)
insert into source_history (source, known_at, heard_at, through_at, since_at, latest_at)
select id, date_trunc('minute', $3::timestamptz) + interval '1 minute', heard_at, through_at, since_at, latest_at
from heard
order by id
on conflict (source, known_at) do update set
  heard_at = excluded.heard_at, through_at = excluded.through_at, since_at = excluded.since_at,
  latest_at = excluded.latest_at

-- What counts for nothing, the latest first, at most $1: set aside because its source may not speak for the bank or the agency
-- that it is about (`owner`); and the answers to freezes without a request yet.
-- name: listOrphans
select count, kind, entity, owner, type, at, source, id, speaks_for, (
    select name from events join sources on sources.id = sender
    where events.entity = orphan.entity and events.source = orphan.source and events.id = orphan.id
      and time = to_timestamp(at / 1000.0) and events.speaks_for is not distinct from orphan.speaks_for
    limit 1
  ) as sender
from (
  select count(*) over () as count, * from (
    select 'freezes' as kind, known.id as entity, (requested).bank as owner, type, (word).at, (word).source, (word).id,
      (word).speaks_for
    from (
      select * from freezes where aside is distinct from null
      union all
      select * from freezes where (requested).at is null and aside is not distinct from null
    ) as known, lateral (
      select 'freeze.requested', unnest((aside).requested)
      union all
      select 'freeze.confirmed', unnest((aside).confirmed || confirmed)
      union all
      select 'freeze.refused', unnest((aside).refused || refused)
      union all
      select 'freeze.released', unnest((aside).released || released)
      union all
      select 'freeze.overturned', unnest((aside).overturned || overturned)
    ) as told (type, word)
    where (word).at is not null and ((requested).at is null or not may_speak((word).speaks_for, (requested).bank))
    union all
    select 'reports', known.id, (stated).agency, type, (word).at, (word).source, (word).id, (word).speaks_for
    from reports as known, lateral (
      select 'report.filed', unnest((aside).filed)
      union all
      select 'report.revised', word from unnest((aside).stated) as word where (word = any ((aside).filed || filed)) is not true
      union all
      select 'report.linked', unnest((aside).linked)
      union all
      select 'report.voided', unnest((aside).voided)
      union all
      select 'report.advanced', unnest((aside).freezing || (aside).complaint || (aside).tracing || (aside).refunding
        || (aside).closed)
    ) as told (type, word)
    where aside is distinct from null and not may_speak((word).speaks_for, (filed).agency, (stated).agency)
    union all
    select 'refunds', known.id, (paid).bank, 'refund.paid', (word).at, (word).source, (word).id, (word).speaks_for
    from refunds as known, unnest((aside).paid) as word
    where aside is distinct from null and not may_speak((word).speaks_for, (paid).bank)
  ) as told
  order by at desc, kind, entity, type, source, id
  limit $1
) as orphan
order by at desc, kind, entity, type, source, id
