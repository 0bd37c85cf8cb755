-- A source that sends its history first, and no heartbeat until the end, is heard every second and tells nothing of
-- now: without a watermark it has been heard up to the latest event that it sent.
alter table sources add column latest_at timestamptz;
alter table source_history add column latest_at timestamptz;
comment on column sources.latest_at is 'the latest event time that it ever sent; null: it has sent nothing since this is recorded';

-- Up to when a source has been heard: when it last spoke or, where that lies over three heartbeats before, its watermark;
-- without a watermark, its latest event.
drop function heard_to(timestamptz, timestamptz, int);
create function heard_to(heard_at timestamptz, through_at timestamptz, latest_at timestamptz, beat_seconds int)
returns timestamptz
language sql immutable parallel safe
as $$
  select case when heard_at - coalesce(through_at, latest_at) > make_interval(secs => 3 * beat_seconds)
    then coalesce(through_at, latest_at) else heard_at end
$$;
