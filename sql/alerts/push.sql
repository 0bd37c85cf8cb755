-- The browser that rings for whoever signs in with this name; none for whoever may not sign in any more.
-- name: readSubscription
select endpoint, p256dh, auth from subscriptions join people on people.id = person
where name = $1 and disabled_at is null and gone_at is null

-- Those of these names with which nobody signs in.
-- name: namesOfNobody
select name from unnest($1::text[]) as asked (name) where not exists (select from people where people.name = asked.name)

-- name: subscriptionOf
select endpoint, agent, epoch_ms(made_at) as since, epoch_ms(gone_at) as gone_at from subscriptions where person = $1

-- A browser rings for whoever switched it on last.
-- name: takeBrowser
delete from subscriptions where endpoint = $2 and person <> $1 returning person

-- name: putSubscription
insert into subscriptions (person, endpoint, p256dh, auth, agent, made_at) values ($1, $2, $3, $4, $5, $6)
on conflict (person) do update set endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
  agent = excluded.agent, made_at = excluded.made_at, gone_at = null
returning person

-- name: removeSubscription
delete from subscriptions where person = $1 returning endpoint, agent

-- name: loseSubscription
update subscriptions set gone_at = $2 where endpoint = $1 and gone_at is null returning person
