-- What a freeze counts as in the minute in which it was requested has a function of its own: whoever looks back at every
-- freeze of a year wants a column or two of it, and PostgreSQL works out only those of a select that is no union.
create function freeze_asked(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot
) returns table (
  cohort bigint, minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int,
  confirmed_satang bigint, refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int,
  released_4h int, confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select cohort, cohort - cohort % 60000, bank, hop, 1, asked_satang,
    (confirmed_at is not null)::int, coalesce(held_satang, 0),
    (refused_at is not null)::int, coalesce((refused_at - cohort <= 3600000)::int, 0),
    coalesce(moved_satang, 0), coalesce(cashed_out_satang, 0),
    (release_delay is not null)::int, coalesce((release_delay <= 14400000)::int, 0),
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
      case when ($2).at is not null and ($4).at is not null
        then greatest(($4).at - greatest(($2).at, cohort), 0) end as release_delay,
      case when ($2).at is not null then greatest(($2).at - cohort, 0) end as delay,
      case when ($2).at is null and ($3).at is not null then greatest(($3).at - cohort, 0) end as refuse_delay
    from freeze_opening($1, $2, $3, $4)
    where cohort is not null
    offset 0
  ) as asked
$$;

create or replace function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot
) returns table (
  minute bigint, bank text, hop int, requested int, requested_satang bigint, confirmed int, confirmed_satang bigint,
  refused int, refused_60m int, moved_satang bigint, cashed_out_satang bigint, released int, released_4h int,
  confirmed_5m int, confirmed_10m int, confirmed_15m int, confirmed_30m int, confirmed_60m int,
  confirmed_120m int, freeze_seconds bigint, refuse_seconds bigint, held int, held_satang bigint,
  freeze_times numeric, refuse_times numeric
) language sql immutable parallel safe as $$
  select minute, bank, hop, requested, requested_satang, confirmed, confirmed_satang, refused, refused_60m,
    moved_satang, cashed_out_satang, released, released_4h, confirmed_5m, confirmed_10m, confirmed_15m, confirmed_30m,
    confirmed_60m, confirmed_120m, freeze_seconds, refuse_seconds, 0, 0::bigint, freeze_times, refuse_times
  from freeze_asked($1, $2, $3, $4)
  union all
  select held_at - held_at % 60000, bank, hop, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ($2).satang,
    null::numeric, null::numeric
  from (
    select bank, hop, greatest(($2).at, cohort) as held_at from freeze_opening($1, $2, $3, $4)
    where ($2).at is not null
    offset 0
  ) as kept
$$;
