-- name: listObjectives
select id, version, epoch_ms(from_at) as from_at, made_by, body from objectives order by id, version

-- One at a time, so that versions have no gap.
-- name: lockObjectives
select pg_advisory_xact_lock(1441, -3)

-- name: addObjective
insert into objectives (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2, $3, $4::jsonb from objectives where id = $1::text
returning version

-- Also those that were ended.
-- name: listExclusions
select id, objective, slice_by, slice_of, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, reason, made_by,
  epoch_ms(made_at) as made_at, epoch_ms(ended_at) as ended_at, ended_by,
  ended_reason
from exclusions order by from_at, id

-- name: addExclusion
insert into exclusions (objective, slice_by, slice_of, from_at, until_at, reason, made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id

-- Nothing if there is none, or it was ended.
-- name: endExclusion
update exclusions set ended_at = $2, ended_by = $3, ended_reason = $4 where id = $1 and ended_at is null returning id

-- The times that run: of freezes that no bank has answered, requested from $1 to $2 (epoch ms), of cases without a complaint,
-- from $3 to $4, and of holds that were found to be wrong and are not released, since that, from $5 to $6. Of each kind at
-- most $7, the oldest first. The bounds are on the expressions of the indexes freezes_open, reports_undecided and
-- freezes_overturned.
-- name: listRunning
(select 'freeze' as kind, id, bank, hop, null as agency, null as province, waiting_satang as satang, since
from unanswered_freezes as asked,
  unanswered_freeze(asked.requested, asked.confirmed, asked.refused, asked.released, asked.overturned, $2::bigint)
where since >= $1::bigint and since <= $2::bigint
order by since, id
limit $7)
union all
(select 'complaint', id, null, null, coalesce((stated).agency, 'unknown'), coalesce((stated).province, 'TH-00'),
  coalesce((stated).loss_satang, 0), since
from undecided_reports
where since >= $3::bigint and since <= $4::bigint
order by since, id
limit $7)
union all
(select 'release', id, bank, hop, null, null, coalesce((held.confirmed).satang, 0), since
from overturned_freezes as held, freeze_opening(requested, confirmed, refused, released, overturned)
where since >= $5::bigint and since <= $6::bigint
order by since, id
limit $7)

-- How each bank has kept its time in the freezes that were decided in the $3 ms before $1 (epoch ms): by an answer, or when
-- their time of $2 ms was over. Each was answered then or later, or no bank has answered it: the indexes are freezes_answered
-- and freezes_open. By so much as clocks differ ($4) an answer may be older than its request.
-- name: paces freezes
select bank, count(*) filter (where is_kept) as in_time, count(*) as of
from (
  select counted.bank, counted.confirmed_60m + counted.refused_60m > 0 as is_kept,
    greatest(counted.cohort, least(coalesce((known.confirmed).at, (known.refused).at), counted.cohort + $2::bigint + 1)) as decided
  from (
    select {slots: {slot}} from freezes
    where coalesce((confirmed).at, (refused).at) > $1::bigint - $3::bigint - $4::bigint
    union all
    select {slots: {slot}} from unanswered_freezes
    where since > $1::bigint - $3::bigint - $2::bigint - 1 and since < $1::bigint - $2::bigint
  ) as known, freeze_asked({slots: known.{slot}}) as counted
) as looked
where decided > $1::bigint - $3::bigint and decided <= $1::bigint
group by bank

-- The freezes that count from $1 to $2, are decided at $3 (all epoch ms), and are in none of the columns $5 (as `part: kept
-- freezes`). Each was answered since $1, but for so much as clocks differ ($4), or no bank has answered it: the indexes are
-- freezes_answered and freezes_open.
-- name: listMissedFreezes
select known.id, counted.bank, counted.minute, counted.cohort as since, counted.requested_satang as satang,
  coalesce((known.confirmed).at, (known.refused).at) as answered
from (
  select id, requested, confirmed, refused, released, overturned from freezes
  where coalesce((confirmed).at, (refused).at) >= $1::bigint - $4::bigint
  union all
  select id, requested, confirmed, refused, released, overturned from unanswered_freezes
  where since >= $1::bigint and since < $2::bigint and since < $3::bigint - 3600000
) as known, freeze_asked(known.requested, known.confirmed, known.refused, known.released, known.overturned) as counted
where counted.minute >= $1::bigint and counted.minute < $2::bigint
  and not ('confirmed_60m' = any ($5::text[]) and counted.confirmed_60m > 0
    or 'confirmed_15m' = any ($5::text[]) and counted.confirmed_15m > 0
    or 'refused_60m' = any ($5::text[]) and counted.refused_60m > 0)

-- Whose money these freezes ($1) are about, requested from $2 on: the report of each. One that is not known, void or of
-- a victim who has another one is left out.
-- name: listVictims
select distinct on (entity) entity as id, reports.id as report
from events join reports on reports.id = data->>'reportId'
where entity = any ($1::text[]) and type = 'freeze.requested' and time >= $2::timestamptz
  and (filed).at is not null and (linked).at is null and (voided).at is null
order by entity, revision desc, time, source, events.id

-- The first moment after $1 (epoch ms) at which one of these times has run for so many milliseconds: of freezes $2, of cases
-- without a complaint $3, of holds to be released $4. Of each number the one that comes next is read from the index.
-- name: nextTurn
select min(since + turn) as at
from (
  select turn, (select min(since) from unanswered_freezes where since > $1::bigint - turn) as since
  from unnest($2::bigint[]) as turn
  union all
  select turn, (select min(since) from undecided_reports where since > $1::bigint - turn)
  from unnest($3::bigint[]) as turn
  union all
  select turn, (select min(since) from overturned_freezes where since > $1::bigint - turn)
  from unnest($4::bigint[]) as turn
) as next

-- How many entities of a kind there are.
-- name: count {entities}
select count(*) as count from {entities}

-- What each case of a kind was and when: for a look back over a long time, which needs each moment of it. The entities after
-- the id $1, in its order, $2 of them; of those the cases that began in [$3, $4) (epoch ms). Sliced by the columns $5.
-- A row holds all cases of a slice as bytes, two float8 of each: when it began, and when it was answered (epoch ms; 0: it
-- was not), below 0 if it was not kept (none of the columns $6 counts it). `last` is the id to go on from; null: there are
-- no more. What $5 and $6 name is worked out once, not for each case. $7, of freezes, says which are cases: `asked`, all that
-- were requested, answered by their bank; `overturned`, those found to be wrong, answered when it is decided whether they were
-- released in time; `running`, the same from when they were found to be wrong until they were released.
-- name: cases {entities}
select max(max(id)) over () as last, array_remove(array[{dimensions}], null) as slice, string_agg(told, '') as cases
from (
  select known.id,
    {dimensions: case when (select '{dimension}' = any ($5::text[])) then counted.{dimension}::text end as {dimension}},
    case when {> case} then float8send({> began})
      || float8send(case when {> kept} then {> answered} else coalesce(-({> answered}), 0) end) end as told
  from (select * from {entities} where id > $1::text order by id limit $2::int) as known
  left join lateral {> counted}
    on {> case} and {> placed} >= $3::bigint and {> placed} < $4::bigint
) as looked
group by {dimensions}

-- What a case was counted as, and when it began.
-- part: counted
{entity}_contribution({slots: known.{slot}}) as counted

-- part: counted freezes
freeze_asked({slots: known.{slot}}) as counted

-- part: case
counted.{opening} > 0

-- part: case freezes
case when $7::text = 'asked' then counted.requested > 0 else counted.overturned > 0 end

-- Which of them lie in the range.
-- part: placed
counted.minute

-- part: placed freezes
case when $7::text = 'running' then {> overturned} else counted.minute end

-- part: overturned
freeze_overturned_at({slots: known.{slot}})

-- part: began
counted.minute

-- part: began freezes
case when $7::text = 'running' then {> overturned} else counted.cohort end

-- part: began reports
report_cohort({slots: known.{slot}})

-- Only what a promise counts is looked at: to look at each column of each case takes longer than all else.
-- part: kept
$6::text[] is null

-- part: kept calls
((select 'answered_20s' = any ($6::text[])) and counted.answered_20s > 0
        or (select 'abandoned' = any ($6::text[])) and counted.abandoned > 0)

-- part: kept freezes
((select 'confirmed_60m' = any ($6::text[])) and counted.confirmed_60m > 0
        or (select 'confirmed_15m' = any ($6::text[])) and counted.confirmed_15m > 0
        or (select 'refused_60m' = any ($6::text[])) and counted.refused_60m > 0
        or (select 'released_4h' = any ($6::text[])) and counted.released_4h > 0)

-- part: kept reports
((select 'complaint_72h' = any ($6::text[])) and counted.complaint_72h > 0)

-- part: answered
null::bigint

-- part: answered calls
coalesce((known.answered).at, (known.abandoned).at)

-- part: answered freezes
case when $7::text = 'asked' then coalesce((known.confirmed).at, (known.refused).at)
      when $7::text = 'overturned' and counted.released_4h = 0 then {> overturned} + 14400000
      when (known.released).at is not null then greatest((known.released).at, {> overturned}) end

-- part: answered reports
(known.complaint).at
