-- The standing comparison of cells with the raw events, hour by hour. `compare` itself stands in rebuild.sql.

-- Lists the hours of $1 (since) to $2 (until) that are not listed yet, and forgets earlier ones: their raw events have been
-- dropped. An event of long ago may come in before all others.
-- name: listHours
with gone as (delete from reconciled where hour < $1::timestamptz), known as (
  select min(hour) as first, max(hour) as last from reconciled where hour >= $1::timestamptz
)
insert into reconciled (hour)
select hour from known,
  lateral (values ($1::timestamptz, coalesce(first, $2::timestamptz)), (last + interval '1 hour', $2::timestamptz)) as piece (since, until),
  generate_series(since, until - interval '1 hour', interval '1 hour') as hour

-- The hour to compare next: one that was wrong before $1, else one that was never compared, the newest first, else the
-- one whose comparison is the oldest, if it is older than $2. $3 the first hour that has all its events.
-- name: nextHour
select epoch_ms(hour) as hour from (
  (select hour, 1 as place from reconciled where wrong > 0 and compared_at < $1 and hour >= $3 order by compared_at limit 1)
  union all
  (select hour, 2 from reconciled where (compared_at is null or compared_at < $2) and hour >= $3
    order by compared_at nulls first, hour desc limit 1)
) as due
order by place limit 1

-- Cells of a longer bucket are sums of those of shorter ones. $1 since, $2 until: a bucket of $4 seconds, which is made up
-- of those of $3 seconds. How many are not.
-- name: compareSums {entities}
select count(*)::int as wrong from (
  select {dimensions}, {columns: total({column}) as {column}}
  from (
    select {dimensions}, {columns} from {entity}_cells where tier = $3::int and bucket >= $1 and bucket < $2
    union all
    select {dimensions}, {columns: -{column}} from {entity}_cells where tier = $4::int and bucket >= $1 and bucket < $2
  ) as both_sides
  group by {dimensions}
) as lacking
where {columns or: {column} <> 0}

-- name: noteHour
-- Returns the row if that is news: the hour was right, or not compared, and is wrong, or the other way round.
with was as (select hour, wrong from reconciled where hour = $1)
update reconciled set compared_at = $2, wrong = $3, kinds = $4 from was
where reconciled.hour = was.hour
returning (was.wrong > 0) <> ($3 > 0) as is_news

-- name: readReconciled
select count(*)::int as hours, count(compared_at)::int as compared, epoch_ms(min(compared_at)) as oldest,
  epoch_ms(max(compared_at)) as newest, count(*) filter (where wrong > 0)::int as wrong,
  epoch_ms(min(hour) filter (where wrong > 0)) as first_wrong
from reconciled
