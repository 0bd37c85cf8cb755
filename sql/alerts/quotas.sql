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
