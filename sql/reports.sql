-- The day of the first event, of all kinds whose cells are counted; null: there are none.
-- name: firstEvent
select epoch_ms(least(
  (select min(bucket) from call_cells where tier = 86400), (select min(bucket) from report_cells where tier = 86400),
  (select min(bucket) from freeze_cells where tier = 86400), (select min(bucket) from refund_cells where tier = 86400),
  (select min(bucket) from arrest_cells where tier = 86400))) as first

-- None is written where another one was issued as this edition meanwhile.
-- name: addDocument
insert into documents (id, series, edition, kind, from_at, until_at, scope, is_public, as_of, made_by, figures, changes,
  body, hash, signature, public_key)
values ($1::text, $2::text, $3::int, $4::text, $5::timestamptz, $6::timestamptz, $7::jsonb, $8::boolean,
  $9::timestamptz, $10::text, $11::int, $12::int, $13::text, $14::text, $15::text, $16::text)
on conflict (series, edition) do nothing
returning id

-- name: findDocument
select id, series, edition, body, hash, signature, public_key, made_by,
  edition = (select max(edition) from documents as all_editions where all_editions.series = documents.series) as is_latest
from documents where id = $1

-- The latest edition of a series.
-- name: latestDocument
select id, series, edition, body, hash, signature, public_key, made_by, true as is_latest
from documents where series = $1 order by edition desc limit 1

-- name: listDocuments
select id, edition, kind, epoch_ms(from_at) as from_at, epoch_ms(until_at) as until_at, scope, is_public,
  epoch_ms(as_of) as as_of, made_by, hash, figures, changes,
  edition = max(edition) over (partition by series) as is_latest
from documents order by as_of desc, id limit $1
