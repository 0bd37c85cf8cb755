create type report_slot as (
  neg_revision int, at bigint, source text collate "C", id text collate "C", cohort_at bigint,
  scam_type text collate "C", province text collate "C", channel text collate "C", loss_satang bigint
);
-- `filed` is the opening event: it gives the time. `stated` is what was last said, filed or revised: it gives
-- the dimensions and the loss. A filed event stands in both.
create table reports (
  id text collate "C" primary key,
  filed report_slot,
  stated report_slot,
  linked report_slot,
  voided report_slot,
  freezing report_slot,
  complaint report_slot,
  tracing report_slot,
  refunding report_slot,
  closed report_slot
) with (fillfactor = 70);

create function report_slot(revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb)
returns report_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, epoch_ms(cohort_at),
    data->>'scamType', data->>'province', data->>'channel', (data->>'lossSatang')::bigint)::report_slot
$$;

create table report_cells (
  tier int not null,
  bucket timestamptz not null,
  scam_type text collate "C" not null,
  province text collate "C" not null,
  channel text collate "C" not null,
  filed bigint not null,
  loss_satang bigint not null,
  duplicates bigint not null,
  voided bigint not null,
  primary key (tier, bucket, scam_type, province, channel)
) with (fillfactor = 70);

-- A linked report is a duplicate, not a report; else a voided one is void; neither has a loss.
create function report_contribution(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot
) returns table (
  minute bigint, scam_type text, province text, channel text, n int, loss_satang bigint, duplicates int, voids int
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

create function reports_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof reports language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'report.filed'))[1],
    (array_agg(slot order by slot) filter (where type in ('report.filed', 'report.revised')))[1],
    (array_agg(slot order by slot) filter (where type = 'report.linked'))[1],
    (array_agg(slot order by slot) filter (where type = 'report.voided'))[1],
    (array_agg(slot order by slot) filter (where step = 'freezing'))[1],
    (array_agg(slot order by slot) filter (where step = 'complaint'))[1],
    (array_agg(slot order by slot) filter (where step = 'tracing'))[1],
    (array_agg(slot order by slot) filter (where step = 'refunding'))[1],
    (array_agg(slot order by slot) filter (where step = 'closed'))[1]
  from (
    select entity, type, data->>'step' as step,
      report_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
          and recorded_at <= as_of and time >= since and (time < until or cohort_at < until)
      )
  ) as known
  group by entity
$$;
