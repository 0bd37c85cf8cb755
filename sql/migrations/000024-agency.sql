-- The agency that a report was told to becomes a dimension of its cells, as it was last stated. A report of which nothing
-- was stated is of the agency 'unknown'. So is, at first, all that was there before this migration: `npm run rebuild`
-- works it out from the raw events, day by day and beside the events that come in, and can be interrupted; the program
-- says when it starts that this is due. Figures that are not asked by agency are the same before, meanwhile and
-- afterwards.
alter type report_slot add attribute agency text collate "C";

create or replace function report_slot(
  revision int, at timestamptz, source text, id text, cohort_at timestamptz, data jsonb
) returns report_slot language sql immutable parallel safe
as $$
  select row(-revision, epoch_ms(at), source, id, epoch_ms(cohort_at),
    data->>'scamType', data->>'province', data->>'channel', (data->>'lossSatang')::bigint, data->>'agency')::report_slot
$$;

alter table report_cells add column agency text collate "C" not null default 'unknown';
alter table report_cells alter column agency drop default;
alter table report_cells drop constraint report_cells_pkey,
  add primary key (tier, bucket, scam_type, province, channel, agency);

-- A linked report is a duplicate, not a report; else a voided one is void; neither has a loss.
drop function report_contribution;
create function report_contribution(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot
) returns table (
  minute bigint, scam_type text, province text, channel text, agency text,
  filed int, loss_satang bigint, duplicates int, voided int
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000,
    coalesce(($2).scam_type, 'other'), coalesce(($2).province, 'TH-00'), coalesce(($2).channel, 'unknown'),
    coalesce(($2).agency, 'unknown'),
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

-- The reports that were stated before and have not been worked out again. It is empty afterwards.
create index reports_without_agency on reports (id) where (stated).at is not null and (stated).agency is null;
