-- The field's word for it, as in the API: an alarm is acknowledged.
alter table screens rename column seen_at to acknowledged_at;
comment on column screens.acknowledged_at is 'a person acknowledged at it everything that was broken up to then';
comment on column screens.sound is 'it sounds an alarm while something is broken, until a person has acknowledged it';
