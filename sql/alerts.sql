-- $1: the process. It has the term if it had it, or if nobody's lease holds. A lease that ends later than any does was
-- written before the database's clock was set back.
-- name: takeJudge
update judge set term = term + case when holder = $1::uuid then 0 else 1 end, holder = $1::uuid,
  lease_until = clock_timestamp() + interval '5 seconds'
where holder = $1::uuid or holder is null or lease_until < clock_timestamp()
  or lease_until > clock_timestamp() + interval '10 seconds'
returning term, epoch_ms(judged_at) as judged_at

-- Nothing comes back for an old term. The row stays locked until the transaction ends: no other term begins before.
-- name: holdJudge
update judge set judged_at = $3, lease_until = clock_timestamp() + interval '5 seconds'
where term = $1 and holder = $2::uuid
returning term

-- name: freeJudge
update judge set holder = null where holder = $1::uuid

-- name: readJudge
select term, epoch_ms(judged_at) as judged_at, holder is not null and lease_until > clock_timestamp() as is_held
from judge

-- What a clock that was ahead has left: nothing was judged after $1.
-- name: mendJudge
update judge set judged_at = least(judged_at, $1::timestamptz) where judged_at > $1::timestamptz returning term

-- What was made or tried after $1, or is to be tried again later than $2, goes out at once.
-- name: mendMessages
update messages set due_at = $1::timestamptz
where state = 'queued' and due_at > $1::timestamptz and (due_at > $2::timestamptz or made_at > $1::timestamptz
  or exists (select from attempts where message = messages.id and at > $1::timestamptz))
returning id

-- No lease holds longer than until $1.
-- name: mendClaims
update messages set lease_until = $1::timestamptz where state = 'claimed' and lease_until > $1::timestamptz returning id

-- The version of each rule that is in force.
-- name: listRules
select distinct on (id) id, version, epoch_ms(from_at) as from_at, body from rules order by id, version desc

-- name: addRule
insert into rules (id, version, from_at, made_by, body)
select $1::text, coalesce(max(version), 0) + 1, $2::timestamptz, $3::text, $4::jsonb from rules where id = $1
returning version

-- The last episode of each rule and subject: open, or resolved after $1.
-- name: recentEpisodes
select distinct on (rule, subject) id, rule, version, subject_by, subject_of, state, cause, seq,
  epoch_ms(since_at) as since, epoch_ms(fired_at) as fired_at, epoch_ms(resolved_at) as resolved_at, owner, owner_role, note,
  epoch_ms(ack_until) as ack_until, epoch_ms(next_at) as next_at, held
from episodes where state <> 'resolved' or resolved_at > $1::timestamptz
order by rule, subject, id desc

-- One, locked until the transaction ends.
-- Locked in the order of their ids, as whoever changes many locks them.
-- name: lockEpisodes
select id, rule, version, subject_by, subject_of, state, cause, seq,
  epoch_ms(since_at) as since, epoch_ms(fired_at) as fired_at, epoch_ms(resolved_at) as resolved_at, owner, owner_role, note,
  epoch_ms(ack_until) as ack_until, epoch_ms(next_at) as next_at, held
from episodes where id = any ($1::int[]) order by id for update

-- Those that ever fired. $1: open ones only, $2: of this owner only, $5: those that were open then, $6: only those that this
-- message tells; the newest first, before id $3.
-- name: listEpisodes
select episodes.id, rule, episodes.version, subject_by, subject_of, state, cause, seq,
  epoch_ms(since_at) as since, epoch_ms(fired_at) as fired_at, epoch_ms(resolved_at) as resolved_at, owner, owner_role, note,
  epoch_ms(ack_until) as ack_until, epoch_ms(next_at) as next_at, held, body,
  seen.finding, epoch_ms(seen.at) as found_at
from episodes join rules on rules.id = rule and rules.version = episodes.version
  left join lateral (
    select finding, at from transitions where episode = episodes.id and finding is not null order by seq desc limit 1
  ) as seen on true
where ($4::int is null or episodes.id = $4) and ($1::boolean is null or (state = 'resolved') <> $1)
  and ($2::text is null or owner = $2) and episodes.id < $3::int
  and ($6::uuid is null or episodes.id in (select episode from messages where parent = $6))
  and (fired_at is not null or state = 'pending')
  and ($5::timestamptz is null or fired_at <= $5 and (resolved_at is null or resolved_at > $5))
order by episodes.id desc limit 500

-- What walls show, $1 at most: first what nobody has acknowledged, then the worst, then the oldest; and of all that is
-- open how many there are, and how many nobody has. A source that is silent is data that are missing. What is bad is
-- broken where it is about a promise, or severe; all else is to be watched.
-- name: stripAlerts
with open as (
  select episodes.id, subject_by, subject_of, state, cause, since_at, owner_role, body,
    case
      when cause = 'no-data' or body->>'condition' in ('source-silent', 'source-behind') then 2
      when body->>'opens' = 'bad' and (body->>'severity' = 'high' or body->>'policy' = 'duty') then 0
      else 1
    end as rank,
    count(*) over ()::int as open, count(*) filter (where state = 'firing') over ()::int as unacknowledged
  from episodes join rules on rules.id = rule and rules.version = episodes.version
  where state <> 'resolved' and state <> 'pending'
  order by state = 'firing' desc, rank, since_at, episodes.id limit $1
)
select open.id, subject_by, subject_of, state, cause, epoch_ms(since_at) as since, owner_role, body, rank, open,
  unacknowledged, seen.why
from open left join lateral (
  select finding->>'why' as why from transitions where episode = open.id and finding is not null order by seq desc limit 1
) as seen on true
order by state = 'firing' desc, rank, since_at, open.id

-- Of the open alerts of promises, by what they are about: is any bad now, and since when does the newest call for somebody
-- whom nobody has relieved? One that recovers calls for nobody.
-- name: callingAlerts
select body->>'condition' as condition, bool_or(held->'goodSince' = 'null'::jsonb) as is_bad,
  max((held->>'chainFrom')::bigint) filter (where state = 'firing' and held->'goodSince' = 'null'::jsonb) as calls_since
from episodes join rules on rules.id = rule and rules.version = episodes.version
where state <> 'resolved' and state <> 'pending' and body->>'policy' = 'duty'
group by 1

-- $1: a list of episodes, each with its place in the list.
-- name: addEpisodes
insert into episodes (rule, version, subject, subject_by, subject_of, state, cause, seq, since_at, fired_at, resolved_at,
  owner, owner_role, note, ack_until, next_at, held)
select rule, version, subject, subject_by, subject_of, state, cause, seq, since_at, fired_at, resolved_at, owner,
  owner_role, note, ack_until, next_at, held
from jsonb_to_recordset($1::jsonb) as given (
  rule text, version int, subject text, subject_by text, subject_of text, state text, cause text, seq int,
  since_at timestamptz, fired_at timestamptz, resolved_at timestamptz, owner text, owner_role text, note text,
  ack_until timestamptz, next_at timestamptz, held jsonb)
on conflict (rule, subject) where state <> 'resolved' do nothing
returning id, rule, subject

-- Only those that are as they were known. They are locked in the order of their ids: whoever records what was sent of many
-- locks them so too, and neither waits for the other for ever.
-- name: moveEpisodes
with locked as materialized (
  select episodes.id from episodes join jsonb_to_recordset($1::jsonb) as given (id int) using (id) order by id for update of episodes
)
update episodes set version = given.version, state = given.state, cause = given.cause, seq = given.seq,
  since_at = given.since_at, fired_at = given.fired_at, resolved_at = given.resolved_at, owner = given.owner,
  owner_role = given.owner_role, note = given.note, ack_until = given.ack_until, next_at = given.next_at, held = given.held
from jsonb_to_recordset($1::jsonb) as given (
  id int, was int, version int, state text, cause text, seq int, since_at timestamptz, fired_at timestamptz,
  resolved_at timestamptz, owner text, owner_role text, note text, ack_until timestamptz, next_at timestamptz, held jsonb)
where episodes.id = given.id and episodes.seq = given.was and episodes.id in (select id from locked)
returning episodes.id

-- name: addTransitions
insert into transitions (episode, seq, at, from_state, to_state, reason, by_name, finding)
select episode, seq, at, from_state, to_state, reason, by_name, finding
from jsonb_to_recordset($1::jsonb) as given (
  episode int, seq int, at timestamptz, from_state text, to_state text, reason text, by_name text, finding jsonb)

-- name: listTransitions
select seq, epoch_ms(at) as at, from_state, to_state, reason, by_name, finding
from transitions where episode = $1 order by seq

-- What waits of these episodes ($1) is not sent any more, of these kinds ($2), because of $3; also what waits in a
-- digest that was not sent. What may have gone stays in doubt.
-- name: supersedeMessages
update messages set state = case when may_have_gone then 'doubt' else 'superseded' end, why = $3, ended_at = $4
where episode = any ($1::int[]) and kind = any ($2::text[]) and (state in ('queued', 'deferred')
  or state = 'folded' and parent in (select id from messages as digest where digest.state in ('queued', 'deferred')))

-- Who got, or may have got, the alert of these episodes.
-- name: toldOf
select distinct messages.episode, messages.recipient
from messages left join messages as digest on digest.id = messages.parent and messages.state = 'folded'
where messages.episode = any ($1::int[]) and messages.kind = 'firing'
  and (coalesce(digest.state, messages.state) in ('sent', 'delivered', 'doubt')
    or messages.state = 'folded' and messages.may_have_gone)

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

-- Those whose sender is gone become this process's ($1), to say so; $4: claims of its own that it works on.
-- name: claimExpired
with expired as (
  select id from messages where state = 'claimed' and lease_until < $3::timestamptz and claim <> all ($4::uuid[])
  limit 200 for update skip locked
)
update messages set claim = $1::uuid, lease_until = $2::timestamptz
from expired where messages.id = expired.id
returning messages.id

-- All that is needed to say these messages. One of a report goes to an address instead of a recipient.
-- name: readMessages
select messages.id, messages.episode, messages.seq, kind, recipient, channel, channel_kind, step, repeat, messages.state,
  why, epoch_ms(made_at) as made_at, epoch_ms(due_at) as due_at, tries, may_have_gone, parent, run, address,
  recipients.name, lang, channels, most, secret, gone, removed_at is not null as is_removed,
  rule, episodes.version, subject_by, subject_of, episodes.state as episode_state, episodes.seq as episode_seq,
  epoch_ms(since_at) as since, epoch_ms(fired_at) as fired_at, epoch_ms(resolved_at) as resolved_at,
  -- It may have become unstable after what this message tells.
  case when cause = 'unstable' and not exists (
    select from transitions where transitions.episode = messages.episode and transitions.seq <= messages.seq
      and (reason = 'unstable-began' or to_state = 'resolved')
  ) then 'limit' else cause end as cause,
  seen.finding, epoch_ms(seen.at) as found_at, rules.body
from messages left join recipients on recipients.id = recipient
  left join episodes on episodes.id = messages.episode
  left join rules on rules.id = rule and rules.version = episodes.version
  left join lateral (
    select finding, at from transitions where transitions.episode = messages.episode
      and transitions.seq <= messages.seq and finding is not null order by transitions.seq desc limit 1
  ) as seen on true
where messages.id = any ($1::uuid[]) or ($2::uuid is not null and parent = $2 and messages.state = 'folded')
  or ($3::int is not null and messages.episode = $3)
order by made_at, messages.id

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

-- name: addAttempt
insert into attempts (message, n, at, outcome, code, receipt)
select $1::uuid, coalesce(max(n), 0) + 1, $2::timestamptz, $3::text, $4::text, $5::text from attempts where message = $1

-- name: listAttempts
select message, epoch_ms(at) as at, outcome, code, receipt from attempts where message = any ($1::uuid[]) order by message, n

-- name: lockRate
select pg_advisory_xact_lock(1443, hashtext($1))

-- name: takeRoom
update messages set going_at = $3::timestamptz where id = $1 and claim = $2::uuid and state = 'claimed' returning id

-- What was sent since $7, by $8 (what a clock that was ahead of it has left would count for longer), and stands before a
-- message: of its recipient ($1), who may get $2, and of its kind of channel ($3), which has $4 places, what is being sent
-- included, the one that must be older before there is room; null: there is room. And when the recipient was last told of
-- this rule ($5), about another alert than these ($6), since $9; with no rule it is not asked.
-- name: sentBefore
select (
    select epoch_ms(ended_at) from messages
    where recipient = $1 and ended_at > $7::timestamptz and ended_at <= $8::timestamptz
      and state in ('sent', 'delivered', 'doubt')
    order by ended_at desc offset $2::int - 1 limit 1
  ) as own_at, (
    select epoch_ms(at) from (
      (select ended_at as at from messages
        where $4::int is not null and channel_kind = $3 and run is null
          and ended_at > $7::timestamptz and ended_at <= $8::timestamptz and state in ('sent', 'delivered', 'doubt')
        order by ended_at desc limit $4::int)
      union all
      (select $8::timestamptz from messages
        where $4::int is not null and channel_kind = $3 and state = 'claimed' and going_at is not null limit $4::int)
    ) as taken
    order by at desc offset $4::int - 1 limit 1
  ) as kind_at, (
    select epoch_ms(max(sent.ended_at)) from messages as sent
    where $5::text is not null and sent.recipient = $1
      and sent.ended_at > $9::timestamptz and sent.ended_at <= $8::timestamptz
      and sent.state in ('sent', 'delivered', 'doubt')
      and exists (
        select from messages as told join episodes on episodes.id = told.episode
        where (told.id = sent.id or told.parent = sent.id and told.state = 'folded')
          and rule = $5 and episodes.id <> all ($6::int[]))
  ) as told_at

-- How many were sent by each of these kinds of channels ($1) since $2, by $3; without the mails of reports.
-- name: sentByKind
select channel_kind as kind, count(*)::int as sent
from messages
where channel_kind = any ($1::text[]) and run is null and ended_at > $2::timestamptz and ended_at <= $3::timestamptz
  and state in ('sent', 'delivered', 'doubt')
group by channel_kind

-- The digest of a recipient that was not sent yet.
-- name: waitingDigest
select id from messages where recipient = $1 and kind = 'digest' and state in ('queued', 'deferred') limit 1 for update

-- A digest that was not tried yet goes by then ($2).
-- name: hastenDigest
update messages set due_at = least(due_at, $2::timestamptz) where id = $1 and state = 'queued' and tries = 0 returning id

-- name: foldMessages
update messages set state = 'folded', why = $4, parent = $3::uuid, claim = null, lease_until = null
where id = any ($1::uuid[]) and claim = $2::uuid and state = 'claimed'
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

-- One that tells others is sent by whoever has just made it.
-- name: claimGroup
update messages set state = 'claimed', claim = $2::uuid, lease_until = $3::timestamptz, going_at = $4::timestamptz, tries = 1
where id = $1 returning id

-- What a message ($2) was to tell is on its own again.
-- name: unfoldMessage
update messages set state = $3, why = $4, due_at = coalesce($5::timestamptz, due_at), ended_at = $6::timestamptz,
  may_have_gone = may_have_gone or $7, parent = null
where id = $1 and parent = $2 and state = 'folded'
returning id

-- The message that tells these may have gone.
-- name: doubtFolded
update messages set may_have_gone = true where parent = $1 and state = 'folded' returning id

-- Of what a message ($1) was to tell, all but these ($2) was acknowledged or over when it was sent.
-- name: leaveOut
update messages set state = case when may_have_gone then 'doubt' else 'superseded' end, ended_at = $3::timestamptz,
  why = case when episodes.state = 'resolved' then 'resolved-first' else 'acknowledged-first' end
from episodes where episodes.id = messages.episode and parent = $1 and messages.state = 'folded'
  and messages.id <> all ($2::uuid[])
returning messages.id

-- Why a digest has nothing to tell any more: as the last that it was to tell. What was claimed with it has no reason yet.
-- name: whyEmpty
select case when messages.state <> 'folded' then why
            when episodes.state = 'resolved' then 'resolved-first' else 'acknowledged-first' end as why
from messages join episodes on episodes.id = episode
where parent = $1::uuid
order by ended_at desc nulls first, messages.id limit 1

-- What one digest ($1) was to tell, another one ($2) tells; $3: the first may have told it.
-- name: moveFolded
update messages set parent = $2::uuid, may_have_gone = may_have_gone or $3::boolean
where parent = $1::uuid and state = 'folded' returning id

-- Of those that may be claimed: what may not be is never due. $1: now, $2: whether it is of reports.
-- name: nextMessage
select epoch_ms(min(due_at)) as due,
  exists (select from messages where state = 'claimed' and lease_until < $1::timestamptz) as has_expired
from messages left join episodes on episodes.id = messages.episode
where messages.state in ('queued', 'deferred') and (run is not null) = $2::boolean
  and (kind not in ('firing', 'reminder') or episodes.state = 'firing')

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

-- name: listRecipients
select id, version, name, lang, channels, hears, most, secret, gone from recipients where removed_at is null order by name

-- name: addRecipient
insert into recipients (name, lang, channels, hears, most, secret) values ($1, $2, $3, $4, $5, $6)
on conflict (name) where removed_at is null do nothing
returning id

-- name: putRecipient
update recipients set name = $2, lang = $3, channels = $4, hears = $5, most = $6, secret = coalesce($7, secret),
  version = version + 1
where id = $1 and removed_at is null and ($8::int is null or version = $8) returning version

-- name: removeRecipient
update recipients set removed_at = $2 where id = $1 and removed_at is null returning id

-- The receiver of a webhook ($2) says that it is gone.
-- name: loseWebhook
update recipients set gone = jsonb_build_object($2::text, $3::bigint) || gone where id = $1 returning id

-- name: switchWebhooksOn
update recipients set gone = '{}' where id = $1 and removed_at is null returning id

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

-- name: listRotas
select id, name, to_char(first_day, 'YYYY-MM-DD') as first_day, shifts, hears, holidays_off
from rotas where removed_at is null order by id

-- name: addRota
insert into rotas (name, first_day, shifts, hears, holidays_off) values ($1, $2, $3, $4, $5)
on conflict (name) where removed_at is null do nothing
returning id

-- name: putRota
update rotas set name = $2, first_day = $3, shifts = $4, hears = $5, holidays_off = $6
where id = $1 and removed_at is null returning id

-- name: removeRota
update rotas set removed_at = $2 where id = $1 and removed_at is null returning id

-- Those of all rotas that hold, or will hold, at $1.
-- name: listOverrides
select id, rota, recipient, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, reason, made_by
from overrides where ended_at is null and until_at > $1::timestamptz order by id

-- name: addOverride
insert into overrides (rota, recipient, from_at, until_at, reason, made_by) values ($1, $2, $3, $4, $5, $6) returning id

-- The browser that rings for whoever signs in with this name; none for whoever may not sign in any more.
-- name: readSubscription
select endpoint, p256dh, auth from subscriptions join people on people.id = person
where name = $1 and disabled_at is null and gone_at is null

-- Those of these names with which nobody signs in.
-- name: namesOfNobody
select name from unnest($1::text[]) as asked (name) where not exists (select from people where people.name = asked.name)

-- name: subscriptionOf
select endpoint, agent, epoch_ms(made_at) as since, epoch_ms(gone_at) as gone_at from subscriptions where person = $1

-- A browser rings for whoever switched it on last.
-- name: takeBrowser
delete from subscriptions where endpoint = $2 and person <> $1 returning person

-- name: putSubscription
insert into subscriptions (person, endpoint, p256dh, auth, agent, made_at) values ($1, $2, $3, $4, $5, $6)
on conflict (person) do update set endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
  agent = excluded.agent, made_at = excluded.made_at, gone_at = null
returning person

-- name: removeSubscription
delete from subscriptions where person = $1 returning endpoint, agent

-- name: loseSubscription
update subscriptions set gone_at = $2 where endpoint = $1 and gone_at is null returning person

-- name: endOverride
update overrides set ended_at = $3 where id = $1 and rota = $2 and ended_at is null and until_at > $3::timestamptz
returning id, rota, recipient, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, reason, made_by

-- What each recipient got from $1 to $2, tests left out; and the most within any ten minutes, with when those ended. A
-- digest is one message. $3: only of these subjects; null: of all.
-- name: loadOfRecipients
with got as (
  select recipient, ended_at, messages.episode,
    count(*) over (partition by recipient order by ended_at range between interval '10 minutes' preceding and current row)
      as within
  from messages left join episodes on episodes.id = messages.episode
  where ended_at > $1::timestamptz and ended_at <= $2::timestamptz and messages.state in ('sent', 'delivered', 'doubt')
    and kind <> 'test' and ($3::text[] is null or episodes.subject = any ($3))
)
select recipients.id, name, count(*)::int as messages, max(within)::int as most,
  epoch_ms((array_agg(ended_at order by within desc, ended_at))[1]) as most_at,
  (array_agg(distinct episode order by episode desc) filter (where episode is not null))[1:100] as episodes
from got join recipients on recipients.id = recipient
group by recipients.id, name order by messages desc, name

-- What fired from $1 to $2, by rule, and in all where the rule is null: its messages, how long until somebody took it, and
-- what was over without anybody. A group or a digest is one message of each rule that it tells of. $3: only of these subjects; null: of all.
-- name: loadOfRules
with fired as (
  select episodes.id, rule, episodes.state,
    extract(epoch from min(transitions.at) filter (where reason = 'acknowledged') - fired_at)::float8 as seconds,
    bool_or(reason in ('acknowledged', 'closed-by-hand')) as is_touched
  from episodes join transitions on transitions.episode = episodes.id
  where fired_at > $1::timestamptz and fired_at <= $2::timestamptz and ($3::text[] is null or episodes.subject = any ($3))
  group by episodes.id
), told as (
  select rule, count(distinct coalesce(carrier.id, messages.id))::int as messages
  from fired join messages on messages.episode = fired.id
  left join messages as carrier on carrier.id = messages.parent and messages.state = 'folded'
  where coalesce(carrier.state, messages.state) in ('sent', 'delivered', 'doubt')
  group by grouping sets ((rule), ())
)
select rule, (select body->>'nameTh' from rules where id = rule order by version desc limit 1) as name_th,
  (select body->>'nameEn' from rules where id = rule order by version desc limit 1) as name_en,
  count(*)::int as fired,
  coalesce((select told.messages from told where told.rule is not distinct from fired.rule), 0) as messages, count(seconds)::int as taken,
  percentile_cont(0.5) within group (order by seconds) as median, percentile_cont(0.9) within group (order by seconds) as p90,
  (count(*) filter (where state = 'resolved' and not is_touched))::int as untouched,
  coalesce((array_agg(id order by id desc))[1:100], '{}') as episodes,
  coalesce((array_agg(id order by id desc) filter (where state = 'resolved' and not is_touched))[1:100], '{}')
    as untouched_episodes
from fired group by grouping sets ((rule), ()) order by rule is null desc, messages desc, rule

-- Whoever gets a row asks: when it is due, when another token is used, and when a clock that was ahead has put it off.
-- $1 outlet, $2 account, $3 now, $4 until when nobody else asks
-- name: claimQuota
insert into quotas (outlet, account, next_at) values ($1, $2, $4::timestamptz)
on conflict (outlet) do update set account = $2, next_at = $4::timestamptz,
  asked_at = case when quotas.account = $2 then quotas.asked_at end,
  fault = case when quotas.account = $2 then quotas.fault end,
  read_at = case when quotas.account = $2 then quotas.read_at end,
  used = case when quotas.account = $2 then quotas.used end,
  most = case when quotas.account = $2 then quotas.most end
where quotas.account <> $2 or quotas.next_at <= $3::timestamptz or quotas.next_at > $3::timestamptz + interval '2 hours'
returning outlet

-- $1 outlet, $2 account, $3 when, $4 when next, $5 fault, $6 used, $7 most. With a fault the numbers stay as they were.
-- name: recordQuota
update quotas set asked_at = $3::timestamptz, next_at = $4::timestamptz, fault = $5,
  read_at = case when $5::text is null then $3::timestamptz else read_at end,
  used = case when $5::text is null then $6::bigint else used end,
  most = case when $5::text is null then $7::bigint else most end
where outlet = $1 and account = $2
returning outlet

-- name: readQuota
select epoch_ms(next_at) as next_at, asked_at is not null as is_asked, fault, epoch_ms(read_at) as read_at, used, most
from quotas where outlet = $1 and account = $2
