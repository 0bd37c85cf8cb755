-- All processes keep the rates of channels together: what is being sent counts from when it has taken its room.
alter table messages add column going_at timestamptz;
comment on column messages.going_at is 'since when its claim has been sending it; null: it has not begun';
