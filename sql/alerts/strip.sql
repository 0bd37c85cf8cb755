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
