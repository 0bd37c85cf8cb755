-- The sender belongs to the identity of an event: a source cannot take the (source, id) of another one beforehand.
-- Rows know their sender from the first migration on, and rows of one sender were distinct already.
create unique index events_identity on events (entity, sender, source, id, time);
drop index events_entity;
