-- A bank's word counts for its own freezes only. Each event carries the banks that its source might speak for when it
-- was recorded: what an administrator changes later does not change what was counted, and a rebuild gives the same.
-- Events from before keep null, as those of a source without a limit: what they counted for was reported already.
alter table events add column speaks_for text[];
comment on column events.speaks_for is 'the banks that its source might speak for; null: any, or it is about no bank';

alter type freeze_slot add attribute speaks_for text[];

-- The answers that do not count, of each slot the best one of each set of banks. They are kept because the request
-- that decides may come later, or name another bank in a revision.
create type freeze_aside as (confirmed freeze_slot[], refused freeze_slot[], released freeze_slot[]);
alter table freezes add column aside freeze_aside;
create index freezes_aside on freezes (id) where aside is distinct from null;

-- Requests of sources without a limit count before those of banks, whatever the revision (at most 1,000,000): only
-- requests have an amount that was asked for.
drop function freeze_slot;
create function freeze_slot(
  revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb, speaks_for text[]
) returns freeze_slot language sql immutable parallel safe
as $$
  select row(
    case when speaks_for is not null and data ? 'amountSatang' then 1000001 - revision else -revision end,
    epoch_ms(at), source, id, epoch_ms(cohort_at), data->>'bank', (data->>'hop')::int,
    coalesce(data->>'amountSatang', data->>'heldSatang')::bigint,
    case when data->>'reason' = 'cashed-out' then 0 else (data->>'movedSatang')::bigint end,
    case when data->>'reason' = 'cashed-out' then (data->>'movedSatang')::bigint
      else (data->>'cashedOutSatang')::bigint end,
    speaks_for)::freeze_slot
$$;

drop function refund_slot;
create function refund_slot(
  revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb, speaks_for text[]
) returns refund_slot language sql immutable parallel safe
as $$
  select row(case when speaks_for is not null then 1000001 - revision else -revision end,
    epoch_ms(at), source, id, data->>'bank', (data->>'amountSatang')::bigint)::refund_slot
$$;

-- Which answers count, of all that were ever the best of their slot and set of banks; the rest is set aside.
-- With a request: those of sources that may speak for its bank. Without one the freeze's bank is not known, and each
-- bank speaks for itself: those of the sources without a limit, else of the set of banks that spoke of the earliest
-- moment, so that nothing counts for a bank that its source may not speak for.
create function freeze_settled(
  requested freeze_slot, confirmed freeze_slot[], refused freeze_slot[], released freeze_slot[]
) returns freezes language sql immutable parallel safe as $$
  select row(null, $1,
    (array_agg(answer) filter (where counts and slot = 1))[1],
    (array_agg(answer) filter (where counts and slot = 2))[1],
    (array_agg(answer) filter (where counts and slot = 3))[1],
    case when not bool_and(counts) then row(
      array_agg(answer order by answer) filter (where not counts and slot = 1),
      array_agg(answer order by answer) filter (where not counts and slot = 2),
      array_agg(answer order by answer) filter (where not counts and slot = 3)
    )::freeze_aside end
  )::freezes
  from (
    select slot, answer, may and row_number() over (partition by slot, may order by answer) = 1 as counts
    from (
      select slot, answer, case
        when ($1).at is not null then (answer).speaks_for is null or ($1).bank = any ((answer).speaks_for)
        else (answer).speaks_for is not distinct from first_value((answer).speaks_for) over (
          order by (answer).speaks_for is not null, (answer).at, (answer).source, (answer).id, answer)
      end as may
      from (
        select distinct on (slot, (answer).speaks_for) slot, answer
        from (
          select 1, unnest($2) union all select 2, unnest($3) union all select 3, unnest($4)
        ) as told (slot, answer)
        where (answer).at is not null
        order by slot, (answer).speaks_for, answer
      ) as best
    ) as judged
  ) as ranked
$$;

-- What is set aside counts nowhere.
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
  select ($2).at - ($2).at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang
  from freeze_opening($1, $2, $3, $4)
  where ($2).at is not null
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
              and recorded_at <= as_of and time >= since and (time < until or cohort_at < until)
          )
      ) as known
      group by entity
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;

create or replace function refunds_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof refunds language sql stable as $$
  select entity, (array_agg(slot order by slot))[1]
  from (
    select entity, refund_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
    from events
    where type = 'refund.paid' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'refund.paid' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;
