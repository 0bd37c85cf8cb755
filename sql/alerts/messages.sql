-- name: addMessages
insert into messages (id, episode, seq, kind, recipient, channel, channel_kind, step, repeat, state, why, made_at, due_at,
  parent, rota, run, address)
select id, episode, seq, kind, recipient, channel, channel_kind, step, repeat, state, why, made_at, due_at, parent, rota,
  run, address
from jsonb_to_recordset($1::jsonb) as given (
  id uuid, episode int, seq int, kind text, recipient int, channel int, channel_kind text, step int, repeat int,
  state text, why text, made_at timestamptz, due_at timestamptz, parent uuid, rota int, run uuid, address text)
on conflict do nothing
returning id

-- What waits of these episodes ($1) is not sent any more, of these kinds ($2), because of $3; also what waits in a
-- digest that was not sent. What may have gone stays in doubt.
-- name: supersedeMessages
update messages set state = case when may_have_gone then 'doubt' else 'superseded' end, why = $3, ended_at = $4
where episode = any ($1::int[]) and kind = any ($2::text[]) and (state in ('queued', 'deferred')
  or state = 'folded' and parent in (select id from messages as digest where digest.state in ('queued', 'deferred')))

-- What was not sent because somebody had the episode $1, since it was taken at last.
-- name: reviveMessages
update messages set state = 'queued', why = null, due_at = $2, ended_at = null, parent = null
where episode = $1 and state = 'superseded' and why = 'acknowledged-first' and ended_at >= (
  select max(at) from transitions where transitions.episode = $1 and reason = 'acknowledged')

-- What waits for a recipient ($1) and would go by a channel that is his no more goes by his first one, unless that was tried
-- before. $2: the kinds of his channels.
-- name: moveToFirst
update messages set channel = 0, channel_kind = ($2::text[])[1]
where recipient = $1 and state in ('queued', 'deferred') and not may_have_gone
  and channel_kind is distinct from ($2::text[])[channel + 1]
  and not exists (
    select from messages as first
    where (first.episode, first.seq, first.kind, first.recipient, first.step)
        = (messages.episode, messages.seq, messages.kind, messages.recipient, messages.step)
      and first.channel = 0 and first.id <> messages.id)
returning id

-- Who got, or may have got, the alert of these episodes.
-- name: toldOf
select distinct messages.episode, messages.recipient
from messages left join messages as digest on digest.id = messages.parent and messages.state = 'folded'
where messages.episode = any ($1::int[]) and messages.kind = 'firing'
  and (coalesce(digest.state, messages.state) in ('sent', 'delivered', 'doubt')
    or messages.state = 'folded' and messages.may_have_gone)

-- The mails of these runs of reports.
-- name: listReportMails
select run, address, state, why, epoch_ms(made_at) as made_at, epoch_ms(ended_at) as ended_at, tries
from messages where run = any ($1::uuid[]) order by address, repeat

-- What an engine that works never has.
-- name: auditAlerts
select (select count(*)::int from messages left join episodes on episodes.id = messages.episode
    where messages.state in ('queued', 'deferred') and due_at < $1::timestamptz - interval '60 seconds'
      and (kind not in ('firing', 'reminder') or episodes.state = 'firing')) as late_messages,
  (select count(*)::int from episodes where state <> 'resolved' and next_at < $1::timestamptz - interval '60 seconds')
    as late_episodes,
  (select count(*)::int from messages where state = 'claimed' and lease_until < $1::timestamptz) as expired

-- name: addAttempt
insert into attempts (message, n, at, outcome, code, receipt)
select $1::uuid, coalesce(max(n), 0) + 1, $2::timestamptz, $3::text, $4::text, $5::text from attempts where message = $1

-- name: listAttempts
select message, epoch_ms(at) as at, outcome, code, receipt from attempts where message = any ($1::uuid[]) order by message, n
