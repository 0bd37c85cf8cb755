-- $1: the process. It has the term if it had it, or if nobody's lease holds. A lease that ends later than any does was
-- written before the database's clock was set back.
-- name: takeJudge
with taken as (
  update judge set term = term + case when holder = $1::uuid then 0 else 1 end, holder = $1::uuid,
    lease_until = clock_timestamp() + interval '5 seconds'
  where holder = $1::uuid and lease_until < clock_timestamp() + interval '3 seconds'
    or holder is null or lease_until < clock_timestamp() or lease_until > clock_timestamp() + interval '10 seconds'
  returning term, judged_at
)
select term, epoch_ms(judged_at) as judged_at from taken
union all
select term, epoch_ms(judged_at) from judge where holder = $1::uuid and not exists (select from taken)

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
