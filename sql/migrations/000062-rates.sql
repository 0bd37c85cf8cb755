-- What was sent by a kind of channel in the last ten minutes: the newest are read, as many as its rate has. A report's mail is
-- no alert.
create index messages_sent on messages (channel_kind, ended_at)
  where state in ('sent', 'delivered', 'doubt') and run is null;
