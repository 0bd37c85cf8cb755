-- A look back finds its events without reading all that came later: by their time, and by the time of what they are
-- about, each in a range of blocks. Events come nearly in the order of time, so an index of ranges (brin) is enough, and
-- it costs a new event next to nothing.
create index events_time on events using brin (time, cohort_at) with (pages_per_range = 16);

-- An entity that counts in [since, until) has an event of that time, or one about it. An event may lie 5 minutes before
-- what it is about: clocks differ.
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
          and recorded_at <= as_of and time >= since and time < until
        union all
        select entity from events
        where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
          and recorded_at <= as_of and cohort_at >= since and cohort_at < until
          and time >= since - interval '5 minutes'
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
          and recorded_at <= as_of and time >= since and time < until
        union all
        select entity from events
        where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
          and recorded_at <= as_of and cohort_at >= since and cohort_at < until
          and time >= since - interval '5 minutes'
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
              and recorded_at <= as_of and time >= since and time < until
            union all
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
              and recorded_at <= as_of and cohort_at >= since and cohort_at < until
              and time >= since - interval '5 minutes'
          )
      ) as known
      group by entity
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;
