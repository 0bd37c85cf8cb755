-- name: listRecipients
select id, version, name, lang, channels, hears, most, secret, gone from recipients where removed_at is null order by name

-- name: addRecipient
insert into recipients (name, lang, channels, hears, most, secret) values ($1, $2, $3, $4, $5, $6)
on conflict (name) where removed_at is null do nothing
returning id

-- name: putRecipient
update recipients set name = $2, lang = $3, channels = $4, hears = $5, most = $6, secret = coalesce($7, secret),
  version = version + 1
where id = $1 and removed_at is null and ($8::int is null or version = $8) returning version

-- name: removeRecipient
update recipients set removed_at = $2 where id = $1 and removed_at is null returning id

-- The receiver of a webhook ($2) says that it is gone.
-- name: loseWebhook
update recipients set gone = jsonb_build_object($2::text, $3::bigint) || gone where id = $1 returning id

-- name: switchWebhooksOn
update recipients set gone = '{}' where id = $1 and removed_at is null returning id
