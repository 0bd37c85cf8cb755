-- name: ping
select 1 as one

-- name: dropOldEvents
-- The same commit records from when on the raw events are complete: what was dropped cannot be rebuilt.
with noted as (
  update retention set events_since = $1::timestamptz where events_since < $1::timestamptz
)
select drop_chunks('events', older_than => $1::timestamptz)
union all
select drop_chunks('source_history', older_than => $1::timestamptz)

-- name: dropForgottenFreezes
-- Never answered, and their events have been dropped: no answer that says when they were requested is accepted any more. While
-- there are events of that time a look back still counts them as open. A thousand at a time, because ingest waits meanwhile.
-- What was counted stays. One that was released or overturned may have a younger event, which a rebuild would count anew.
with dropped as (
  select epoch_ms(greatest('1970-01-01', least(events_since, (
    select min(range_start) from timescaledb_information.chunks where hypertable_name = 'events')))) as before
  from retention
)
delete from freezes where id in (
  select id from freezes
  where (confirmed).at is null and (refused).at is null and (released).at is null and (overturned).at is null
    and freeze_cohort(requested, confirmed, refused, released, overturned) < (select before from dropped)
  order by freeze_cohort(requested, confirmed, refused, released, overturned) limit 1000
)

-- name: dropOldQuarantine
-- Not rejected again since $1, and the counts of hours before it.
with counts as (delete from rejections where hour < $1::timestamptz)
delete from quarantine where last_at < $1::timestamptz

-- name: dropOldKeys
delete from keys where coalesce(revoked_at, ends_at) < $1::timestamptz

-- name: compressOldEvents
-- One chunk at a time, because it blocks the other users of the same session.
select compress_chunk(chunk, if_not_compressed => true)
from (
  select format('%I.%I', chunk_schema, chunk_name)::regclass as chunk
  from timescaledb_information.chunks
  where hypertable_name in ('events', 'source_history') and not is_compressed and range_end < $1::timestamptz
  order by range_end limit 1
) as oldest

-- name: logBytes
-- The write-ahead log to replay after a crash.
select (pg_current_wal_lsn() - redo_lsn)::bigint as bytes from pg_control_checkpoint()

-- name: checkpoint
checkpoint

-- name: vacuumCalls
-- The embedded database has no autovacuum: without these, dead rows pile up and the planner does not know the size
-- of the tables.
vacuum (analyze) calls, call_cells

-- name: vacuumReports
vacuum (analyze) reports, report_cells

-- name: vacuumFreezes
vacuum (analyze) freezes, freeze_cells

-- name: vacuumOthers
vacuum (analyze) refunds, refund_cells, arrests, arrest_cells, line_samples, changed_hours, sources, keys, quarantine,
  rejections

-- name: summariseEvents
-- The embedded database has no autovacuum: until this runs, a look back reads the newest events whole.
select brin_summarize_new_values(indexrelid)
from pg_index join pg_class on oid = indrelid
where indexrelid::regclass::text like '%\_chunk\_events\_time'

-- Dropping or compressing old chunks may take minutes; the limit is restored with the next connection.
-- name: takeLong
select set_config('statement_timeout', '0', false)

-- Backends that ended without deregistering.
-- name: removeDeadBackends
delete from backends where told_at < clock_timestamp() - interval '1 minute'
