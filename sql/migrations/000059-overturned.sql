-- A hold may be found to be wrong (`freeze.overturned`): then its bank has four hours to release it (BOT and TBA, September
-- 2025). One that was overturned and is not released is neither kept nor missed until they are over, and missed from then
-- on; a release of a hold that nobody found to be wrong is on neither side.
create or replace function event_types() returns text[] language sql immutable parallel safe as $$
  select '{call.offered,call.answered,call.abandoned,call.ended,lines.sampled,
    report.filed,report.revised,report.linked,report.voided,report.advanced,
    freeze.requested,freeze.confirmed,freeze.refused,freeze.released,refund.paid,arrest.made,freeze.overturned}'::text[]
$$;

alter table freezes add column overturned freeze_slot;
alter type freeze_aside add attribute overturned freeze_slot[];
alter table freeze_cells add column overturned bigint not null default 0;

drop view unanswered_freezes;
drop index freezes_open;
drop function freeze_settled;
drop function freeze_contribution;
drop function freeze_asked;
drop function unanswered_freeze;
drop function freeze_opening;

-- When it counts: when it was requested; until that has come, when the earliest of the others says. Null: an orphan. Its
-- body is bound here, because an index is made and analysed without our search path.
create function freeze_cohort(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot
) returns bigint language sql immutable parallel safe
  return coalesce(($1).at, (least(
    case when ($2).cohort_at is not null then row(($2).at, ($2).source, ($2).id, ($2).cohort_at)::cohort_mark end,
    case when ($3).cohort_at is not null then row(($3).at, ($3).source, ($3).id, ($3).cohort_at)::cohort_mark end,
    case when ($4).cohort_at is not null then row(($4).at, ($4).source, ($4).id, ($4).cohort_at)::cohort_mark end,
    case when ($5).cohort_at is not null then row(($5).at, ($5).source, ($5).id, ($5).cohort_at)::cohort_mark end
  )).cohort);

-- Its time, bank, hop: of the request; until that has come, of the earliest other event.
create function freeze_opening(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot
) returns table (cohort bigint, bank text, hop int) language sql immutable parallel safe as $$
  select freeze_cohort($1, $2, $3, $4, $5), coalesce(($1).bank, (place).bank), coalesce(($1).hop, (place).hop)
  from (
    select case when ($1).at is null then least(
      case when ($2).at is not null then row(($2).at, ($2).source, ($2).id, ($2).bank, ($2).hop)::place_mark end,
      case when ($3).at is not null then row(($3).at, ($3).source, ($3).id, ($3).bank, ($3).hop)::place_mark end,
      case when ($4).at is not null then row(($4).at, ($4).source, ($4).id, ($4).bank, ($4).hop)::place_mark end,
      case when ($5).at is not null then row(($5).at, ($5).source, ($5).id, ($5).bank, ($5).hop)::place_mark end
    ) end as place
    offset 0
  ) as earliest
$$;

-- Since when its bank has known that it is wrong; null of an orphan. What was overturned before it was held was so then.
create function freeze_overturned_at(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot
) returns bigint language sql immutable parallel safe
  return case when freeze_cohort($1, $2, $3, $4, $5) is not null
    then greatest(($5).at, ($2).at, freeze_cohort($1, $2, $3, $4, $5)) end;

-- The freeze requests that no bank has answered, and since when each counts as one.
create view unanswered_freezes as
  select freezes.*, freeze_cohort(requested, confirmed, refused, released, overturned) as since
  from freezes where (confirmed).at is null and (refused).at is null;
create index freezes_open on freezes (freeze_cohort(requested, confirmed, refused, released, overturned))
  where (confirmed).at is null and (refused).at is null;

-- The holds that were found to be wrong and are not released, and since when each is.
create view overturned_freezes as
  select freezes.*, freeze_overturned_at(requested, confirmed, refused, released, overturned) as since
  from freezes where (overturned).at is not null and (confirmed).at is not null and (released).at is null;
create index freezes_overturned on freezes (freeze_overturned_at(requested, confirmed, refused, released, overturned))
  where (overturned).at is not null and (confirmed).at is not null and (released).at is null;

-- `pending`: its hour is not over yet; `waiting_seconds`: since it was asked.
create function unanswered_freeze(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot, now_ms bigint
) returns table (cohort bigint, bank text, hop int, waiting_satang bigint, pending int, waiting_seconds bigint)
language sql immutable parallel safe as $$
  select cohort, bank, hop, coalesce(($1).satang, 0), (now_ms - cohort <= 3600000)::int,
    greatest(now_ms - cohort, 0) / 1000
  from freeze_opening($1, $2, $3, $4, $5)
  where ($2).at is null and ($3).at is null and cohort is not null
$$;

-- One that was overturned, whose four hours are not over.
create function overturned_freeze(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot, now_ms bigint
) returns table (cohort bigint, bank text, hop int, release_pending int)
language sql immutable parallel safe as $$
  select cohort, bank, hop, 1
  from freeze_opening($1, $2, $3, $4, $5)
  where ($2).at is not null and ($5).at is not null and ($4).at is null and cohort is not null
    and now_ms - greatest(($5).at, ($2).at, cohort) <= 14400000
$$;

-- As before, with one slot more.
create function freeze_settled(
  requested freeze_slot[], confirmed freeze_slot[], refused freeze_slot[], released freeze_slot[],
  overturned freeze_slot[]
) returns freezes language sql immutable parallel safe as $$
  with best as (
    select distinct on (slot, (word).speaks_for) slot, word
    from (
      select 1, unnest($1) union all select 2, unnest($2) union all select 3, unnest($3) union all select 4, unnest($4)
      union all select 5, unnest($5)
    ) as told (slot, word)
    where (word).at is not null
    order by slot, (word).speaks_for, word
  ), rightful as (
    select (word).speaks_for, (word).bank from best
    order by (word).speaks_for is not null, slot > 1, (word).at, (word).source, (word).id, word limit 1
  ), asked as (
    select (array_agg(word order by word))[1] as request from best, rightful
    where slot = 1 and may_speak((word).speaks_for, rightful.bank)
  ), judged as (
    select slot, word, may and row_number() over (partition by slot, may order by word) = 1 as counts
    from (
      select slot, word, case
        when slot = 1 then may_speak((word).speaks_for, rightful.bank)
        when (request).at is not null then may_speak((word).speaks_for, (request).bank)
        else (word).speaks_for is not distinct from rightful.speaks_for
      end as may
      from best, rightful, asked
    ) as heard
  )
  select row(null,
    (array_agg(word) filter (where counts and slot = 1))[1],
    (array_agg(word) filter (where counts and slot = 2))[1],
    (array_agg(word) filter (where counts and slot = 3))[1],
    (array_agg(word) filter (where counts and slot = 4))[1],
    case when not bool_and(counts) then row(
      array_agg(word order by word) filter (where not counts and slot = 2),
      array_agg(word order by word) filter (where not counts and slot = 3),
      array_agg(word order by word) filter (where not counts and slot = 4),
      array_agg(word order by word) filter (where not counts and slot = 1),
      array_agg(word order by word) filter (where not counts and slot = 5)
    )::freeze_aside end,
    null,
    (array_agg(word) filter (where counts and slot = 5))[1]
  )::freezes
  from judged
$$;

create or replace function freezes_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof freezes language sql stable as $$
  select entity,
    case when settled is distinct from null then (settled).requested else requested[1] end,
    case when settled is distinct from null then (settled).confirmed else confirmed[1] end,
    case when settled is distinct from null then (settled).refused else refused[1] end,
    case when settled is distinct from null then (settled).released else released[1] end,
    (settled).aside, null::bigint[],
    case when settled is distinct from null then (settled).overturned else overturned[1] end
  from (
    select *, case
      when (limited not in (0, told) or speaks_for <> last_speaks_for)
        and not (limited = told - asked and speaks_for = last_speaks_for
          and (requested[asked]).at is not null and (requested[asked]).speaks_for is null
          and (requested[1]).bank = any (speaks_for))
      then freeze_settled(requested, confirmed, refused, released, overturned)
    end as settled
    from (
      select entity,
        array_agg(slot order by slot) filter (where type = 'freeze.requested') as requested,
        array_agg(slot order by slot) filter (where type = 'freeze.confirmed') as confirmed,
        array_agg(slot order by slot) filter (where type = 'freeze.refused') as refused,
        array_agg(slot order by slot) filter (where type = 'freeze.released') as released,
        array_agg(slot order by slot) filter (where type = 'freeze.overturned') as overturned,
        count(*)::int as told, count(*) filter (where type = 'freeze.requested')::int as asked,
        count(speaks_for) as limited, min(speaks_for) as speaks_for, max(speaks_for) as last_speaks_for
      from (
        select entity, type, speaks_for,
          freeze_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
        from events
        where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released', 'freeze.overturned')
          and recorded_at <= as_of
          and entity in (
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released', 'freeze.overturned')
              and recorded_at <= as_of and time >= since and time < until
            union all
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released', 'freeze.overturned')
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

-- A release, and an overturning, count only with a confirmation.
create function freeze_asked(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot
) returns table (
  cohort bigint, minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int,
  confirmed_satang bigint, refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int,
  overturned int, released_4h int, confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select cohort, cohort - cohort % 60000, bank, hop, 1, asked_satang,
    (confirmed_at is not null)::int, coalesce(held_satang, 0),
    (refused_at is not null)::int, coalesce((refused_at - cohort <= 3600000)::int, 0),
    coalesce(moved_satang, 0), coalesce(cashed_out_satang, 0),
    (released_at is not null)::int, (overturned_at is not null)::int,
    coalesce((released_at - overturned_at <= 14400000)::int, 0),
    coalesce((delay <= 300000)::int, 0), coalesce((delay <= 600000)::int, 0), coalesce((delay <= 900000)::int, 0),
    coalesce((delay <= 1800000)::int, 0), coalesce((delay <= 3600000)::int, 0),
    coalesce((delay <= 7200000)::int, 0),
    coalesce(delay / 1000, 0), coalesce(refuse_delay / 1000, 0), time_bin(delay), time_bin(refuse_delay)
  from (
    select cohort, bank, hop, coalesce(($1).satang, 0) as asked_satang,
      ($2).at as confirmed_at, ($2).satang as held_satang,
      case when ($2).at is null then ($3).at end as refused_at,
      case when ($2).at is null then ($3).moved_satang else ($2).moved_satang end as moved_satang,
      case when ($2).at is null then ($3).cashed_out_satang else ($2).cashed_out_satang end as cashed_out_satang,
      case when ($2).at is not null then ($4).at end as released_at,
      case when ($2).at is not null and ($5).at is not null then greatest(($5).at, ($2).at, cohort) end as overturned_at,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as delay,
      case when ($2).at is null and ($3).at is not null then greatest(($3).at - cohort, 0) end as refuse_delay
    from freeze_opening($1, $2, $3, $4, $5)
    where cohort is not null
    offset 0
  ) as asked
$$;

create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot,
  overturned freeze_slot
) returns table (
  minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int, confirmed_satang bigint,
  refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int, overturned int,
  released_4h int,
  confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, held int, held_satang bigint,
  freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select minute, bank, hop, requested, requested_satang, confirmed, confirmed_satang, refused, refused_60m,
    moved_satang, cashed_out_satang, released, overturned, released_4h, confirmed_5m, confirmed_10m, confirmed_15m, confirmed_30m,
    confirmed_60m, confirmed_120m, freeze_seconds, refuse_seconds, 0, 0::bigint, freeze_times, refuse_times
  from freeze_asked($1, $2, $3, $4, $5)
  union all
  select held_at - held_at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang,
    null::numeric, null::numeric
  from (
    select bank, hop, greatest(($2).at, cohort) as held_at from freeze_opening($1, $2, $3, $4, $5)
    where ($2).at is not null
    offset 0
  ) as kept
$$;

-- Until now the four hours were counted from the hold: of no hold that is stored is it known that it was wrong.
update freeze_cells set released_4h = 0 where released_4h <> 0;
