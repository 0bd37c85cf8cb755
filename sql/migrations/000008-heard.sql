-- Up to when a source has been heard: when it last spoke, or its watermark, where that lies over three heartbeats
-- before. Who sends an hour's backlog is heard every second, and still tells nothing of now.
create function heard_to(heard_at timestamptz, through_at timestamptz, beat_seconds int) returns timestamptz
language sql immutable parallel safe
as $$ select case when heard_at - through_at > make_interval(secs => 3 * beat_seconds) then through_at else heard_at end $$;
