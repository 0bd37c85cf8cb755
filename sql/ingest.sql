-- Ingest writes a batch of one kind in one statement:
--   kept     of the checked events (the columns from $2 on, recorded at $1) those that were not there yet,
--            written as they came; `data` is JSON texts with a control character between, which JSON has none of
--   news     what they say, merged per entity
--   merged   that, merged with what was known of the entity
--   written  the entity as it is now
--   delta    what the entities count for now, less what they counted for before
-- and adds the delta to the minute, hour and day cells. It returns the places of the events that were kept,
-- and the minutes that changed. The caller holds the kind's lock (Store.write), taken before the
-- statement's snapshot: of two writers, the second sees what the first wrote.

-- name: mergeCalls
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type,
    call_slot(revision, time, source, id, cohort_at, data) as slot
), news as (
  select entity as id,
    (array_agg(slot order by slot) filter (where type = 'call.offered'))[1] as offered,
    (array_agg(slot order by slot) filter (where type = 'call.answered'))[1] as answered,
    (array_agg(slot order by slot) filter (where type = 'call.abandoned'))[1] as abandoned,
    (array_agg(slot order by slot) filter (where type = 'call.ended'))[1] as ended
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    was.offered as was_offered, was.answered as was_answered, was.abandoned as was_abandoned,
    was.ended as was_ended,
    least(was.offered, news.offered) as offered, least(was.answered, news.answered) as answered,
    least(was.abandoned, news.abandoned) as abandoned, least(was.ended, news.ended) as ended
  from news left join calls as was using (id)
), written as (
  insert into calls (id, offered, answered, abandoned, ended)
  select id, offered, answered, abandoned, ended from merged
  on conflict (id) do update set
    offered = excluded.offered, answered = excluded.answered, abandoned = excluded.abandoned,
    ended = excluded.ended
), delta as materialized (
  select minute, queue,
    sum(sign * n)::int as offered, sum(sign * answered)::int as answered,
    sum(sign * abandoned)::int as abandoned, sum(sign * ended)::int as ended,
    sum(sign * handled)::int as handled, sum(sign * answered_5s)::int as answered_5s,
    sum(sign * answered_10s)::int as answered_10s, sum(sign * answered_20s)::int as answered_20s,
    sum(sign * answered_30s)::int as answered_30s, sum(sign * answered_60s)::int as answered_60s,
    sum(sign * answered_120s)::int as answered_120s, sum(sign * abandoned_5s)::int as abandoned_5s,
    sum(sign * abandoned_10s)::int as abandoned_10s, sum(sign * abandoned_20s)::int as abandoned_20s,
    sum(sign * abandoned_60s)::int as abandoned_60s, total(sign * wait_seconds) as wait_seconds,
    total(sign * handle_seconds) as handle_seconds
  from (
    select 1 as sign, now.*
    from merged, call_contribution(merged.offered, merged.answered, merged.abandoned, merged.ended) as now
    union all
    select -1, was.*
    from merged, call_contribution(was_offered, was_answered, was_abandoned, was_ended) as was
    where known
  ) as counted
  group by minute, queue
), cells as (
  insert into call_cells as cell (tier, bucket, queue,
    offered, answered, abandoned, ended, handled, answered_5s, answered_10s, answered_20s, answered_30s,
    answered_60s, answered_120s, abandoned_5s, abandoned_10s, abandoned_20s, abandoned_60s, wait_seconds,
    handle_seconds)
  select tier, bucket_of(tier, minute), queue,
    sum(offered), sum(answered), sum(abandoned), sum(ended), sum(handled), sum(answered_5s),
    sum(answered_10s), sum(answered_20s), sum(answered_30s), sum(answered_60s), sum(answered_120s),
    sum(abandoned_5s), sum(abandoned_10s), sum(abandoned_20s), sum(abandoned_60s), total(wait_seconds),
    total(handle_seconds)
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by 1, 2, 3
  on conflict (tier, bucket, queue) do update set
    offered = cell.offered + excluded.offered, answered = cell.answered + excluded.answered,
    abandoned = cell.abandoned + excluded.abandoned, ended = cell.ended + excluded.ended,
    handled = cell.handled + excluded.handled, answered_5s = cell.answered_5s + excluded.answered_5s,
    answered_10s = cell.answered_10s + excluded.answered_10s,
    answered_20s = cell.answered_20s + excluded.answered_20s,
    answered_30s = cell.answered_30s + excluded.answered_30s,
    answered_60s = cell.answered_60s + excluded.answered_60s,
    answered_120s = cell.answered_120s + excluded.answered_120s,
    abandoned_5s = cell.abandoned_5s + excluded.abandoned_5s,
    abandoned_10s = cell.abandoned_10s + excluded.abandoned_10s,
    abandoned_20s = cell.abandoned_20s + excluded.abandoned_20s,
    abandoned_60s = cell.abandoned_60s + excluded.abandoned_60s,
    wait_seconds = cell.wait_seconds + excluded.wait_seconds,
    handle_seconds = cell.handle_seconds + excluded.handle_seconds
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- name: mergeReports
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type, data->>'step' as step,
    report_slot(revision, time, source, id, cohort_at, data) as slot
), news as (
  select entity as id,
    (array_agg(slot order by slot) filter (where type = 'report.filed'))[1] as filed,
    (array_agg(slot order by slot) filter (where type in ('report.filed', 'report.revised')))[1] as stated,
    (array_agg(slot order by slot) filter (where type = 'report.linked'))[1] as linked,
    (array_agg(slot order by slot) filter (where type = 'report.voided'))[1] as voided,
    (array_agg(slot order by slot) filter (where step = 'freezing'))[1] as freezing,
    (array_agg(slot order by slot) filter (where step = 'complaint'))[1] as complaint,
    (array_agg(slot order by slot) filter (where step = 'tracing'))[1] as tracing,
    (array_agg(slot order by slot) filter (where step = 'refunding'))[1] as refunding,
    (array_agg(slot order by slot) filter (where step = 'closed'))[1] as closed
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    was.filed as was_filed, was.stated as was_stated, was.linked as was_linked, was.voided as was_voided,
    was.freezing as was_freezing, was.complaint as was_complaint, was.tracing as was_tracing,
    was.refunding as was_refunding, was.closed as was_closed,
    least(was.filed, news.filed) as filed, least(was.stated, news.stated) as stated,
    least(was.linked, news.linked) as linked, least(was.voided, news.voided) as voided,
    least(was.freezing, news.freezing) as freezing, least(was.complaint, news.complaint) as complaint,
    least(was.tracing, news.tracing) as tracing, least(was.refunding, news.refunding) as refunding,
    least(was.closed, news.closed) as closed
  from news left join reports as was using (id)
), written as (
  insert into reports (id, filed, stated, linked, voided, freezing, complaint, tracing, refunding, closed)
  select id, filed, stated, linked, voided, freezing, complaint, tracing, refunding, closed from merged
  on conflict (id) do update set
    filed = excluded.filed, stated = excluded.stated, linked = excluded.linked, voided = excluded.voided,
    freezing = excluded.freezing, complaint = excluded.complaint, tracing = excluded.tracing,
    refunding = excluded.refunding, closed = excluded.closed
), delta as materialized (
  select minute, scam_type, province, channel,
    sum(sign * n)::int as filed, total(sign * loss_satang) as loss_satang,
    sum(sign * duplicates)::int as duplicates, sum(sign * voids)::int as voided
  from (
    select 1 as sign, now.*
    from merged, report_contribution(merged.filed, merged.stated, merged.linked, merged.voided, merged.freezing, merged.complaint, merged.tracing, merged.refunding, merged.closed) as now
    union all
    select -1, was.*
    from merged, report_contribution(was_filed, was_stated, was_linked, was_voided, was_freezing, was_complaint, was_tracing, was_refunding, was_closed) as was
    where known
  ) as counted
  group by minute, scam_type, province, channel
), cells as (
  insert into report_cells as cell (tier, bucket, scam_type, province, channel,
    filed, loss_satang, duplicates, voided)
  select tier, bucket_of(tier, minute), scam_type, province, channel,
    sum(filed), total(loss_satang), sum(duplicates), sum(voided)
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by 1, 2, 3, 4, 5
  on conflict (tier, bucket, scam_type, province, channel) do update set
    filed = cell.filed + excluded.filed, loss_satang = cell.loss_satang + excluded.loss_satang,
    duplicates = cell.duplicates + excluded.duplicates, voided = cell.voided + excluded.voided
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- name: mergeFreezes
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type,
    freeze_slot(revision, time, source, id, cohort_at, data) as slot
), news as (
  select entity as id,
    (array_agg(slot order by slot) filter (where type = 'freeze.requested'))[1] as requested,
    (array_agg(slot order by slot) filter (where type = 'freeze.confirmed'))[1] as confirmed,
    (array_agg(slot order by slot) filter (where type = 'freeze.refused'))[1] as refused,
    (array_agg(slot order by slot) filter (where type = 'freeze.released'))[1] as released
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    was.requested as was_requested, was.confirmed as was_confirmed, was.refused as was_refused,
    was.released as was_released,
    least(was.requested, news.requested) as requested, least(was.confirmed, news.confirmed) as confirmed,
    least(was.refused, news.refused) as refused, least(was.released, news.released) as released
  from news left join freezes as was using (id)
), written as (
  insert into freezes (id, requested, confirmed, refused, released)
  select id, requested, confirmed, refused, released from merged
  on conflict (id) do update set
    requested = excluded.requested, confirmed = excluded.confirmed, refused = excluded.refused,
    released = excluded.released
), delta as materialized (
  select minute, bank, hop,
    sum(sign * n)::int as requested, total(sign * requested_satang) as requested_satang,
    sum(sign * confirms)::int as confirmed, total(sign * confirmed_satang) as confirmed_satang,
    sum(sign * refusals)::int as refused, sum(sign * refused_60m)::int as refused_60m,
    total(sign * moved_satang) as moved_satang, total(sign * cashed_out_satang) as cashed_out_satang,
    sum(sign * releases)::int as released,
    sum(sign * confirmed_5m)::int as confirmed_5m, sum(sign * confirmed_10m)::int as confirmed_10m,
    sum(sign * confirmed_15m)::int as confirmed_15m, sum(sign * confirmed_30m)::int as confirmed_30m,
    sum(sign * confirmed_60m)::int as confirmed_60m, sum(sign * confirmed_120m)::int as confirmed_120m,
    total(sign * freeze_seconds) as freeze_seconds, total(sign * refuse_seconds) as refuse_seconds,
    sum(sign * held)::int as held,
    total(sign * held_satang) as held_satang
  from (
    select 1 as sign, now.*
    from merged, freeze_contribution(merged.requested, merged.confirmed, merged.refused, merged.released) as now
    union all
    select -1, was.*
    from merged, freeze_contribution(was_requested, was_confirmed, was_refused, was_released) as was
    where known
  ) as counted
  group by minute, bank, hop
), cells as (
  insert into freeze_cells as cell (tier, bucket, bank, hop,
    requested, requested_satang, confirmed, confirmed_satang, refused, refused_60m, moved_satang,
    cashed_out_satang, released,
    confirmed_5m, confirmed_10m, confirmed_15m, confirmed_30m, confirmed_60m, confirmed_120m,
    freeze_seconds, refuse_seconds, held, held_satang)
  select tier, bucket_of(tier, minute), bank, hop,
    sum(requested), total(requested_satang), sum(confirmed), total(confirmed_satang), sum(refused),
    sum(refused_60m), total(moved_satang), total(cashed_out_satang), sum(released), sum(confirmed_5m), sum(confirmed_10m),
    sum(confirmed_15m), sum(confirmed_30m), sum(confirmed_60m), sum(confirmed_120m), total(freeze_seconds),
    total(refuse_seconds), sum(held), total(held_satang)
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by 1, 2, 3, 4
  on conflict (tier, bucket, bank, hop) do update set
    requested = cell.requested + excluded.requested,
    requested_satang = cell.requested_satang + excluded.requested_satang,
    confirmed = cell.confirmed + excluded.confirmed,
    confirmed_satang = cell.confirmed_satang + excluded.confirmed_satang,
    refused = cell.refused + excluded.refused, refused_60m = cell.refused_60m + excluded.refused_60m,
    moved_satang = cell.moved_satang + excluded.moved_satang,
    cashed_out_satang = cell.cashed_out_satang + excluded.cashed_out_satang, released = cell.released + excluded.released,
    confirmed_5m = cell.confirmed_5m + excluded.confirmed_5m,
    confirmed_10m = cell.confirmed_10m + excluded.confirmed_10m,
    confirmed_15m = cell.confirmed_15m + excluded.confirmed_15m,
    confirmed_30m = cell.confirmed_30m + excluded.confirmed_30m,
    confirmed_60m = cell.confirmed_60m + excluded.confirmed_60m,
    confirmed_120m = cell.confirmed_120m + excluded.confirmed_120m,
    freeze_seconds = cell.freeze_seconds + excluded.freeze_seconds,
    refuse_seconds = cell.refuse_seconds + excluded.refuse_seconds, held = cell.held + excluded.held,
    held_satang = cell.held_satang + excluded.held_satang
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- name: mergeRefunds
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type,
    refund_slot(revision, time, source, id, data) as slot
), news as (
  select entity as id,
    (array_agg(slot order by slot))[1] as paid
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    was.paid as was_paid,
    least(was.paid, news.paid) as paid
  from news left join refunds as was using (id)
), written as (
  insert into refunds (id, paid)
  select id, paid from merged
  on conflict (id) do update set
    paid = excluded.paid
), delta as materialized (
  select minute, bank,
    sum(sign * n)::int as paid, total(sign * paid_satang) as paid_satang
  from (
    select 1 as sign, now.*
    from merged, refund_contribution(merged.paid) as now
    union all
    select -1, was.*
    from merged, refund_contribution(was_paid) as was
    where known
  ) as counted
  group by minute, bank
), cells as (
  insert into refund_cells as cell (tier, bucket, bank,
    paid, paid_satang)
  select tier, bucket_of(tier, minute), bank,
    sum(paid), total(paid_satang)
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by 1, 2, 3
  on conflict (tier, bucket, bank) do update set
    paid = cell.paid + excluded.paid, paid_satang = cell.paid_satang + excluded.paid_satang
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- name: mergeArrests
with kept as (
  insert into events (recorded_at, place, sender, time, source, id, type, entity, revision, cohort_at, data)
  select $1, place, sender, to_timestamp(time), source, id, type, entity, revision, to_timestamp(cohort_at),
    data::jsonb
  from unnest($2::int[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::float8[], string_to_array($10, E'\x01'))
    with ordinality as event (sender, time, source, id, type, entity, revision, cohort_at, data, place)
  on conflict do nothing
  returning place, entity, type,
    arrest_slot(revision, time, source, id, data) as slot
), news as (
  select entity as id,
    (array_agg(slot order by slot))[1] as made
  from kept group by entity
), merged as materialized (
  select news.id, was.id is not null as known,
    was.made as was_made,
    least(was.made, news.made) as made
  from news left join arrests as was using (id)
), written as (
  insert into arrests (id, made)
  select id, made from merged
  on conflict (id) do update set
    made = excluded.made
), delta as materialized (
  select minute, province,
    sum(sign * n)::int as made, sum(sign * people)::int as people
  from (
    select 1 as sign, now.*
    from merged, arrest_contribution(merged.made) as now
    union all
    select -1, was.*
    from merged, arrest_contribution(was_made) as was
    where known
  ) as counted
  group by minute, province
), cells as (
  insert into arrest_cells as cell (tier, bucket, province,
    made, people)
  select tier, bucket_of(tier, minute), province,
    sum(made), sum(people)
  from delta, (values (60), (3600), (86400)) as tiers (tier)
  group by 1, 2, 3
  on conflict (tier, bucket, province) do update set
    made = cell.made + excluded.made, people = cell.people + excluded.people
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(distinct minute), '{}') from delta) as minutes

-- name: keepSamples
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
  insert into line_samples as was
  select minute, sender, time, -revision, source, id, (data->>'lines')::int, (data->>'busy')::int,
    (data->>'waiting')::int, (data->>'longestWaitSeconds')::int, (data->>'agentsReady')::int,
    (data->>'agentsBusy')::int
  from latest
  on conflict (minute, sender) do update set
    at = excluded.at, neg_revision = excluded.neg_revision, source = excluded.source, id = excluded.id,
    lines = excluded.lines, busy = excluded.busy, waiting = excluded.waiting,
    longest_wait_seconds = excluded.longest_wait_seconds, agents_ready = excluded.agents_ready,
    agents_busy = excluded.agents_busy
  where (was.at, excluded.neg_revision, excluded.source, excluded.id)
      < (excluded.at, was.neg_revision, was.source, was.id)
)
select (select coalesce(array_agg(place), '{}') from kept) as kept,
  (select coalesce(array_agg(epoch_ms(minute)), '{}') from latest) as minutes

-- name: hearSources
-- A beat is not kept as an event: it is what its source says of itself, by the minute.
with heard as (
  update sources as source set
    heard_at = greatest(source.heard_at, $2::timestamptz),
    through_at = greatest(source.through_at, told.through_at),
    since_at = least(source.since_at, told.since_at)
  from json_to_recordset($1) as told (id int, through_at timestamptz, since_at timestamptz)
  where source.id = told.id
  returning source.id, source.heard_at, source.through_at, source.since_at
)
insert into source_history (source, known_at, heard_at, through_at, since_at)
select id, date_trunc('minute', heard_at) + interval '1 minute', heard_at, through_at, since_at from heard
on conflict (source, known_at) do update set
  heard_at = excluded.heard_at, through_at = excluded.through_at, since_at = excluded.since_at
