-- The day of the first event, of all kinds whose cells are counted; null: there are none.
-- name: firstEvent
select epoch_ms(least(
  (select min(bucket) from call_cells where tier = 86400), (select min(bucket) from report_cells where tier = 86400),
  (select min(bucket) from freeze_cells where tier = 86400), (select min(bucket) from refund_cells where tier = 86400),
  (select min(bucket) from arrest_cells where tier = 86400))) as first

-- None is written where another one was issued as this edition meanwhile.
-- name: addDocument
insert into documents (id, series, edition, kind, from_at, until_at, scope, is_public, as_of, made_by, figures, changes,
  body, hash, signature, public_key)
values ($1::text, $2::text, $3::int, $4::text, $5::timestamptz, $6::timestamptz, $7::jsonb, $8::boolean,
  $9::timestamptz, $10::text, $11::int, $12::int, $13::text, $14::text, $15::text, $16::text)
on conflict (series, edition) do nothing
returning id

-- name: findDocument
select id, series, edition, body, hash, signature, public_key, made_by,
  edition = (select max(edition) from documents as all_editions where all_editions.series = documents.series) as is_latest
from documents where id = $1

-- The report of a check code.
-- name: findDocumentByCode
select id, series, edition, body, hash, signature, public_key, made_by,
  edition = (select max(edition) from documents as all_editions where all_editions.series = documents.series) as is_latest
from documents where starts_with(hash, $1)

-- The latest edition of a series.
-- name: latestDocument
select id, series, edition, body, hash, signature, public_key, made_by, true as is_latest
from documents where series = $1 order by edition desc limit 1

-- $2: a scope, as of a document: what lies outside takes no places of the list.
-- name: listDocuments
select id, edition, kind, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, scope, is_public,
  epoch_ms(as_of) as as_of, made_by, hash, figures, changes,
  edition = max(edition) over (partition by series) as is_latest
from documents
where is_public or not exists (
  select from jsonb_each($2::jsonb) as limits (name, codes) where codes <> 'null' and not scope->name <@ codes
)
order by as_of desc, id limit $1

-- name: addDownload
insert into downloads (document, at, by_name, format, lang) values ($1, $2, $3, $4, $5)

-- name: listDownloads
select epoch_ms(at) as at, by_name, format, lang from downloads where document = $1 order by at desc limit 500

-- part: schedule
schedules.id, schedules.version, owner, people.name as owner_name, scope, body, next_day::text as next_day, epoch_ms(next_at) as next_at
from schedules join people on people.id = owner

-- name: listSchedules
select {> schedule} where removed_at is null order by schedules.id

-- name: lockSchedule
select {> schedule} where removed_at is null and schedules.id = $1 for update of schedules

-- name: addSchedule
insert into schedules (version, owner, scope, body, next_day, next_at)
values (1, $1::int, $2::jsonb, $3::jsonb, $4::date, $5::timestamptz) returning id

-- name: putSchedule
update schedules set version = version + 1, owner = $2::int, scope = $3::jsonb, body = $4::jsonb, next_day = $5::date,
  next_at = $6::timestamptz
where id = $1 returning version

-- What waits is done as the schedule says now.
-- name: followSchedule
update report_runs set owner = schedules.owner, scope = schedules.scope, body = schedules.body, claim = null,
  lease_until = null
from schedules where schedules.id = report_runs.schedule and schedule = $1::int and state = 'waiting' returning report_runs.id

-- Nothing more is done of it.
-- name: withdrawRuns
update report_runs set state = case state when 'waiting' then 'skipped' else state end,
  why = case state when 'waiting' then $2::jsonb else why end, next_at = null, claim = null, lease_until = null,
  ended_at = coalesce(ended_at, $3::timestamptz)
where schedule = $1::int and next_at is not null returning id

-- name: removeSchedule
update schedules set removed_at = $2, next_day = null, next_at = null where id = $1 returning id

-- The calendar moves on.
-- name: moveSchedule
update schedules set next_day = $2::date, next_at = $3::timestamptz where id = $1 returning id

-- Those whose day has come; another process has those that are locked.
-- name: dueSchedules
select {> schedule} where removed_at is null and next_at <= $1::timestamptz order by next_at limit 20
for update of schedules skip locked

-- name: addRun
insert into report_runs (id, schedule, day, turn, due_at, until_at, owner, scope, body, state, why, next_at, ended_at)
values ($1::uuid, $2::int, $3::date, $4::int, $5::timestamptz, $6::timestamptz, $7::int, $8::jsonb, $9::jsonb, $10::text,
  $11::jsonb, $12::timestamptz, $13::timestamptz)
on conflict (schedule, day, turn) do nothing
returning id

-- part: run
run.id, run.schedule, run.day::text as day, run.turn, epoch_ms(run.due_at) as due_at, epoch_ms(run.until_at) as until_at,
  run.owner, run.scope, run.body, run.state, run.why, run.document, epoch_ms(run.ended_at) as ended_at, run.differing,
  run.turn = (select max(turn) from report_runs as others where others.schedule = run.schedule
    and others.day = run.day) as is_last

-- What a clock that was ahead has left: nothing that waits is tried again later than $2, $1 being now, and no lease holds
-- longer than until $3.
-- name: mendRuns
update report_runs set next_at = case when state = 'waiting' and next_at > $2::timestamptz then $1::timestamptz else next_at end,
  lease_until = least(lease_until, $3::timestamptz)
where state in ('waiting', 'sent') and (state = 'waiting' and next_at > $2::timestamptz or lease_until > $3::timestamptz)
returning id

-- One that is to be tried, or compared again. $1 claim, $2 until when, $3 now.
-- name: claimRun
with due as (
  select id from report_runs
  where next_at <= $3::timestamptz and state in ('waiting', 'sent')
    and (lease_until is null or lease_until < $3::timestamptz)
  order by state desc, next_at limit 1 for update skip locked
)
update report_runs as run set claim = $1::uuid, lease_until = $2::timestamptz
from due where run.id = due.id
returning {> run}

-- What became of it; nothing comes back when another process has it by now.
-- name: recordRun
update report_runs set state = $3, why = $4::jsonb, document = $5, next_at = $6::timestamptz, ended_at = $7::timestamptz,
  differing = $8::int, claim = null, lease_until = null
where id = $1::uuid and claim = $2::uuid
returning id

-- When the next one is due, of schedules and of runs that nobody has.
-- name: earliestRun
select epoch_ms(least((select min(next_at) from schedules where removed_at is null),
  (select min(greatest(next_at, lease_until)) from report_runs where state in ('waiting', 'sent')))) as due

-- The newest $2 runs of each schedule.
-- name: listRuns
select {> run}, documents.edition
from unnest($1::int[]) as wanted (id)
  cross join lateral (
    select * from report_runs where schedule = wanted.id order by day desc, turn desc limit $2::int
  ) as run
  left join documents on documents.id = run.document
order by run.schedule, run.day desc, run.turn desc

-- name: findRun
select {> run}, people.name as owner_name from report_runs as run join people on people.id = run.owner
where run.id = $1::uuid

-- name: runsOfDocument
select id, body->>'name' as name, body->'recipients' as recipients from report_runs where document = $1 and state = 'sent'

-- Schedules whose last run was refused.
-- name: refusedRuns
select count(*)::int as refused, epoch_ms(max(ended_at)) as last_at
from (
  select distinct on (schedule) state, ended_at from report_runs join schedules on schedules.id = schedule
  where removed_at is null order by schedule, day desc, turn desc
) as newest
where state = 'refused'

-- The events recorded after $2, up to $3, of what happened from $1 to $5, once for each hour and slice in which their
-- entity counts now or counted at $2. `again`: the same had been said before, or it takes something back. The newest $4.
-- name: late {entities}
with late as materialized (
  select event.sender, event.entity, event.source, event.id, event.type, event.time, event.recorded_at,
    event.type in ('report.revised', 'report.linked', 'report.voided') or exists (
      select from events as earlier
      where earlier.entity = event.entity and earlier.type = event.type and earlier.recorded_at <= $2
        and earlier.data->>'step' is not distinct from event.data->>'step'
    ) as again
  from events as event
  where type like '{entity}.%' and time >= $1 and time < $5
    and recorded_at > $2 and recorded_at <= $3
  order by recorded_at desc, place desc limit $4
), known as (
  select entity as id, {slots: (array_agg(slot order by slot) filter (where {rule}))[1] as {slot}}
  from (
    select entity, type, data->>'step' as step, {> slot} as slot from events
    where entity in (select entity from late) and type like '{entity}.%' and recorded_at <= $2
  ) as told
  group by entity
), counted as (
  select entity.id, minute - minute % 3600000 as hour, {dimensions: counts.{dimension}}
  from {entities} as entity, {entity}_contribution({slots: entity.{slot}}) as counts
  where entity.id in (select entity from late)
  union
  select known.id, minute - minute % 3600000, {dimensions: counts.{dimension}}
  from known, {entity}_contribution({slots: known.{slot}}) as counts
)
select concat_ws(' ', late.sender, late.source, late.id, epoch_ms(late.time)) as event, type, sources.name as source, again,
  epoch_ms(recorded_at) as recorded_at, hour, {dimensions: counted.{dimension}}
from late
  join counted on counted.id = late.entity
  join (select id as number, name from sources) as sources on sources.number = late.sender
