-- Those that ended or were revoked for 90 days more. With what their makers may do now.
-- name: listEmbeds
select embeds.id, embeds.name, scene, metric, days, lang, theme, thai_digits, epoch_ms(made_at) as made_at,
  epoch_ms(ends_at) as ends_at, epoch_ms(revoked_at) as revoked_at, epoch_ms(used_at) as used_at, person,
  display_name, role, banks, provinces, agencies, disabled_at is not null as is_disabled
from embeds join people on people.id = person
where coalesce(least(revoked_at, ends_at), ends_at) > $1::timestamptz - interval '90 days'
order by embeds.id desc

-- Nothing if there are $11 already that have not ended.
-- name: addEmbed
insert into embeds (name, person, scene, metric, days, lang, theme, thai_digits, made_at, ends_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where (select count(*) from embeds where revoked_at is null and ends_at > $9) < $11
returning id

-- name: revokeEmbed
update embeds set revoked_at = $2 where id = $1 and revoked_at is null and ends_at > $2 returning id

-- Takes back what was revoked at $2 or later.
-- name: restoreEmbed
update embeds set revoked_at = null where id = $1 and revoked_at >= $2 and ends_at > $3 returning id

-- name: touchEmbed
update embeds set used_at = $2 where id = $1 returning id

-- name: dropEmbedTickets
delete from embed_tickets where ends_at <= $1

-- Nothing if $5 wait already.
-- name: addEmbedTicket
insert into embed_tickets (token_hash, embed, ends_at)
select $1, $2, $3 where (select count(*) from embed_tickets where ends_at > $4) < $5
returning embed

-- name: useEmbedTicket
delete from embed_tickets where token_hash = $1 returning embed, ends_at > $2 as is_in_time
