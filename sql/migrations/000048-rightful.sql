-- Nobody pre-empts what is another's. A source that may speak for some banks or agencies only is heard about a freeze, a
-- refund or a report if it may speak for the bank or agency that the rightful word names: the best word of the sources
-- without a limit; where there is none, the word of the set of banks (agencies) that spoke of the earliest moment. What is
-- not rightful is set aside, whatever its revision, and whichever came first: the rightful word may come later. So each
-- slot knows who said it, and of each slot the best word of each set is kept.
--
-- Each kind has one function that decides this (`report_settled` and its like). Ingest, rebuild and the figures as of a
-- moment ask it when the words of an entity are not all of one set; else all count, as before.
alter type report_slot add attribute speaks_for text[];
alter type refund_slot add attribute speaks_for text[];
alter type freeze_aside add attribute requested freeze_slot[];
create type report_aside as (
  filed report_slot[], stated report_slot[], linked report_slot[], voided report_slot[], freezing report_slot[],
  complaint report_slot[], tracing report_slot[], refunding report_slot[], closed report_slot[]
);
create type refund_aside as (paid refund_slot[]);
alter table reports add column aside report_aside;
alter table refunds add column aside refund_aside;
create index reports_aside on reports (id) where aside is distinct from null;
create index refunds_aside on refunds (id) where aside is distinct from null;

drop function report_slot;
create function report_slot(
  revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb, speaks_for text[]
) returns report_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, epoch_ms(cohort_at),
    data->>'scamType', data->>'province', data->>'channel', (data->>'lossSatang')::bigint, data->>'agency',
    speaks_for)::report_slot
$$;

create or replace function refund_slot(
  revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb, speaks_for text[]
) returns refund_slot language sql immutable parallel safe
as $$
  select row(case when speaks_for is not null then 1000001 - revision else -revision end,
    epoch_ms(at), source, id, data->>'bank', (data->>'amountSatang')::bigint, speaks_for)::refund_slot
$$;

-- May a source speak for one of these? A source without a limit for any.
create function may_speak(speaks_for text[], variadic owners text[]) returns boolean
language sql immutable parallel safe as $$
  select $1 is null or coalesce($1 && $2, false)
$$;

-- Requests count of who may speak for the bank that the rightful word names; answers of who may speak for the bank of the
-- request that counts. Without a request the bank is not known, and each set of banks speaks for itself: the rightful alone.
drop function freeze_settled;
create function freeze_settled(
  requested freeze_slot[], confirmed freeze_slot[], refused freeze_slot[], released freeze_slot[]
) returns freezes language sql immutable parallel safe as $$
  with best as (
    select distinct on (slot, (word).speaks_for) slot, word
    from (
      select 1, unnest($1) union all select 2, unnest($2) union all select 3, unnest($3) union all select 4, unnest($4)
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
      array_agg(word order by word) filter (where not counts and slot = 1)
    )::freeze_aside end,
    null
  )::freezes
  from judged
$$;

-- A statement (filed or revised) counts of who may speak for the agency that the rightful statement names; so does a filing,
-- but if there is no such one, the first: a report that was passed on was filed all the same. The rest counts of who may
-- speak for the agency that it was filed with, or for the one that it is with now.
create function report_settled(
  filed report_slot[], stated report_slot[], linked report_slot[], voided report_slot[], freezing report_slot[],
  complaint report_slot[], tracing report_slot[], refunding report_slot[], closed report_slot[]
) returns reports language sql immutable parallel safe as $$
  with best as (
    select distinct on (slot, (word).speaks_for) slot, word
    from (
      select 1, unnest($1) union all select 2, unnest($2) union all select 3, unnest($3)
      union all select 4, unnest($4) union all select 5, unnest($5) union all select 6, unnest($6)
      union all select 7, unnest($7) union all select 8, unnest($8) union all select 9, unnest($9)
    ) as told (slot, word)
    where (word).at is not null
    order by slot, (word).speaks_for, word
  ), rightful as (
    select (stated.word).agency
    from (
      select (word).speaks_for from best where slot <= 2
      order by (word).speaks_for is not null, slot, (word).at, (word).source, (word).id, word limit 1
    ) as first
    join best as stated on slot = 2 and (stated.word).speaks_for is not distinct from first.speaks_for
  ), opened as (
    select coalesce(
        (array_agg(word order by word) filter (where slot = 1 and may))[1],
        (array_agg(word order by (word).at, (word).source, (word).id, word) filter (where slot = 1))[1]) as filed,
      (array_agg(word order by word) filter (where slot = 2 and may))[1] as stated
    from (
      select slot, word, may_speak((word).speaks_for, agency) as may from best, rightful where slot <= 2
    ) as statements
  ), judged as (
    select slot, word, case slot when 1 then word is not distinct from filed when 2 then word is not distinct from stated
      else may and row_number() over (partition by slot, may order by word) = 1 end as counts
    from (
      select *, may_speak((word).speaks_for, (filed).agency, (stated).agency) as may from best, opened
    ) as heard
  )
  select row(null,
    (array_agg(word) filter (where counts and slot = 1))[1],
    (array_agg(word) filter (where counts and slot = 2))[1],
    (array_agg(word) filter (where counts and slot = 3))[1],
    (array_agg(word) filter (where counts and slot = 4))[1],
    (array_agg(word) filter (where counts and slot = 5))[1],
    (array_agg(word) filter (where counts and slot = 6))[1],
    (array_agg(word) filter (where counts and slot = 7))[1],
    (array_agg(word) filter (where counts and slot = 8))[1],
    (array_agg(word) filter (where counts and slot = 9))[1],
    null,
    case when not bool_and(counts) then row(
      array_agg(word order by word) filter (where not counts and slot = 1),
      array_agg(word order by word) filter (where not counts and slot = 2),
      array_agg(word order by word) filter (where not counts and slot = 3),
      array_agg(word order by word) filter (where not counts and slot = 4),
      array_agg(word order by word) filter (where not counts and slot = 5),
      array_agg(word order by word) filter (where not counts and slot = 6),
      array_agg(word order by word) filter (where not counts and slot = 7),
      array_agg(word order by word) filter (where not counts and slot = 8),
      array_agg(word order by word) filter (where not counts and slot = 9)
    )::report_aside end
  )::reports
  from judged
$$;

create function refund_settled(paid refund_slot[]) returns refunds language sql immutable parallel safe as $$
  with best as (
    select distinct on ((word).speaks_for) word from unnest($1) as word
    where (word).at is not null
    order by (word).speaks_for, word
  ), rightful as (
    select (word).bank from best
    order by (word).speaks_for is not null, (word).at, (word).source, (word).id, word limit 1
  ), judged as (
    select word, may and row_number() over (partition by may order by word) = 1 as counts
    from (select word, may_speak((word).speaks_for, rightful.bank) as may from best, rightful) as heard
  )
  select row(null,
    (array_agg(word) filter (where counts))[1],
    null,
    case when not bool_and(counts) then row(array_agg(word order by word) filter (where not counts))::refund_aside end
  )::refunds
  from judged
$$;

-- What is set aside counts nowhere: no contribution is told of it.
drop function freeze_contribution;
create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot
) returns table (
  minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int, confirmed_satang bigint,
  refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int, released_4h int,
  confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, held int, held_satang bigint,
  freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000, bank, hop, 1, asked_satang,
    (confirmed_at is not null)::int, coalesce(held_satang, 0),
    (refused_at is not null)::int, coalesce((refused_at - cohort <= 3600000)::int, 0),
    coalesce(moved_satang, 0), coalesce(cashed_out_satang, 0),
    (release_delay is not null)::int, coalesce((release_delay <= 14400000)::int, 0),
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
      case when ($2).at is not null and ($4).at is not null
        then greatest(($4).at - greatest(($2).at, cohort), 0) end as release_delay,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as delay,
      case when ($2).at is null and ($3).at is not null then greatest(($3).at - cohort, 0) end as refuse_delay
    from freeze_opening($1, $2, $3, $4)
    where cohort is not null
    offset 0
  ) as asked
  union all
  select held_at - held_at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang,
    null::numeric, null::numeric
  from (
    select bank, hop, greatest(($2).at, cohort) as held_at from freeze_opening($1, $2, $3, $4)
    where ($2).at is not null
    offset 0
  ) as kept
$$;

create or replace function reports_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof reports language sql stable as $$
  select entity,
    case when settled is distinct from null then (settled).filed else filed[1] end,
    case when settled is distinct from null then (settled).stated else stated[1] end,
    case when settled is distinct from null then (settled).linked else linked[1] end,
    case when settled is distinct from null then (settled).voided else voided[1] end,
    case when settled is distinct from null then (settled).freezing else freezing[1] end,
    case when settled is distinct from null then (settled).complaint else complaint[1] end,
    case when settled is distinct from null then (settled).tracing else tracing[1] end,
    case when settled is distinct from null then (settled).refunding else refunding[1] end,
    case when settled is distinct from null then (settled).closed else closed[1] end,
    null::bigint[], (settled).aside
  from (
    select *, case when limited not in (0, told) or speaks_for <> last_speaks_for
      then report_settled(filed, stated, linked, voided, freezing, complaint, tracing, refunding, closed)
    end as settled
    from (
      select entity,
        array_agg(slot order by slot) filter (where type = 'report.filed') as filed,
        array_agg(slot order by slot) filter (where type in ('report.filed', 'report.revised')) as stated,
        array_agg(slot order by slot) filter (where type = 'report.linked') as linked,
        array_agg(slot order by slot) filter (where type = 'report.voided') as voided,
        array_agg(slot order by slot) filter (where step = 'freezing') as freezing,
        array_agg(slot order by slot) filter (where step = 'complaint') as complaint,
        array_agg(slot order by slot) filter (where step = 'tracing') as tracing,
        array_agg(slot order by slot) filter (where step = 'refunding') as refunding,
        array_agg(slot order by slot) filter (where step = 'closed') as closed,
        count(*) as told, count(speaks_for) as limited,
        min(speaks_for) as speaks_for, max(speaks_for) as last_speaks_for
      from (
        select entity, type, data->>'step' as step, speaks_for,
          report_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
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
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;

-- Most freezes are asked for by a source without a limit and answered by one that may speak for their bank: nothing to
-- settle. A request of a source with a limit is the last in their order.
create or replace function freezes_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof freezes language sql stable as $$
  select entity,
    case when settled is distinct from null then (settled).requested else requested[1] end,
    case when settled is distinct from null then (settled).confirmed else confirmed[1] end,
    case when settled is distinct from null then (settled).refused else refused[1] end,
    case when settled is distinct from null then (settled).released else released[1] end,
    (settled).aside, null::bigint[]
  from (
    select *, case
      when (limited not in (0, told) or speaks_for <> last_speaks_for)
        and not (limited = told - asked and speaks_for = last_speaks_for
          and (requested[asked]).at is not null and (requested[asked]).speaks_for is null
          and (requested[1]).bank = any (speaks_for))
      then freeze_settled(requested, confirmed, refused, released)
    end as settled
    from (
      select entity,
        array_agg(slot order by slot) filter (where type = 'freeze.requested') as requested,
        array_agg(slot order by slot) filter (where type = 'freeze.confirmed') as confirmed,
        array_agg(slot order by slot) filter (where type = 'freeze.refused') as refused,
        array_agg(slot order by slot) filter (where type = 'freeze.released') as released,
        count(*)::int as told, count(*) filter (where type = 'freeze.requested')::int as asked,
        count(speaks_for) as limited, min(speaks_for) as speaks_for, max(speaks_for) as last_speaks_for
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

create or replace function refunds_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof refunds language sql stable as $$
  select entity, case when settled is distinct from null then (settled).paid else paid[1] end, null::bigint[],
    (settled).aside
  from (
    select *, case when limited not in (0, told) or speaks_for <> last_speaks_for then refund_settled(paid) end as settled
    from (
      select entity, array_agg(slot order by slot) as paid, count(*) as told, count(speaks_for) as limited,
        min(speaks_for) as speaks_for, max(speaks_for) as last_speaks_for
      from (
        select entity, speaks_for, refund_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
        from events
        where type = 'refund.paid' and recorded_at <= as_of and entity in (
          select entity from events
          where type = 'refund.paid' and recorded_at <= as_of and time >= since and time < until
        )
      ) as known
      group by entity
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;


-- What is stored already: the entities about which a source with a limit has said what may not be rightful are settled anew
-- from their raw events, and their cells get the difference. Of whom raw events have been dropped, all stays as reported.
do $$
declare
  kind record;
  of_cells record;
begin
  for kind in
    select entity, entities, told, dimensions, string_agg('(anew).' || slot, ', ' order by place) as anew,
      string_agg('(was).' || slot, ', ' order by place) as before,
      string_agg(format('((was).%s).at', slot), ', ') as moments, string_agg(slot, ', ' order by place) as slots
    from (values
      ('report', 'reports', 'report.%', 'scam_type, province, channel, agency', array['filed', 'stated', 'linked', 'voided',
        'freezing', 'complaint', 'tracing', 'refunding', 'closed']),
      ('freeze', 'freezes', 'freeze.requested', 'bank, hop', array['requested', 'confirmed', 'refused', 'released']),
      ('refund', 'refunds', 'refund.%', 'bank', array['paid'])
    ) as kinds (entity, entities, told, dimensions, list), unnest(list) with ordinality as slots (slot, place)
    group by entity, entities, told, dimensions
  loop
    select string_agg(attname, ', ' order by attnum) as columns,
      string_agg(format('total(sign * %s)', attname), ', ' order by attnum) as totals,
      string_agg(format(case when atttypid = 'numeric'::regtype then '%1$s = add_times(cell.%1$s, excluded.%1$s)'
        else '%1$s = cell.%1$s + excluded.%1$s' end, attname), ', ') as merged
    into of_cells
    from pg_attribute
    where attrelid = (kind.entity || '_cells')::regclass and attnum > 0 and not attisdropped
      and attname <> all (string_to_array('tier, bucket, ' || kind.dimensions, ', '));
    execute format($statement$
      with told as materialized (
        select distinct entity from events where type like %1$L and speaks_for is not null
      ), settled as materialized (
        select was.id, was, anew
        from told
        join %2$s as was on was.id = told.entity
        join %2$s_as_of('-infinity', 'infinity', 'infinity') as anew on anew.id = told.entity
        where least(%3$s) >= (select epoch_ms(greatest(events_since, '1970-01-01')) from retention)
      ), written as (
        update %2$s as entity set (%4$s, aside) = row(%5$s, (anew).aside) from settled where settled.id = entity.id
      )
      insert into %6$s_cells as cell (tier, bucket, %7$s, %8$s)
      select tier, bucket_of(tier, minute), %7$s, %9$s
      from (
        select 1 as sign, counts.* from settled, %6$s_contribution(%5$s) as counts
        union all
        select -1, counts.* from settled, %6$s_contribution(%10$s) as counts
      ) as counted, (values (60), (3600), (86400)) as tiers (tier)
      group by tier, bucket_of(tier, minute), %7$s
      on conflict (tier, bucket, %7$s) do update set %11$s
    $statement$, kind.told, kind.entities, kind.moments, kind.slots, kind.anew, kind.entity, kind.dimensions,
      of_cells.columns, of_cells.totals, kind.before, of_cells.merged);
  end loop;
end
$$;
