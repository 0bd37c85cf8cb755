-- name: ping
select 1 as one

-- name: dropOldEvents
select drop_chunks('events', older_than => $1::timestamptz)

-- One chunk at a time: it holds up the others that use the same session.
-- name: compressOldEvents
select compress_chunk(chunk, if_not_compressed => true)
from (
  select format('%I.%I', chunk_schema, chunk_name)::regclass as chunk
  from timescaledb_information.chunks
  where hypertable_name = 'events' and not is_compressed and range_end < $1::timestamptz
  order by range_end limit 1
) as oldest
