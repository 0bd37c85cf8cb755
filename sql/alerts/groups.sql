-- The digest of a recipient that was not sent yet.
-- name: waitingDigest
select id from messages where recipient = $1 and kind = 'digest' and state in ('queued', 'deferred') limit 1 for update

-- A digest that was not tried yet goes by then ($2).
-- name: hastenDigest
update messages set due_at = least(due_at, $2::timestamptz) where id = $1 and state = 'queued' and tries = 0 returning id

-- name: foldMessages
update messages set state = 'folded', why = $4, parent = $3::uuid, claim = null, lease_until = null
where id = any ($1::uuid[]) and claim = $2::uuid and state = 'claimed'
returning id

-- One that tells others is sent by whoever has just made it.
-- name: claimGroup
update messages set state = 'claimed', claim = $2::uuid, lease_until = $3::timestamptz, going_at = $4::timestamptz, tries = 1
where id = $1 returning id

-- What a message ($2) was to tell is on its own again.
-- name: unfoldMessage
update messages set state = $3, why = $4, due_at = coalesce($5::timestamptz, due_at), ended_at = $6::timestamptz,
  may_have_gone = may_have_gone or $7, parent = null
where id = $1 and parent = $2 and state = 'folded'
returning id

-- The message that tells these may have gone.
-- name: doubtFolded
update messages set may_have_gone = true where parent = $1 and state = 'folded' returning id

-- Of what a message ($1) was to tell, all but these ($2) was acknowledged or over when it was sent.
-- name: leaveOut
update messages set state = case when may_have_gone then 'doubt' else 'superseded' end, ended_at = $3::timestamptz,
  why = case when episodes.state = 'resolved' then 'resolved-first' else 'acknowledged-first' end
from episodes where episodes.id = messages.episode and parent = $1 and messages.state = 'folded'
  and messages.id <> all ($2::uuid[])
returning messages.id

-- Why a digest has nothing to tell any more: as the last that it was to tell. What was claimed with it has no reason yet.
-- name: whyEmpty
select case when messages.state <> 'folded' then why
            when episodes.state = 'resolved' then 'resolved-first' else 'acknowledged-first' end as why
from messages join episodes on episodes.id = episode
where parent = $1::uuid
order by ended_at desc nulls first, messages.id limit 1

-- What one digest ($1) was to tell, another one ($2) tells; $3: the first may have told it.
-- name: moveFolded
update messages set parent = $2::uuid, may_have_gone = may_have_gone or $3::boolean
where parent = $1::uuid and state = 'folded' returning id
