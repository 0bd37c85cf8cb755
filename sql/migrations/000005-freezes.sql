create type freeze_slot as (
  neg_revision int, at bigint, source text collate "C", id text collate "C", cohort_at bigint,
  bank text collate "C", hop int, satang bigint, moved_satang bigint, cashed_out_satang bigint
);
-- `satang` is what was asked for in `requested`, what was held in `confirmed`. What was withdrawn as cash a
-- confirmation says for itself; of a refusal all that had left was, if that is its reason.
create type place_mark as (
  at bigint, source text collate "C", id text collate "C", bank text collate "C", hop int
);
create table freezes (
  id text collate "C" primary key,
  requested freeze_slot,
  confirmed freeze_slot,
  refused freeze_slot,
  released freeze_slot
) with (fillfactor = 70);
create index freezes_open on freezes (id) where (confirmed).at is null and (refused).at is null;

create function freeze_slot(revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb)
returns freeze_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, epoch_ms(cohort_at), data->>'bank', (data->>'hop')::int,
    coalesce(data->>'amountSatang', data->>'heldSatang')::bigint,
    case when data->>'reason' = 'cashed-out' then 0 else (data->>'movedSatang')::bigint end,
    case when data->>'reason' = 'cashed-out' then (data->>'movedSatang')::bigint
      else (data->>'cashedOutSatang')::bigint end)::freeze_slot
$$;

create table freeze_cells (
  tier int not null,
  bucket timestamptz not null,
  bank text collate "C" not null,
  hop int not null,
  requested bigint not null, requested_satang bigint not null,
  confirmed bigint not null, confirmed_satang bigint not null,
  refused bigint not null, refused_60m bigint not null,
  moved_satang bigint not null, cashed_out_satang bigint not null, released bigint not null,
  confirmed_5m bigint not null, confirmed_10m bigint not null, confirmed_15m bigint not null,
  confirmed_30m bigint not null, confirmed_60m bigint not null, confirmed_120m bigint not null,
  freeze_seconds bigint not null, refuse_seconds bigint not null,
  held bigint not null, held_satang bigint not null,
  primary key (tier, bucket, bank, hop)
) with (fillfactor = 70);

-- Its time, bank, hop: of the request; until that has come, of the earliest other event.
create function freeze_opening(requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot)
returns table (cohort bigint, bank text, hop int) language sql immutable parallel safe as $$
  select
    coalesce(($1).at, (least(
      case when ($2).cohort_at is not null then row(($2).at, ($2).source, ($2).id, ($2).cohort_at)::cohort_mark end,
      case when ($3).cohort_at is not null then row(($3).at, ($3).source, ($3).id, ($3).cohort_at)::cohort_mark end,
      case when ($4).cohort_at is not null then row(($4).at, ($4).source, ($4).id, ($4).cohort_at)::cohort_mark end
    )).cohort),
    coalesce(($1).bank, (place).bank), coalesce(($1).hop, (place).hop)
  from (
    select case when ($1).at is null then least(
      case when ($2).at is not null then row(($2).at, ($2).source, ($2).id, ($2).bank, ($2).hop)::place_mark end,
      case when ($3).at is not null then row(($3).at, ($3).source, ($3).id, ($3).bank, ($3).hop)::place_mark end,
      case when ($4).at is not null then row(($4).at, ($4).source, ($4).id, ($4).bank, ($4).hop)::place_mark end
    ) end as place
    offset 0
  ) as earliest
$$;

-- Two rows: of the minute in which it was requested, and of the minute in which money was held.
create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot
) returns table (
  minute bigint, bank text, hop int, n int, requested_satang bigint, confirms int, confirmed_satang bigint,
  refusals int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, releases int,
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

-- The freezes that no bank has answered. `pending`: its hour is not over yet; `waiting_seconds`: since it was asked.
create function freeze_standing(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot, now_ms bigint
) returns table (cohort bigint, bank text, hop int, waiting_satang bigint, pending int, waiting_seconds bigint)
language sql immutable parallel safe as $$
  select cohort, bank, hop, coalesce(($1).satang, 0), (now_ms - cohort <= 3600000)::int,
    greatest(now_ms - cohort, 0) / 1000
  from freeze_opening($1, $2, $3, $4)
  where ($2).at is null and ($3).at is null and cohort is not null
$$;

create function freezes_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof freezes language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'freeze.requested'))[1],
    (array_agg(slot order by slot) filter (where type = 'freeze.confirmed'))[1],
    (array_agg(slot order by slot) filter (where type = 'freeze.refused'))[1],
    (array_agg(slot order by slot) filter (where type = 'freeze.released'))[1]
  from (
    select entity, type, freeze_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
          and recorded_at <= as_of and time >= since and (time < until or cohort_at < until)
      )
  ) as known
  group by entity
$$;
