-- The head's row stays locked until the transaction ends, so that the chain is in the order of the commits. $1: the
-- canonical form of what the row says.
-- name: appendAudit
with head as (
  update audit_head set place = place + 1, hash = sha256(hash || int8send(place + 1) || convert_to($1::text, 'UTF8'))
  returning place, hash
)
insert into audit (place, at, by_kind, by_id, by_name, deed, of_kind, of_id, before, after, address, hash)
select place, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::jsonb, $10::jsonb,
  $11::text, hash
from head

-- name: auditHead
select place, encode(hash, 'hex') as hash from audit_head

-- In the order of the chain, after the row at $1; at most $2 rows.
-- name: auditAfter
select place, epoch_ms(at) as at, by_kind, by_id, by_name, deed, of_kind, of_id, before, after, address,
  encode(hash, 'hex') as hash
from audit where place > $1 order by place limit $2

-- The newest first. $1: before this place. Each filter may be null; $3: a deed, or what its first part is.
-- name: listAudit
select place, epoch_ms(at) as at, by_kind, by_id, by_name, deed, of_kind, of_id, before, after, address,
  encode(hash, 'hex') as hash
from audit
where place < $1::bigint and ($2::text is null or by_name = $2)
  and ($3::text is null or deed = $3 or starts_with(deed, $3 || '.'))
  and ($4::text is null or of_kind = $4) and ($5::text is null or of_id = $5)
  and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
order by place desc limit $8
