-- A slot holds the one event that counts. Its order is the rule of who counts (highest revision, earliest
-- time, smallest source, smallest id), so least() of two slots is the whole merge. Times are epoch milliseconds.
create type call_slot as (
  neg_revision int, at bigint, source text collate "C", id text collate "C", cohort_at bigint, queue text collate "C"
);
create type queue_mark as (
  at bigint, source text collate "C", id text collate "C", queue text collate "C"
);
create table calls (
  id text collate "C" primary key,
  offered call_slot,
  answered call_slot,
  abandoned call_slot,
  ended call_slot
) with (fillfactor = 70);

create function call_slot(revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb)
returns call_slot language sql immutable parallel safe
as $$ select row(-revision, epoch_ms(at), source, id, epoch_ms(cohort_at), data->>'queue')::call_slot $$;

create table call_cells (
  tier int not null,
  bucket timestamptz not null,
  queue text collate "C" not null,
  offered bigint not null, answered bigint not null, abandoned bigint not null, ended bigint not null,
  handled bigint not null,
  answered_5s bigint not null, answered_10s bigint not null, answered_20s bigint not null,
  answered_30s bigint not null, answered_60s bigint not null, answered_120s bigint not null,
  abandoned_5s bigint not null, abandoned_10s bigint not null, abandoned_20s bigint not null,
  abandoned_60s bigint not null,
  wait_seconds bigint not null, handle_seconds bigint not null,
  primary key (tier, bucket, queue)
) with (fillfactor = 70);
comment on column call_cells.tier is 'seconds of a bucket: 60, 3600 or 86400';
comment on column call_cells.handled is 'answered and ended: what handle_seconds is the sum of';

-- What a call counts for: the one place that says it. All of it is of the minute in which it was offered.
create function call_contribution(offered call_slot, answered call_slot, abandoned call_slot, ended call_slot)
returns table (
  minute bigint, queue text, n int, answered int, abandoned int, ended int, handled int,
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
      case when ($2).at is not null and ($4).at is not null then greatest(($4).at - ($2).at, 0) end as handled
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

-- The calls that count in [since, until), merged from the events that were recorded up to a moment.
create function calls_as_of(since timestamptz, until timestamptz, as_of timestamptz)
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
          and recorded_at <= as_of and time >= since and (time < until or cohort_at < until)
      )
  ) as known
  group by entity
$$;
