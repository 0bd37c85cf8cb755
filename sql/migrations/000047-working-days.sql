-- A shift may begin on working days or on days off alone; what public holidays are, the rota says. The days that are
-- holidays are told by whoever asks: they stand in a file (backend/holidays).
alter table rotas add column holidays_off boolean not null default false;
comment on column rotas.holidays_off is 'public holidays are days off, as Saturdays and Sundays are';

-- Days off from the first to before the second of two days, which are numbered from 1970 as all days here are: Saturdays
-- and Sundays, of which the ends count those since some Monday, and the holidays that are neither.
create function days_off(holidays int[], since int, until int) returns int language sql immutable as $$
  select 2 * ((until + 3) / 7) + greatest(0, (until + 3) % 7 - 5) - 2 * ((since + 3) / 7) - greatest(0, (since + 3) % 7 - 5)
    + (select count(*)::int from unnest(holidays) as day where day >= since and day < until and (day + 3) % 7 < 5)
$$;

drop function on_duty(int, timestamptz);
-- Who is on duty, as backend/alerts/rota.ts says it; null: nobody. Here too, for the claim of a message must ask it of what
-- is committed then. A test compares the two.
create function on_duty(of int, at timestamptz, holidays int[]) returns int language sql stable as $$
  with clock as (
    select (seconds / 86400)::int as day, (seconds % 86400 / 60)::int as minute
    from (select floor(extract(epoch from at))::bigint + 25200 as seconds) as wall
  ), begun as (
    select shift, shift->'people' as people, coalesce(shift->>'days', 'every') as days, day - back as day,
      minute + 1440 * back as minute, first_day - date '1970-01-01' as first,
      case when holidays_off then holidays else '{}' end as holidays
    from rotas cross join clock cross join jsonb_array_elements(shifts) as shift cross join (values (0), (1)) as days (back)
    where rotas.id = of
  ), turn as (
    select people,
      case when shift->>'turn' = 'weekly' then (day - first) / 7
           when days = 'every' then day - first
           when days = 'off' then days_off(holidays, first, day)
           else day - first - days_off(holidays, first, day) end as number
    from begun
    where day >= first and (days = 'every' or (days_off(holidays, day, day + 1) = 1) = (days = 'off'))
      and minute >= (shift->>'from')::int
      and minute < (shift->>'until')::int
        + case when (shift->>'until')::int <= (shift->>'from')::int then 1440 else 0 end
  )
  select coalesce(
    (select recipient from overrides join recipients on recipients.id = recipient and removed_at is null
      where rota = of and ended_at is null and from_at <= at and until_at > at order by overrides.id desc limit 1),
    (select recipients.id from turn join recipients on removed_at is null
      and recipients.id = (people->>(number % jsonb_array_length(people)))::int limit 1))
$$;
