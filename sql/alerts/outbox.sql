-- Of those that may be claimed: what may not be is never due. $1: now, $2: whether it is of reports.
-- name: nextMessage
select epoch_ms((select due_at from messages left join episodes on episodes.id = messages.episode
    where messages.state in ('queued', 'deferred') and (run is not null) = $2::boolean
      and (kind not in ('firing', 'reminder') or episodes.state = 'firing')
    order by due_at limit 1)) as due,
  exists (
    select from messages where state = 'claimed' and lease_until < $1::timestamptz and (run is not null) = $2::boolean
  ) as has_expired

-- What is due at $1 and waits for whoever is on duty, while another one is on duty by now: it is made anew for that one,
-- as a reminder where he has heard of it. So is what a digest was to tell, when the digest is due. Where nobody is on duty,
-- it stays: he who was is better than nobody. $2: the days that are holidays.
-- name: handOver
with waiting as (
  select messages.*, on_duty(messages.rota, $1::timestamptz, $2::int[]) as on_duty
  from messages left join episodes on episodes.id = messages.episode
    left join messages as digest on digest.id = messages.parent and messages.state = 'folded'
  where messages.rota is not null and not messages.may_have_gone
    and coalesce(digest.state, messages.state) in ('queued', 'deferred')
    and coalesce(digest.due_at, messages.due_at) <= $1::timestamptz
    and (messages.kind not in ('firing', 'reminder') or episodes.state = 'firing')
  for update of messages skip locked
), moved as (
  update messages set state = 'superseded', why = 'handed-over', ended_at = $1::timestamptz
  from waiting where messages.id = waiting.id and waiting.on_duty <> waiting.recipient
  returning waiting.*
)
insert into messages (id, episode, seq, kind, recipient, channel, channel_kind, step, repeat, state, made_at, due_at, parent,
  rota)
select gen_random_uuid(), episode, seq,
  case when exists (
    select from messages as heard where heard.episode = moved.episode and heard.recipient = moved.on_duty
      and heard.kind = 'firing' and heard.state <> 'superseded'
  ) then 'reminder' else kind end,
  on_duty, 0, channels->0->>'kind', step, 0, 'queued', $1::timestamptz, $1::timestamptz, moved.id, rota
from moved join recipients on recipients.id = on_duty
on conflict do nothing
returning id

-- With a message come those that may be told together with it: of the same rule, to the same recipient.
-- The claim reads the episode again: nobody is told of what was acknowledged or is over, but of its end; and who is on
-- duty: nobody is told in place of another one who has taken over.
-- $1 claim, $2 until when, $3 now, $4 at most, $5 whether it is of reports, $6 the days that are holidays, $7 ids of
-- recipients and addresses that are being told, $8 told together at most
-- name: claimMessages
with due as (
  select messages.id, recipient, rule from messages left join episodes on episodes.id = messages.episode
  where messages.state in ('queued', 'deferred') and due_at <= $3::timestamptz and (run is not null) = $5::boolean
    and coalesce(address, recipient::text) <> all ($7::text[])
    and (kind not in ('firing', 'reminder') or episodes.state = 'firing')
    and (rota is null or may_have_gone or coalesce(on_duty(rota, $3::timestamptz, $6::int[]), recipient) = recipient)
  -- Digests wait for the same moment, when there is room for one of them: it is the oldest.
  order by due_at, made_at, messages.id limit $4
  for update of messages skip locked
), mates as (
  select messages.id
  from messages join episodes on episodes.id = messages.episode join recipients on recipients.id = messages.recipient
  where messages.state in ('queued', 'deferred') and due_at <= $3::timestamptz and not may_have_gone
    and (messages.recipient, rule) in (select recipient, rule from due)
    and (channel_kind <> 'webhook' or channels->messages.channel->>'format' = 'alertmanager')
    and (kind = 'resolve' or kind in ('firing', 'reminder') and episodes.state = 'firing')
    and (rota is null or coalesce(on_duty(rota, $3::timestamptz, $6::int[]), messages.recipient) = messages.recipient)
  order by due_at, messages.id limit $8
  for update of messages skip locked
)
update messages set state = 'claimed', claim = $1::uuid, lease_until = $2::timestamptz, tries = tries + 1, going_at = null
where messages.id in (select id from due union select id from mates)
returning messages.id

-- Those whose sender is gone become this process's ($1), to say so; $4: claims of its own that it works on, which are of
-- reports, or of all others ($5).
-- name: claimExpired
with expired as (
  select id from messages
  where state = 'claimed' and lease_until < $3::timestamptz and claim <> all ($4::uuid[])
    and (run is not null) = $5::boolean
  limit 200 for update skip locked
)
update messages set claim = $1::uuid, lease_until = $2::timestamptz
from expired where messages.id = expired.id
returning messages.id

-- Given back, or put off until $4: nothing was sent, so it does not count as a try.
-- name: returnMessages
update messages set state = $3, why = $5, due_at = $4::timestamptz, claim = null, lease_until = null, tries = tries - 1
where id = any ($1::uuid[]) and claim = $2::uuid and state = 'claimed'
returning id

-- What became of it; nothing comes back when somebody else has it by now.
-- name: recordMessage
update messages set state = $3, why = $4, due_at = coalesce($5::timestamptz, due_at), ended_at = $6::timestamptz,
  may_have_gone = may_have_gone or $7, claim = null, lease_until = null
where id = $1 and claim = $2::uuid and state = 'claimed'
returning id

-- Their channel has no room, and the recipient has another one, by which they have not gone yet.
-- name: passMessages
update messages set state = 'superseded', why = 'over-channel-rate', ended_at = $3::timestamptz, claim = null,
  lease_until = null
where id = any ($1::uuid[]) and claim = $2::uuid and state = 'claimed' and not exists (
  select from messages as next
  where (next.episode, next.seq, next.kind, next.recipient, next.step)
      = (messages.episode, messages.seq, messages.kind, messages.recipient, messages.step)
    and next.channel > messages.channel)
returning id

-- The first message for which this one ($1) stood in because a channel had no room goes by its own channel after all.
-- name: returnPassed
update messages set state = 'queued', due_at = $2::timestamptz, ended_at = null
where id = (
  select passed.id
  from messages as refused join messages as passed
    on (passed.episode, passed.seq, passed.kind, passed.recipient, passed.step)
      = (refused.episode, refused.seq, refused.kind, refused.recipient, refused.step)
  where refused.id = $1::uuid and passed.channel < refused.channel
    and passed.state = 'superseded' and passed.why = 'over-channel-rate'
  order by passed.channel limit 1)
returning id
