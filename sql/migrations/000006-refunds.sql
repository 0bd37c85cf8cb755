create type refund_slot as (
  neg_revision int, at bigint, source text collate "C", id text collate "C", bank text collate "C", satang bigint
);
create table refunds (id text collate "C" primary key, paid refund_slot) with (fillfactor = 70);

create function refund_slot(revision int, at timestamptz, source text, id text, data jsonb)
returns refund_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, data->>'bank', (data->>'amountSatang')::bigint)::refund_slot
$$;

create table refund_cells (
  tier int not null,
  bucket timestamptz not null,
  bank text collate "C" not null,
  paid bigint not null,
  paid_satang bigint not null,
  primary key (tier, bucket, bank)
) with (fillfactor = 70);

create function refund_contribution(paid refund_slot)
returns table (minute bigint, bank text, n int, paid_satang bigint) language sql immutable parallel safe as $$
  select ($1).at - ($1).at % 60000, ($1).bank, 1, ($1).satang where ($1).at is not null
$$;

create function refunds_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof refunds language sql stable as $$
  select entity, (array_agg(slot order by slot))[1]
  from (
    select entity, refund_slot(revision, time, source, id, data) as slot
    from events
    where type = 'refund.paid' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'refund.paid' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;

create type arrest_slot as (
  neg_revision int, at bigint, source text collate "C", id text collate "C", province text collate "C", people int
);
create table arrests (id text collate "C" primary key, made arrest_slot) with (fillfactor = 70);

create function arrest_slot(revision int, at timestamptz, source text, id text, data jsonb)
returns arrest_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, coalesce(data->>'province', 'TH-00'),
    (data->>'people')::int)::arrest_slot
$$;

create table arrest_cells (
  tier int not null,
  bucket timestamptz not null,
  province text collate "C" not null,
  made bigint not null,
  people bigint not null,
  primary key (tier, bucket, province)
) with (fillfactor = 70);

create function arrest_contribution(made arrest_slot)
returns table (minute bigint, province text, n int, people int) language sql immutable parallel safe as $$
  select ($1).at - ($1).at % 60000, ($1).province, 1, ($1).people where ($1).at is not null
$$;

create function arrests_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof arrests language sql stable as $$
  select entity, (array_agg(slot order by slot))[1]
  from (
    select entity, arrest_slot(revision, time, source, id, data) as slot
    from events
    where type = 'arrest.made' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'arrest.made' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;
