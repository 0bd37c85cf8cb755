-- $1: what was rejected since the last time, each event once; $2: when. One that was discarded begins anew.
-- name: keepRejected
insert into quarantine (source, code, event_id, first_at, last_at, times, detail, event)
select source, code, event_id, $2::timestamptz, $2::timestamptz, times, detail, event
from json_to_recordset($1) as told (source int, code text, event_id text, times int, detail text, event text)
on conflict (source, code, event_id) do update set
  first_at = case when quarantine.discarded_at is null then quarantine.first_at else excluded.first_at end,
  times = case when quarantine.discarded_at is null then quarantine.times else 0 end + excluded.times,
  last_at = excluded.last_at, detail = excluded.detail, event = excluded.event, discarded_at = null

-- name: countRejected
insert into rejections (source, hour, count)
select source, date_trunc('hour', $2::timestamptz), count
from json_to_recordset($1) as told (source int, count bigint)
on conflict (source, hour) do update set count = rejections.count + excluded.count

-- Of each source the latest $1 are kept, of all the latest $2; those that were discarded go before the others.
-- name: trimQuarantine
delete from quarantine where id in (
  select id from (
    select id, row_number() over (partition by source order by discarded_at is not null, last_at desc, id desc) as of_source,
      row_number() over (order by discarded_at is not null, last_at desc, id desc) as of_all
    from quarantine
  ) as placed
  where of_source > $1 or of_all > $2
)

-- The newest first. $1 to $5: the name of the source, the code, from and before when it was last rejected, and the id
-- before which to go on; null: any.
-- name: listQuarantine
select held.id, source.name as source, code, event_id, epoch_ms(first_at) as first_at, epoch_ms(last_at) as last_at, times,
  detail, event
from quarantine as held join sources as source on source.id = held.source
where discarded_at is null and ($1::text is null or source.name = $1) and ($2::text is null or code = $2)
  and ($3::timestamptz is null or last_at >= $3) and ($4::timestamptz is null or last_at < $4)
  and ($5::bigint is null or held.id < $5)
order by held.id desc limit $6

-- name: readQuarantined
select held.id, source.name as source, code, event_id, epoch_ms(first_at) as first_at, epoch_ms(last_at) as last_at, times,
  detail, event
from quarantine as held join sources as source on source.id = held.source
where held.id = $1 and discarded_at is null

-- name: discardQuarantined
update quarantine set discarded_at = $2::timestamptz where id = $1 and discarded_at is null returning id

-- name: restoreQuarantined
update quarantine set discarded_at = null where id = $1 and discarded_at is not null returning id

-- name: removeQuarantined
delete from quarantine where id = $1 returning id
