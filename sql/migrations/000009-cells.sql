-- The columns of a contribution have the names of the columns of the cells that they are added to, so that one
-- declaration (backend/store/cells.ts) names both. Every slot function takes the same arguments.

-- What a call counts for: the one place that says it. All of it is of the minute in which it was offered.
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

-- A linked report is a duplicate, not a report; else a voided one is void; neither has a loss.
drop function report_contribution;
create function report_contribution(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot
) returns table (
  minute bigint, scam_type text, province text, channel text, filed int, loss_satang bigint, duplicates int, voided int
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000,
    coalesce(($2).scam_type, 'other'), coalesce(($2).province, 'TH-00'), coalesce(($2).channel, 'unknown'),
    (($3).at is null and ($4).at is null)::int,
    case when ($3).at is null and ($4).at is null then coalesce(($2).loss_satang, 0) else 0 end,
    (($3).at is not null)::int,
    (($3).at is null and ($4).at is not null)::int
  from (
    select coalesce(($1).at, (least(
      case when ($2).cohort_at is not null then row(($2).at, ($2).source, ($2).id, ($2).cohort_at)::cohort_mark end,
      case when ($3).cohort_at is not null then row(($3).at, ($3).source, ($3).id, ($3).cohort_at)::cohort_mark end,
      case when ($4).cohort_at is not null then row(($4).at, ($4).source, ($4).id, ($4).cohort_at)::cohort_mark end,
      case when ($5).cohort_at is not null then row(($5).at, ($5).source, ($5).id, ($5).cohort_at)::cohort_mark end,
      case when ($6).cohort_at is not null then row(($6).at, ($6).source, ($6).id, ($6).cohort_at)::cohort_mark end,
      case when ($7).cohort_at is not null then row(($7).at, ($7).source, ($7).id, ($7).cohort_at)::cohort_mark end,
      case when ($8).cohort_at is not null then row(($8).at, ($8).source, ($8).id, ($8).cohort_at)::cohort_mark end,
      case when ($9).cohort_at is not null then row(($9).at, ($9).source, ($9).id, ($9).cohort_at)::cohort_mark end
    )).cohort) as cohort
    offset 0
  ) as opening
  where cohort is not null
$$;

-- Two rows: of the minute in which it was requested, and of the minute in which money was held.
drop function freeze_contribution;
create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot
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
  select ($2).at - ($2).at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang
  from freeze_opening($1, $2, $3, $4)
  where ($2).at is not null
$$;

drop function refund_contribution;
create function refund_contribution(paid refund_slot)
returns table (minute bigint, bank text, paid int, paid_satang bigint) language sql immutable parallel safe as $$
  select ($1).at - ($1).at % 60000, ($1).bank, 1, ($1).satang where ($1).at is not null
$$;

drop function arrest_contribution;
create function arrest_contribution(made arrest_slot)
returns table (minute bigint, province text, made int, people int) language sql immutable parallel safe as $$
  select ($1).at - ($1).at % 60000, ($1).province, 1, ($1).people where ($1).at is not null
$$;

drop function refund_slot;
create function refund_slot(revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb)
returns refund_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, data->>'bank', (data->>'amountSatang')::bigint)::refund_slot
$$;

create or replace function refunds_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof refunds language sql stable as $$
  select entity, (array_agg(slot order by slot))[1]
  from (
    select entity, refund_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type = 'refund.paid' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'refund.paid' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;

drop function arrest_slot;
create function arrest_slot(revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb)
returns arrest_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, coalesce(data->>'province', 'TH-00'),
    (data->>'people')::int)::arrest_slot
$$;

create or replace function arrests_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof arrests language sql stable as $$
  select entity, (array_agg(slot order by slot))[1]
  from (
    select entity, arrest_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type = 'arrest.made' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'arrest.made' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;
