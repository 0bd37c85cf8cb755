-- name: listMutes
select id, rule, subject, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, daily_from, daily_until, reason,
  made_by
from mutes where ended_at is null and until_at > $1::timestamptz order by id

-- name: addMute
insert into mutes (rule, subject, from_at, until_at, daily_from, daily_until, reason, made_by)
values ($1, $2, $3, $4, $5, $6, $7, $8) returning id

-- name: endMute
update mutes set ended_at = $2 where id = $1 and ended_at is null returning id

-- What was put off until a mute's end is looked at again, when one was ended early.
-- name: releaseDeferred
update messages set due_at = $1::timestamptz where state = 'deferred' and due_at > $1::timestamptz returning id
