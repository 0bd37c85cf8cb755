-- Clocks differ: what happened to an entity before its cohort time counts as at the cohort time, whichever clock is
-- wrong. Waits, delays and hours did already; so does what is held, and the time that a call was handled.
drop function call_contribution;
create function call_contribution(offered call_slot, answered call_slot, abandoned call_slot, ended call_slot)
returns table (
  minute bigint, queue text, offered int, answered int, abandoned int, ended int, handled int,
  answered_5s int, answered_10s int, answered_20s int, answered_30s int, answered_60s int, answered_120s int,
  abandoned_5s int, abandoned_10s int, abandoned_20s int, abandoned_60s int,
  wait_seconds bigint, handle_seconds bigint
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000, queue, 1, (waited is not null)::int, (gave_up is not null)::int, ended::int,
    (handled is not null)::int,
    coalesce((waited <= 5000)::int, 0), coalesce((waited <= 10000)::int, 0), coalesce((waited <= 20000)::int, 0),
    coalesce((waited <= 30000)::int, 0), coalesce((waited <= 60000)::int, 0), coalesce((waited <= 120000)::int, 0),
    coalesce((gave_up <= 5000)::int, 0), coalesce((gave_up <= 10000)::int, 0),
    coalesce((gave_up <= 20000)::int, 0), coalesce((gave_up <= 60000)::int, 0),
    coalesce(waited / 1000, 0), coalesce(handled / 1000, 0)
  from (
    select cohort,
      coalesce(($1).queue, (least(
        case when ($2).at is not null then row(($2).at, ($2).source, ($2).id, ($2).queue)::queue_mark end,
        case when ($3).at is not null then row(($3).at, ($3).source, ($3).id, ($3).queue)::queue_mark end,
        case when ($4).at is not null then row(($4).at, ($4).source, ($4).id, ($4).queue)::queue_mark end
      )).queue) as queue,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as waited,
      case when ($2).at is null and ($3).at is not null then greatest(($3).at - cohort, 0) end as gave_up,
      ($4).at is not null as ended,
      case when ($2).at is not null and ($4).at is not null
        then greatest(($4).at - greatest(($2).at, cohort), 0) end as handled
    from (
      select coalesce(($1).at, (least(
        case when ($2).cohort_at is not null then row(($2).at, ($2).source, ($2).id, ($2).cohort_at)::cohort_mark end,
        case when ($3).cohort_at is not null then row(($3).at, ($3).source, ($3).id, ($3).cohort_at)::cohort_mark end,
        case when ($4).cohort_at is not null then row(($4).at, ($4).source, ($4).id, ($4).cohort_at)::cohort_mark end
      )).cohort) as cohort
      offset 0 -- worked out once, not again in every column that needs it
    ) as opening
    where cohort is not null
    offset 0
  ) as call
$$;

drop function freeze_contribution;
create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot, aside freeze_aside
) returns table (
  minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int, confirmed_satang bigint,
  refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int,
  confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, held int, held_satang bigint
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000, bank, hop, 1, asked_satang,
    (confirmed_at is not null)::int, coalesce(held_satang, 0),
    (refused_at is not null)::int, coalesce((refused_at - cohort <= 3600000)::int, 0),
    coalesce(moved_satang, 0), coalesce(cashed_out_satang, 0), released::int,
    coalesce((delay <= 300000)::int, 0), coalesce((delay <= 600000)::int, 0), coalesce((delay <= 900000)::int, 0),
    coalesce((delay <= 1800000)::int, 0), coalesce((delay <= 3600000)::int, 0),
    coalesce((delay <= 7200000)::int, 0),
    coalesce(delay / 1000, 0), coalesce(greatest(refused_at - cohort, 0) / 1000, 0), 0, 0::bigint
  from (
    select cohort, bank, hop, coalesce(($1).satang, 0) as asked_satang,
      ($2).at as confirmed_at, ($2).satang as held_satang,
      case when ($2).at is null then ($3).at end as refused_at,
      case when ($2).at is null then ($3).moved_satang else ($2).moved_satang end as moved_satang,
      case when ($2).at is null then ($3).cashed_out_satang else ($2).cashed_out_satang end as cashed_out_satang,
      ($2).at is not null and ($4).at is not null as released,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as delay
    from freeze_opening($1, $2, $3, $4)
    where cohort is not null
    offset 0
  ) as asked
  union all
  select held_at - held_at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang
  from (
    select bank, hop, greatest(($2).at, cohort) as held_at from freeze_opening($1, $2, $3, $4)
    where ($2).at is not null
    offset 0
  ) as kept
$$;

-- An event may carry a cohort time of up to five minutes after its own (backend/wire/promises.ts): it is of the window
-- in which that lies.
create or replace function calls_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof calls language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'call.offered'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.answered'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.abandoned'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.ended'))[1]
  from (
    select entity, type, call_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
          and recorded_at <= as_of and time >= since - interval '5 minutes' and (time < until or cohort_at < until)
      )
  ) as known
  group by entity
$$;

create or replace function reports_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof reports language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'report.filed'))[1],
    (array_agg(slot order by slot) filter (where type in ('report.filed', 'report.revised')))[1],
    (array_agg(slot order by slot) filter (where type = 'report.linked'))[1],
    (array_agg(slot order by slot) filter (where type = 'report.voided'))[1],
    (array_agg(slot order by slot) filter (where step = 'freezing'))[1],
    (array_agg(slot order by slot) filter (where step = 'complaint'))[1],
    (array_agg(slot order by slot) filter (where step = 'tracing'))[1],
    (array_agg(slot order by slot) filter (where step = 'refunding'))[1],
    (array_agg(slot order by slot) filter (where step = 'closed'))[1]
  from (
    select entity, type, data->>'step' as step,
      report_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
          and recorded_at <= as_of and time >= since - interval '5 minutes' and (time < until or cohort_at < until)
      )
  ) as known
  group by entity
$$;

create or replace function freezes_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof freezes language sql stable as $$
  select entity, requested,
    case when settled is distinct from null then (settled).confirmed else confirmed[1] end,
    case when settled is distinct from null then (settled).refused else refused[1] end,
    case when settled is distinct from null then (settled).released else released[1] end,
    (settled).aside
  from (
    select *, case
      when limited > 0 and limited < answers or speaks_for <> last_speaks_for or (requested).bank <> all (speaks_for)
      then freeze_settled(requested, confirmed, refused, released)
    end as settled
    from (
      select entity,
        (array_agg(slot order by slot) filter (where type = 'freeze.requested'))[1] as requested,
        array_agg(slot order by slot) filter (where type = 'freeze.confirmed') as confirmed,
        array_agg(slot order by slot) filter (where type = 'freeze.refused') as refused,
        array_agg(slot order by slot) filter (where type = 'freeze.released') as released,
        count(*) filter (where type <> 'freeze.requested') as answers,
        count(speaks_for) filter (where type <> 'freeze.requested') as limited,
        min(speaks_for) filter (where type <> 'freeze.requested') as speaks_for,
        max(speaks_for) filter (where type <> 'freeze.requested') as last_speaks_for
      from (
        select entity, type, speaks_for,
          freeze_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
        from events
        where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
          and recorded_at <= as_of
          and entity in (
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
              and recorded_at <= as_of and time >= since - interval '5 minutes' and (time < until or cohort_at < until)
          )
      ) as known
      group by entity
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;

-- By the last heartbeat of a source: its own time, less ours when it came.
alter table sources add column clock_offset_ms bigint;
comment on column sources.clock_offset_ms is 'how far its clock was ahead of ours at its last heartbeat; null: not known';
