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
