-- The moment of recording: each one handed out, to a writer or to a reading, is later than all before it, whichever
-- process asked and whatever its clock says, so that an answer as of a moment never changes.
-- The last moment is kept in an unlogged sequence, which costs no flush, and is gone after a crash of the database;
-- no moment above `ceiling` has been told to anybody, and a crash goes on from there.
create table moments (ceiling bigint not null);
insert into moments values (0);
create unlogged sequence last_moment;

-- Locks of the database server. (1441, kind): the writer of that kind of entity, until its commit.
-- (1441, -1): shared by all writers until their commit; a reading takes it alone, for as long as it opens.
-- (1441, -2): whoever takes a moment, inside this function only: a sequence has no "not less than".
create function take_moment(now_ms bigint) returns bigint language plpgsql as $$
declare
  kept bigint;
  latest bigint;
  is_known boolean;
  taken bigint;
begin
  select ceiling into kept from moments;
  perform pg_advisory_lock(1441, -2);
  select last_value, is_called into latest, is_known from last_moment;
  taken := greatest(now_ms, case when is_known then latest else kept end + 1);
  perform setval('last_moment', taken);
  perform pg_advisory_unlock(1441, -2);
  -- Five seconds ahead: a write every five seconds keeps it.
  if taken > kept then
    update moments set ceiling = greatest(ceiling, taken + 5000);
  end if;
  return taken;
end $$;

create function open_write(kinds int[], now_ms bigint) returns bigint language plpgsql as $$
declare
  kind int;
begin
  perform pg_advisory_xact_lock_shared(1441, -1);
  foreach kind in array kinds loop
    perform pg_advisory_xact_lock(1441, kind);
  end loop;
  return take_moment(now_ms);
end $$;

-- All that was written before is committed when this returns, and nothing is written until (1441, -1) is let go.
create function open_reading(now_ms bigint) returns bigint language plpgsql as $$
begin
  perform pg_advisory_lock(1441, -1);
  return take_moment(now_ms);
end $$;
