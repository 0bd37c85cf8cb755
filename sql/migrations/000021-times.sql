-- Times in bins: how many calls or freezes of a cell took how long. A distribution is one number, the sum of
-- count × 10^(8 × bin), so that it is added, subtracted, rebuilt and asked as of a moment like every other column, and
-- digits without a count at either end take no space. It is right for up to 99,999,999 times in a bin: of a centre with
-- 10,000 calls a day more than 27 years. No times: null.

-- Bin n holds the milliseconds from the n-th bound up to the next; bin 0 those under a second, the last one those over
-- 7 days, the longest that an account is suspended. A bin is a sixtieth of its lower bound wide, so what is said of it
-- (backend/figures/times.ts) differs by less than 1 % from all that lie in it. The coarsest width by which every whole
-- minute up to an hour, and every whole second up to a minute, is still said rightly when rounded.
do $$
declare
  bounds bigint[] := '{}';
  bound bigint := 1000;
begin
  while bound <= 604800000 loop
    bounds := bounds || bound;
    bound := bound + bound / 60;
  end loop;
  execute format(
    'create function time_bounds() returns bigint[] language sql immutable parallel safe return %L::bigint[]',
    bounds || 604800001::bigint);
end $$;

-- One time as a distribution; null of null. Written in digits, because a power costs several times as much.
create function time_bin(ms bigint) returns numeric language sql immutable parallel safe
as $$ select ('1e' || (8 * width_bucket(ms, time_bounds()))::text)::numeric $$;

-- Both together; null, never 0, when no times are left.
create function add_times(was numeric, more numeric) returns numeric language sql immutable parallel safe
as $$ select case when more is null then was else nullif(coalesce(was, 0) + more, 0) end $$;

create aggregate total(int) (sfunc = int84pl, stype = bigint, initcond = '0');
create aggregate total(numeric) (sfunc = numeric_add, stype = numeric);

alter table call_cells add column wait_times numeric, add column abandon_times numeric;
alter table freeze_cells add column freeze_times numeric, add column refuse_times numeric;

drop function call_contribution;
create function call_contribution(offered call_slot, answered call_slot, abandoned call_slot, ended call_slot)
returns table (
  minute bigint, queue text, offered int, answered int, abandoned int, ended int, handled int,
  answered_5s int, answered_10s int, answered_20s int, answered_30s int, answered_60s int, answered_120s int,
  abandoned_5s int, abandoned_10s int, abandoned_20s int, abandoned_60s int,
  wait_seconds bigint, handle_seconds bigint, wait_times numeric, abandon_times numeric
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000, queue, 1, (waited is not null)::int, (gave_up is not null)::int, ended::int,
    (handled is not null)::int,
    coalesce((waited <= 5000)::int, 0), coalesce((waited <= 10000)::int, 0), coalesce((waited <= 20000)::int, 0),
    coalesce((waited <= 30000)::int, 0), coalesce((waited <= 60000)::int, 0), coalesce((waited <= 120000)::int, 0),
    coalesce((gave_up <= 5000)::int, 0), coalesce((gave_up <= 10000)::int, 0),
    coalesce((gave_up <= 20000)::int, 0), coalesce((gave_up <= 60000)::int, 0),
    coalesce(waited / 1000, 0), coalesce(handled / 1000, 0), time_bin(waited), time_bin(gave_up)
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
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, held int, held_satang bigint,
  freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000, bank, hop, 1, asked_satang,
    (confirmed_at is not null)::int, coalesce(held_satang, 0),
    (refused_at is not null)::int, coalesce((refused_at - cohort <= 3600000)::int, 0),
    coalesce(moved_satang, 0), coalesce(cashed_out_satang, 0), released::int,
    coalesce((delay <= 300000)::int, 0), coalesce((delay <= 600000)::int, 0), coalesce((delay <= 900000)::int, 0),
    coalesce((delay <= 1800000)::int, 0), coalesce((delay <= 3600000)::int, 0),
    coalesce((delay <= 7200000)::int, 0),
    coalesce(delay / 1000, 0), coalesce(refuse_delay / 1000, 0), 0, 0::bigint,
    time_bin(delay), time_bin(refuse_delay)
  from (
    select cohort, bank, hop, coalesce(($1).satang, 0) as asked_satang,
      ($2).at as confirmed_at, ($2).satang as held_satang,
      case when ($2).at is null then ($3).at end as refused_at,
      case when ($2).at is null then ($3).moved_satang else ($2).moved_satang end as moved_satang,
      case when ($2).at is null then ($3).cashed_out_satang else ($2).cashed_out_satang end as cashed_out_satang,
      ($2).at is not null and ($4).at is not null as released,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as delay,
      case when ($2).at is null and ($3).at is not null then greatest(($3).at - cohort, 0) end as refuse_delay
    from freeze_opening($1, $2, $3, $4)
    where cohort is not null
    offset 0
  ) as asked
  union all
  select held_at - held_at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang,
    null::numeric, null::numeric
  from (
    select bank, hop, greatest(($2).at, cohort) as held_at from freeze_opening($1, $2, $3, $4)
    where ($2).at is not null
    offset 0
  ) as kept
$$;

-- What is stored already: one pass over the entities, one over the cells that they count in.
update call_cells as cell set wait_times = counted.wait_times, abandon_times = counted.abandon_times
from (
  select tier, bucket_of(tier, minute) as bucket, queue,
    sum(counts.wait_times) as wait_times, sum(counts.abandon_times) as abandon_times
  from calls as call, call_contribution(call.offered, call.answered, call.abandoned, call.ended) as counts,
    (values (60), (3600), (86400)) as tiers (tier)
  where counts.wait_times is not null or counts.abandon_times is not null
  group by tier, bucket_of(tier, minute), queue
) as counted
where cell.tier = counted.tier and cell.bucket = counted.bucket and cell.queue = counted.queue;

update freeze_cells as cell set freeze_times = counted.freeze_times, refuse_times = counted.refuse_times
from (
  select tier, bucket_of(tier, minute) as bucket, bank, hop,
    sum(counts.freeze_times) as freeze_times, sum(counts.refuse_times) as refuse_times
  from freezes as asked,
    freeze_contribution(asked.requested, asked.confirmed, asked.refused, asked.released, asked.aside) as counts,
    (values (60), (3600), (86400)) as tiers (tier)
  where counts.freeze_times is not null or counts.refuse_times is not null
  group by tier, bucket_of(tier, minute), bank, hop
) as counted
where cell.tier = counted.tier and cell.bucket = counted.bucket and cell.bank = counted.bank and cell.hop = counted.hop;
