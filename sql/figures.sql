-- Sums of cells. Of every kind two statements with the same columns: from the stored cells, and as of a moment,
-- from the events recorded up to it through the same contribution.
--   stored: $1 tiers, $2 since, $3 until of the pieces that make up the window; $4 one bucket for all
--   as of:  $1 seconds of a bucket (null: one for all), $2 since, $3 until, $4 the moment
-- From $5 on, for each dimension: whether to slice by it, and the values wanted (null: all).

-- name: callSums
select case when $4::boolean then null else epoch_ms(bucket) end as at,
  case when $5::boolean then queue end as queue,
  sum(offered) as offered, sum(answered) as answered, sum(abandoned) as abandoned, sum(ended) as ended,
  sum(handled) as handled, sum(answered_5s) as answered_5s, sum(answered_10s) as answered_10s,
  sum(answered_20s) as answered_20s, sum(answered_30s) as answered_30s, sum(answered_60s) as answered_60s,
  sum(answered_120s) as answered_120s, sum(abandoned_5s) as abandoned_5s, sum(abandoned_10s) as abandoned_10s,
  sum(abandoned_20s) as abandoned_20s, sum(abandoned_60s) as abandoned_60s, sum(wait_seconds) as wait_seconds,
  sum(handle_seconds) as handle_seconds
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
join call_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
where ($6::text[] is null or queue = any ($6))
group by 1, 2

-- name: callSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, minute)) end as at,
  case when $5::boolean then queue end as queue,
  sum(counted.n) as offered, sum(counted.answered) as answered, sum(counted.abandoned) as abandoned,
  sum(counted.ended) as ended, sum(counted.handled) as handled, sum(counted.answered_5s) as answered_5s,
  sum(counted.answered_10s) as answered_10s, sum(counted.answered_20s) as answered_20s,
  sum(counted.answered_30s) as answered_30s, sum(counted.answered_60s) as answered_60s,
  sum(counted.answered_120s) as answered_120s, sum(counted.abandoned_5s) as abandoned_5s,
  sum(counted.abandoned_10s) as abandoned_10s, sum(counted.abandoned_20s) as abandoned_20s,
  sum(counted.abandoned_60s) as abandoned_60s, sum(counted.wait_seconds) as wait_seconds,
  sum(counted.handle_seconds) as handle_seconds
from calls_as_of($2, $3, $4) as call,
  call_contribution(call.offered, call.answered, call.abandoned, call.ended) as counted
where minute >= epoch_ms($2) and minute < epoch_ms($3) and ($6::text[] is null or queue = any ($6))
group by 1, 2

-- name: reportSums
select case when $4::boolean then null else epoch_ms(bucket) end as at,
  case when $5::boolean then scam_type end as scam_type, case when $7::boolean then province end as province, case when $9::boolean then channel end as channel,
  sum(filed) as filed, sum(loss_satang) as loss_satang, sum(duplicates) as duplicates, sum(voided) as voided
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
join report_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
where ($6::text[] is null or scam_type = any ($6)) and ($8::text[] is null or province = any ($8)) and ($10::text[] is null or channel = any ($10))
group by 1, 2, 3, 4

-- name: reportSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, minute)) end as at,
  case when $5::boolean then scam_type end as scam_type, case when $7::boolean then province end as province, case when $9::boolean then channel end as channel,
  sum(counted.n) as filed, sum(counted.loss_satang) as loss_satang, sum(counted.duplicates) as duplicates,
  sum(counted.voids) as voided
from reports_as_of($2, $3, $4) as report,
  report_contribution(report.filed, report.stated, report.linked, report.voided, report.freezing, report.complaint, report.tracing, report.refunding, report.closed) as counted
where minute >= epoch_ms($2) and minute < epoch_ms($3) and ($6::text[] is null or scam_type = any ($6)) and ($8::text[] is null or province = any ($8)) and ($10::text[] is null or channel = any ($10))
group by 1, 2, 3, 4

-- name: freezeSums
select case when $4::boolean then null else epoch_ms(bucket) end as at,
  case when $5::boolean then bank end as bank, case when $7::boolean then hop end as hop,
  sum(requested) as requested, sum(requested_satang) as requested_satang, sum(confirmed) as confirmed,
  sum(confirmed_satang) as confirmed_satang, sum(refused) as refused, sum(refused_60m) as refused_60m,
  sum(moved_satang) as moved_satang, sum(cashed_out_satang) as cashed_out_satang, sum(released) as released,
  sum(confirmed_5m) as confirmed_5m,
  sum(confirmed_10m) as confirmed_10m, sum(confirmed_15m) as confirmed_15m, sum(confirmed_30m) as confirmed_30m,
  sum(confirmed_60m) as confirmed_60m, sum(confirmed_120m) as confirmed_120m,
  sum(freeze_seconds) as freeze_seconds, sum(refuse_seconds) as refuse_seconds, sum(held) as held,
  sum(held_satang) as held_satang
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
join freeze_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
where ($6::text[] is null or bank = any ($6)) and ($8::int[] is null or hop = any ($8))
group by 1, 2, 3

-- name: freezeSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, minute)) end as at,
  case when $5::boolean then bank end as bank, case when $7::boolean then hop end as hop,
  sum(counted.n) as requested, sum(counted.requested_satang) as requested_satang,
  sum(counted.confirms) as confirmed, sum(counted.confirmed_satang) as confirmed_satang,
  sum(counted.refusals) as refused, sum(counted.refused_60m) as refused_60m,
  sum(counted.moved_satang) as moved_satang, sum(counted.cashed_out_satang) as cashed_out_satang,
  sum(counted.releases) as released,
  sum(counted.confirmed_5m) as confirmed_5m, sum(counted.confirmed_10m) as confirmed_10m,
  sum(counted.confirmed_15m) as confirmed_15m, sum(counted.confirmed_30m) as confirmed_30m,
  sum(counted.confirmed_60m) as confirmed_60m, sum(counted.confirmed_120m) as confirmed_120m,
  sum(counted.freeze_seconds) as freeze_seconds, sum(counted.refuse_seconds) as refuse_seconds,
  sum(counted.held) as held,
  sum(counted.held_satang) as held_satang
from freezes_as_of($2, $3, $4) as asked,
  freeze_contribution(asked.requested, asked.confirmed, asked.refused, asked.released) as counted
where minute >= epoch_ms($2) and minute < epoch_ms($3) and ($6::text[] is null or bank = any ($6)) and ($8::int[] is null or hop = any ($8))
group by 1, 2, 3

-- name: refundSums
select case when $4::boolean then null else epoch_ms(bucket) end as at,
  case when $5::boolean then bank end as bank,
  sum(paid) as paid, sum(paid_satang) as paid_satang
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
join refund_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
where ($6::text[] is null or bank = any ($6))
group by 1, 2

-- name: refundSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, minute)) end as at,
  case when $5::boolean then bank end as bank,
  sum(counted.n) as paid, sum(counted.paid_satang) as paid_satang
from refunds_as_of($2, $3, $4) as refund,
  refund_contribution(refund.paid) as counted
where minute >= epoch_ms($2) and minute < epoch_ms($3) and ($6::text[] is null or bank = any ($6))
group by 1, 2

-- name: arrestSums
select case when $4::boolean then null else epoch_ms(bucket) end as at,
  case when $5::boolean then province end as province,
  sum(made) as made, sum(people) as people
from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as piece (tier, since, until)
join arrest_cells as cell on cell.tier = piece.tier and bucket >= since and bucket < until
where ($6::text[] is null or province = any ($6))
group by 1, 2

-- name: arrestSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, minute)) end as at,
  case when $5::boolean then province end as province,
  sum(counted.n) as made, sum(counted.people) as people
from arrests_as_of($2, $3, $4) as arrest,
  arrest_contribution(arrest.made) as counted
where minute >= epoch_ms($2) and minute < epoch_ms($3) and ($6::text[] is null or province = any ($6))
group by 1, 2

-- What stands open: requests of the window that no bank has answered. `pending`: their hour is not over.
-- $1 seconds of a bucket (null: one for all), $2 since, $3 until, $4 now in epoch ms (as of: the moment)
-- name: freezeStanding
select case when $1::int is null then null else epoch_ms(bucket_of($1, cohort)) end as at,
  case when $5::boolean then bank end as bank, case when $7::boolean then hop end as hop,
  count(*) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
  sum(waiting_seconds) as waiting_seconds
from (select * from freezes where (confirmed).at is null and (refused).at is null) as asked,
  freeze_standing(asked.requested, asked.confirmed, asked.refused, asked.released, $4::bigint)
where cohort >= epoch_ms($2) and cohort < epoch_ms($3)
  and ($6::text[] is null or bank = any ($6)) and ($8::int[] is null or hop = any ($8))
group by 1, 2, 3

-- name: freezeStandingAsOf
select case when $1::int is null then null else epoch_ms(bucket_of($1, cohort)) end as at,
  case when $5::boolean then bank end as bank, case when $7::boolean then hop end as hop,
  count(*) as open, sum(waiting_satang) as waiting_satang, sum(pending) as pending,
  sum(waiting_seconds) as waiting_seconds
from freezes_as_of($2, $3, to_timestamp($4::bigint / 1000.0)) as asked,
  freeze_standing(asked.requested, asked.confirmed, asked.refused, asked.released, $4::bigint)
where cohort >= epoch_ms($2) and cohort < epoch_ms($3)
  and ($6::text[] is null or bank = any ($6)) and ($8::int[] is null or hop = any ($8))
group by 1, 2, 3

-- The last sample of each sender in each bucket, added up over the senders.
-- name: lineSums
select case when $1::int is null then null else epoch_ms(bucket) end as at,
  sum(lines) as lines, sum(busy) as busy, sum(waiting) as waiting,
  max(longest_wait_seconds) as longest_wait_seconds, sum(agents_ready) as agents_ready,
  sum(agents_busy) as agents_busy, epoch_ms(min(at)) as sampled
from (
  select distinct on (bucket, sender) *
  from (
    select *, case when $1::int is null then $2::timestamptz else bucket_of($1, epoch_ms(minute)) end as bucket
    from line_samples where minute >= $2 and minute < $3
  ) as sample
  order by bucket, sender, minute desc
) as latest
group by 1

-- name: lineSumsAsOf
select case when $1::int is null then null else epoch_ms(bucket) end as at,
  sum((data->>'lines')::int) as lines, sum((data->>'busy')::int) as busy,
  sum((data->>'waiting')::int) as waiting, max((data->>'longestWaitSeconds')::int) as longest_wait_seconds,
  sum((data->>'agentsReady')::int) as agents_ready, sum((data->>'agentsBusy')::int) as agents_busy,
  epoch_ms(min(time)) as sampled
from (
  select distinct on (bucket, sender) *
  from (
    select *, case when $1::int is null then $2::timestamptz else bucket_of($1, epoch_ms(time)) end as bucket
    from events
    where type = 'lines.sampled' and time >= $2 and time < $3 and recorded_at <= $4
  ) as sample
  order by bucket, sender, time desc, revision desc, source, id
) as latest
group by 1

-- name: listCoverage
select types, banks, simulated,
  epoch_ms(heard_to(heard_at, through_at, beat_seconds)) as heard, epoch_ms(through_at) as through,
  epoch_ms(since_at) as since
from sources where revoked_at is null order by id

-- The same as it was known at the end of the last whole minute before a moment.
-- name: listCoverageAsOf
select types, banks, simulated,
  epoch_ms(heard_to(known.heard_at, known.through_at, source.beat_seconds)) as heard,
  epoch_ms(known.through_at) as through, epoch_ms(known.since_at) as since
from sources as source left join lateral (
  select * from source_history as past where past.source = source.id and past.known_at <= $1 order by known_at desc limit 1
) as known on true
where created_at <= $1 and (revoked_at is null or revoked_at > $1)
order by source.id

-- The freezes that no bank has answered, nearest to their hour: those that still have time first.
-- Of those that are past it, the newest first.
-- $1 now in epoch ms, $2 how many of each at the most
-- name: openFreezes
select * from (
  select count(*) over () as open, count(*) filter (where pending = 0) over () as overdue,
    sum(waiting_satang) over () as satang, id, bank, hop, waiting_satang, cohort, pending,
    row_number() over (partition by pending order by case when pending = 1 then cohort else -cohort end, id) as place
  from (select * from freezes where (confirmed).at is null and (refused).at is null) as asked,
    freeze_standing(asked.requested, asked.confirmed, asked.refused, asked.released, $1::bigint)
) as placed
where place <= $2
order by pending desc, place

-- Of each bank the freezes that have this much time left or less, or are past their hour; most baht first.
-- $1 now in epoch ms, $2 ms left
-- name: willMiss
select bank, count(*) as count, sum(waiting_satang) as satang
from (select * from freezes where (confirmed).at is null and (refused).at is null) as asked,
  freeze_standing(asked.requested, asked.confirmed, asked.refused, asked.released, $1::bigint)
where $1::bigint - cohort >= 3600000 - $2::bigint
group by bank
order by satang desc, bank

-- Waits for the writers that are under way and holds off the next: all that is read then is from one moment.
-- name: shareKinds
select pg_advisory_xact_lock_shared(1441, kind) from generate_series(0, 5) as kind
