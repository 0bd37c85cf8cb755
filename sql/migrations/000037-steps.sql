-- The steps of a case become columns of the cells: how many cases reached each, the complaint within the 72 hours that the
-- law gives the victim, and the seconds from step to step. So do releases within four hours of the hold.

-- When it counts: when it was filed; until that has come, when the earliest of the others says. Null: an orphan. Its body
-- is bound here, because an index is made and analysed without our search path.
create function report_cohort(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot
) returns bigint language sql immutable parallel safe
  return coalesce(($1).at, (least(
    case when ($2).cohort_at is not null then row(($2).at, ($2).source, ($2).id, ($2).cohort_at)::cohort_mark end,
    case when ($3).cohort_at is not null then row(($3).at, ($3).source, ($3).id, ($3).cohort_at)::cohort_mark end,
    case when ($4).cohort_at is not null then row(($4).at, ($4).source, ($4).id, ($4).cohort_at)::cohort_mark end,
    case when ($5).cohort_at is not null then row(($5).at, ($5).source, ($5).id, ($5).cohort_at)::cohort_mark end,
    case when ($6).cohort_at is not null then row(($6).at, ($6).source, ($6).id, ($6).cohort_at)::cohort_mark end,
    case when ($7).cohort_at is not null then row(($7).at, ($7).source, ($7).id, ($7).cohort_at)::cohort_mark end,
    case when ($8).cohort_at is not null then row(($8).at, ($8).source, ($8).id, ($8).cohort_at)::cohort_mark end,
    case when ($9).cohort_at is not null then row(($9).at, ($9).source, ($9).id, ($9).cohort_at)::cohort_mark end
  )).cohort);

alter table report_cells
  add column freezing bigint not null default 0, add column complaint bigint not null default 0,
  add column tracing bigint not null default 0, add column refunding bigint not null default 0,
  add column closed bigint not null default 0, add column complaint_72h bigint not null default 0,
  add column freezing_seconds bigint not null default 0, add column complaint_seconds bigint not null default 0,
  add column tracing_seconds bigint not null default 0, add column refunding_seconds bigint not null default 0,
  add column closed_seconds bigint not null default 0;
alter table freeze_cells add column released_4h bigint not null default 0;

-- A linked report is a duplicate, not a report; else a voided one is void; neither has a loss, nor steps. The seconds of
-- a step are from the one before it that was reached, or from the report; 0 where a later step came first.
drop function report_contribution;
create function report_contribution(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot
) returns table (
  minute bigint, scam_type text, province text, channel text, agency text,
  filed int, loss_satang bigint, duplicates int, voided int,
  freezing int, complaint int, tracing int, refunding int, closed int, complaint_72h int,
  freezing_seconds bigint, complaint_seconds bigint, tracing_seconds bigint, refunding_seconds bigint,
  closed_seconds bigint
) language sql immutable parallel safe as $$
  select cohort - cohort % 60000,
    coalesce(($2).scam_type, 'other'), coalesce(($2).province, 'TH-00'), coalesce(($2).channel, 'unknown'),
    coalesce(($2).agency, 'unknown'),
    is_case::int, case when is_case then coalesce(($2).loss_satang, 0) else 0 end,
    (($3).at is not null)::int, (($3).at is null and ($4).at is not null)::int,
    (frozen is not null)::int, (complained is not null)::int, (traced is not null)::int, (refunded is not null)::int,
    (ended is not null)::int, coalesce((complained - cohort <= 259200000)::int, 0),
    greatest(frozen - cohort, 0) / 1000,
    greatest(complained - coalesce(frozen, cohort), 0) / 1000,
    greatest(traced - coalesce(complained, frozen, cohort), 0) / 1000,
    greatest(refunded - coalesce(traced, complained, frozen, cohort), 0) / 1000,
    greatest(ended - coalesce(refunded, traced, complained, frozen, cohort), 0) / 1000
  from (
    select cohort, is_case,
      case when is_case and ($5).at is not null then greatest(($5).at, cohort) end as frozen,
      case when is_case and ($6).at is not null then greatest(($6).at, cohort) end as complained,
      case when is_case and ($7).at is not null then greatest(($7).at, cohort) end as traced,
      case when is_case and ($8).at is not null then greatest(($8).at, cohort) end as refunded,
      case when is_case and ($9).at is not null then greatest(($9).at, cohort) end as ended
    from (
      select report_cohort($1, $2, $3, $4, $5, $6, $7, $8, $9) as cohort,
        ($3).at is null and ($4).at is null as is_case
      offset 0
    ) as opening
    where cohort is not null
    offset 0
  ) as reached
$$;

-- The cases of which no complaint is known, and since when: whatever else has happened to them.
create view undecided_reports as
  select reports.*, report_cohort(filed, stated, linked, voided, freezing, complaint, tracing, refunding, closed) as since
  from reports where (complaint).at is null and (linked).at is null and (voided).at is null;
create index reports_undecided
  on reports (report_cohort(filed, stated, linked, voided, freezing, complaint, tracing, refunding, closed))
  where (complaint).at is null and (linked).at is null and (voided).at is null;

-- A case without a complaint whose 72 hours are not over: it is neither kept nor missed yet.
create function undecided_report(
  filed report_slot, stated report_slot, linked report_slot, voided report_slot, freezing report_slot,
  complaint report_slot, tracing report_slot, refunding report_slot, closed report_slot,
  now_ms bigint
) returns table (cohort bigint, scam_type text, province text, channel text, agency text, complaint_pending int)
language sql immutable parallel safe as $$
  select cohort,
    coalesce(($2).scam_type, 'other'), coalesce(($2).province, 'TH-00'), coalesce(($2).channel, 'unknown'),
    coalesce(($2).agency, 'unknown'), 1
  from (select report_cohort($1, $2, $3, $4, $5, $6, $7, $8, $9) as cohort offset 0) as opening
  where ($3).at is null and ($4).at is null and ($6).at is null and now_ms - cohort <= 259200000
$$;

-- A release counts only with a confirmation, and its four hours begin with that: no event says when a hold was found to be
-- wrong.
drop function freeze_contribution;
create function freeze_contribution(
  requested freeze_slot, confirmed freeze_slot, refused freeze_slot, released freeze_slot, aside freeze_aside
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

-- What is stored already: one pass over the entities, one over the cells that they count in.
update report_cells as cell set
  freezing = counted.freezing, complaint = counted.complaint, tracing = counted.tracing,
  refunding = counted.refunding, closed = counted.closed, complaint_72h = counted.complaint_72h,
  freezing_seconds = counted.freezing_seconds, complaint_seconds = counted.complaint_seconds,
  tracing_seconds = counted.tracing_seconds, refunding_seconds = counted.refunding_seconds,
  closed_seconds = counted.closed_seconds
from (
  select tier, bucket_of(tier, minute) as bucket, scam_type, province, channel, agency,
    sum(counts.freezing) as freezing, sum(counts.complaint) as complaint, sum(counts.tracing) as tracing,
    sum(counts.refunding) as refunding, sum(counts.closed) as closed, sum(counts.complaint_72h) as complaint_72h,
    sum(counts.freezing_seconds) as freezing_seconds, sum(counts.complaint_seconds) as complaint_seconds,
    sum(counts.tracing_seconds) as tracing_seconds, sum(counts.refunding_seconds) as refunding_seconds,
    sum(counts.closed_seconds) as closed_seconds
  from reports as known,
    report_contribution(known.filed, known.stated, known.linked, known.voided, known.freezing,
      known.complaint, known.tracing, known.refunding, known.closed) as counts,
    (values (60), (3600), (86400)) as tiers (tier)
  where counts.freezing + counts.complaint + counts.tracing + counts.refunding + counts.closed > 0
  group by tier, bucket_of(tier, minute), scam_type, province, channel, agency
) as counted
where cell.tier = counted.tier and cell.bucket = counted.bucket and cell.scam_type = counted.scam_type
  and cell.province = counted.province and cell.channel = counted.channel and cell.agency = counted.agency;

update freeze_cells as cell set released_4h = counted.released_4h
from (
  select tier, bucket_of(tier, minute) as bucket, bank, hop, sum(counts.released_4h) as released_4h
  from freezes as asked,
    freeze_contribution(asked.requested, asked.confirmed, asked.refused, asked.released, asked.aside) as counts,
    (values (60), (3600), (86400)) as tiers (tier)
  where (asked.released).at is not null and counts.released_4h > 0
  group by tier, bucket_of(tier, minute), bank, hop
) as counted
where cell.tier = counted.tier and cell.bucket = counted.bucket and cell.bank = counted.bank and cell.hop = counted.hop;
