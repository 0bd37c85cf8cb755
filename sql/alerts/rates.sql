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
