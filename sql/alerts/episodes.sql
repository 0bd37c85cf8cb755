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
-- message tells, $7: only of these subjects; the newest first, before id $3,
-- $8 at most.
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
  and ($7::text[] is null or subject = any ($7))
  and (fired_at is not null or state = 'pending')
  and ($5::timestamptz is null or fired_at <= $5 and (resolved_at is null or resolved_at > $5))
order by episodes.id desc limit $8::int

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
