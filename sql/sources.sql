-- name: listSources
select id, version, name, name_th, types, banks, agencies, beat_seconds, events_per_minute, may_read, account_numbers, simulated,
  epoch_ms(heard_at) as heard,
  epoch_ms(heard_to(heard_at, through_at, latest_at, beat_seconds)) as heard_to,
  epoch_ms(through_at) as through, epoch_ms(since_at) as since, clock_offset_ms
from sources where revoked_at is null order by id

-- Null: its source was revoked, or it was itself. Whether it has ended, the caller's clock says.
-- name: identifyKey
select key.id as key, epoch_ms(key.ends_at) as ends_at, epoch_ms(key.used_at) as used_at,
  coalesce(source.id, 0) as id, coalesce(source.name, key.name) as name, coalesce(source.types, '{}') as types,
  case when source.id is null then key.banks else source.banks end as banks,
  case when source.id is null then key.agencies else source.agencies end as agencies,
  key.provinces, source.events_per_minute, coalesce(source.account_numbers, false) as account_numbers,
  coalesce(source.may_read, true) as may_read, source.id is not null as may_send
from keys as key left join sources as source on source.id = key.source
where key.hash = $1 and key.revoked_at is null and source.revoked_at is null

-- name: listKeyHashes
select key.id, encode(key.hash, 'base64') as hash
from keys as key left join sources as source on source.id = key.source
where key.revoked_at is null and source.revoked_at is null and (key.ends_at is null or key.ends_at > $1)

-- name: touchKey
update keys set used_at = $2::timestamptz where id = $1 and (used_at is null or used_at < $2::timestamptz)

-- A key that was given before may be given again: it is as a new one.
-- name: addKey
insert into keys as key (hash, source, number, made_at, made_by)
select $1::bytea, $2::int, coalesce(max(number), 0) + 1, $3::timestamptz, $4::text from keys where source = $2
on conflict (hash) do update set
  made_at = excluded.made_at, made_by = excluded.made_by, ends_at = null, revoked_at = null
where key.source = excluded.source
returning number

-- Nothing if there is one of this name already that was not revoked.
-- name: addReadingKey
insert into keys (hash, name, banks, provinces, agencies, made_at, made_by, ends_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (name) where revoked_at is null do nothing
returning id

-- Those that can still be used or could be so within the last 90 days, the newest first.
-- name: listKeys
select source, number, name, banks, provinces, agencies, epoch_ms(made_at) as made_at, made_by, epoch_ms(ends_at) as ends_at,
  epoch_ms(used_at) as used_at, epoch_ms(revoked_at) as revoked_at
from keys
where coalesce(revoked_at, ends_at, $1::timestamptz) > $1::timestamptz - interval '90 days'
order by id desc

-- All keys of a source that can still be used end at $2 at the latest.
-- name: endKeys
update keys set ends_at = least(ends_at, $2::timestamptz) where source = $1 and revoked_at is null

-- name: revokeKeys
update keys set revoked_at = $2 where source = $1 and revoked_at is null

-- name: revokeKey
update keys set revoked_at = $3 where source = $1 and number = $2 and revoked_at is null returning id

-- name: revokeReadingKey
update keys set revoked_at = $2 where name = $1 and revoked_at is null
returning banks, provinces, agencies, epoch_ms(ends_at) as ends_at

-- Takes back what was revoked at $3 or later.
-- name: restoreKey
update keys set revoked_at = null where source = $1 and number = $2 and revoked_at >= $3 returning id

-- name: countKeys
select count(*)::int as count from keys
where source is not distinct from $1 and revoked_at is null and (ends_at is null or ends_at > $2::timestamptz)

-- Locked, so that two changes come one after the other.
-- name: readSource
select id, version, name, name_th, types, banks, agencies, beat_seconds, events_per_minute, may_read, account_numbers, simulated
from sources where name = $1 and revoked_at is null for update

-- name: registerSource
insert into sources (
  name, name_th, types, banks, agencies, beat_seconds, events_per_minute, may_read, account_numbers, simulated, created_at
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (name) do update set
  name_th = excluded.name_th, types = excluded.types, banks = excluded.banks, agencies = excluded.agencies,
  beat_seconds = excluded.beat_seconds, events_per_minute = excluded.events_per_minute, may_read = excluded.may_read,
  account_numbers = excluded.account_numbers, revoked_at = null, version = sources.version + 1
where sources.simulated = excluded.simulated
returning id, version

-- The first start of an empty centre: if two backends start at once, only one creates the source.
-- name: addFirstSource
insert into sources (
  name, name_th, types, banks, agencies, beat_seconds, events_per_minute, may_read, account_numbers, simulated, created_at,
  given_hash
)
select $1::text, $2::text, $3::text[], $4::text[], $5::text[], $6::int, $7::int, $8::boolean, $9::boolean,
  $10::boolean, $11::timestamptz, $12::bytea
where not exists (select from sources where not simulated)
on conflict do nothing
returning id

-- name: revokeSource
update sources set revoked_at = $2 where name = $1 and revoked_at is null returning id

-- A key that is given at every start is applied once: not when it is the one that was given last. A source that was
-- revoked is one again with another key.
-- name: giveKey
update sources set given_hash = $2, revoked_at = null
where name = $1 and not simulated and given_hash is distinct from $2
returning id

-- What a clock that was ahead has left: nothing was heard after $1, nor told of a time later than $2.
-- name: mendHeard
update sources set heard_at = least(heard_at, $1::timestamptz), through_at = least(through_at, $2::timestamptz),
  latest_at = least(latest_at, $2::timestamptz)
where heard_at > $1 or through_at > $2 or latest_at > $2 returning id

-- name: findFirstPlayed
select epoch_ms(min(created_at)) as at from sources where simulated

-- name: countRealSources
select count(*)::int as count from sources where not simulated

-- Of the 24 hours before $1, by whole hours.
-- name: countRejections
select source, sum(count) as count from rejections
where hour > $1::timestamptz - interval '24 hours' and hour <= $1::timestamptz
group by source

-- name: listCodes
select kind, code, name_th, name_en, coalesce(short_th, name_th) as short_th, coalesce(short_en, name_en) as short_en
from codes order by kind, place
