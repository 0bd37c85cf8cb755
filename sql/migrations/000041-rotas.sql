-- Who is on duty when: people who take turns in shifts by Bangkok's clock, and those who stand in for them.
create table rotas (
  id int generated always as identity primary key,
  name text not null,
  first_day date not null,
  shifts jsonb not null,
  hears jsonb not null,
  removed_at timestamptz
);
comment on column rotas.first_day is 'in Bangkok: when the first of each shift begins';
comment on column rotas.shifts is 'backend/wire/rota.schema.ts, SHIFT';
create unique index on rotas (name) where removed_at is null;

create table overrides (
  id int generated always as identity primary key,
  rota int not null references rotas,
  recipient int not null references recipients,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  reason text,
  made_by text not null,
  ended_at timestamptz
);
create index on overrides (rota, until_at) where ended_at is null;

alter table messages add column rota int references rotas;
comment on column messages.rota is 'it goes to whoever is on duty in this rota when it is sent; null: to its recipient';

-- Who is on duty, as backend/alerts/rota.ts says it; null: nobody. Here too, for the claim of a message must ask it of what
-- is committed then. A test compares the two.
create function on_duty(of int, at timestamptz) returns int language sql stable as $$
  with clock as (
    select (seconds / 86400)::int as day, (seconds % 86400 / 60)::int as minute
    from (select floor(extract(epoch from at))::bigint + 25200 as seconds) as wall
  ), turn as (
    select shift->'people' as people,
      (day - back - (first_day - date '1970-01-01')) / case shift->>'turn' when 'weekly' then 7 else 1 end as number
    from rotas cross join clock cross join jsonb_array_elements(shifts) as shift cross join (values (0), (1)) as days (back)
    where rotas.id = of and day - back >= first_day - date '1970-01-01'
      and minute + 1440 * back >= (shift->>'from')::int
      and minute + 1440 * back < (shift->>'until')::int
        + case when (shift->>'until')::int <= (shift->>'from')::int then 1440 else 0 end
  )
  select coalesce(
    (select recipient from overrides join recipients on recipients.id = recipient and removed_at is null
      where rota = of and ended_at is null and from_at <= at and until_at > at order by overrides.id desc limit 1),
    (select recipients.id from turn join recipients on removed_at is null
      and recipients.id = (people->>(number % jsonb_array_length(people)))::int limit 1))
$$;
