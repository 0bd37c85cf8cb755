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
