-- name: listDisplays
select id, version, screen, place, encode(token_hash, 'base64') as token_hash, epoch_ms(approved_at) as approved_at, approved_by,
  epoch_ms(seen_at) as seen_at, epoch_ms(ends_at) as ends_at, address, agent
from displays order by screen, id

-- name: touchDisplay
update displays set seen_at = $2, ends_at = $3, address = $4, agent = $5 where id = $1

-- name: placeDisplay
update displays set place = $2, version = version + 1 where id = $1 and ($3::int is null or version = $3) returning id

-- name: removeDisplay
delete from displays where id = $1 returning id

-- Its screen has another name.
-- name: followScreen
update displays set screen = $2 where screen = $1

-- One at a time, so that the limits hold.
-- name: lockPairings
select pg_advisory_xact_lock(1441, -2)

-- name: dropPairings
delete from pairings where ends_at <= $1

-- name: countPairings
select count(*)::int as everywhere, (count(*) filter (where network = $1))::int as here
from pairings where display is null

-- Nothing if there is such a code.
-- name: addPairing
insert into pairings (secret_hash, code, network, address, agent, width, height, asked_at, ends_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (code) do nothing
returning code

-- By its secret ($1) or by its code ($2).
-- name: findPairing
select code, address, agent, width, height, epoch_ms(asked_at) as asked_at, epoch_ms(ends_at) as ends_at, is_refused,
  display
from pairings where (secret_hash = $1 or code = $2) and ends_at > $3

-- name: refusePairing
update pairings set is_refused = true where code = $1 and display is null and ends_at > $2 returning code

-- The hash of a hash is that of no token: it has none until its browser comes for it.
-- name: approvePairing
with display as (
  insert into displays (screen, place, token_hash, approved_at, approved_by, seen_at, ends_at, address, agent)
  select $2::text, $3::text, sha256(secret_hash), $4::timestamptz, $5::text, $4::timestamptz, $6::timestamptz, address, agent
  from pairings where code = $1 and display is null and not is_refused and ends_at > $4::timestamptz
  returning id
)
update pairings set display = display.id from display where code = $1
returning pairings.display

-- name: renewToken
update displays set token_hash = $2 where id = $1 returning screen
