-- name: ping
select 1 as one

-- name: dropOldEvents
-- The same commit notes from when on the raw events are whole: what was dropped cannot be rebuilt.
with noted as (
  update retention set events_since = $1::timestamptz where events_since < $1::timestamptz
)
select drop_chunks('events', older_than => $1::timestamptz)
union all
select drop_chunks('source_history', older_than => $1::timestamptz)

-- name: compressOldEvents
-- One chunk at a time: it holds up the others that use the same session.
select compress_chunk(chunk, if_not_compressed => true)
from (
  select format('%I.%I', chunk_schema, chunk_name)::regclass as chunk
  from timescaledb_information.chunks
  where hypertable_name in ('events', 'source_history') and not is_compressed and range_end < $1::timestamptz
  order by range_end limit 1
) as oldest

-- name: logBytes
-- What a start after a kill would have to read.
select (pg_current_wal_lsn() - redo_lsn)::bigint as bytes from pg_control_checkpoint()

-- name: checkpoint
checkpoint

-- name: vacuumCalls
-- The embedded database has no autovacuum: without these, updated rows leave their dead behind and the planner
-- knows nothing of how large the tables have become.
vacuum (analyze) calls, call_cells

-- name: vacuumReports
vacuum (analyze) reports, report_cells

-- name: vacuumFreezes
vacuum (analyze) freezes, freeze_cells

-- name: vacuumOthers
vacuum (analyze) refunds, refund_cells, arrests, arrest_cells, line_samples, sources

-- Old chunks may take minutes; the limit comes back with the connection.
-- name: takeLong
select set_config('statement_timeout', '0', false)

-- Backends that ended without a word.
-- name: removeDeadBackends
delete from backends where told_at < clock_timestamp() - interval '1 minute'
