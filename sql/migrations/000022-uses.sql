-- Within its entity an event is known by its sender, source and id: the same again is a duplicate, whenever it comes and in
-- whatever chunk the first one lies; another one under the same id is refused, and told of the first use. The entity keeps
-- what that takes, three numbers for each of its events, so that no event is looked up.
alter table calls add column uses bigint[];
alter table reports add column uses bigint[];
alter table freezes add column uses bigint[];
alter table refunds add column uses bigint[];
alter table arrests add column uses bigint[];
-- A sample has no entity: instead of one, its minute and its sender.
alter table line_samples add column uses bigint[];

-- The kind of the entity belongs to the identity too: a call and a report may have one id.
create unique index events_known on events (entity, sender, source, id, time, type);
drop index events_identity;

-- The same as before, in a form that the planner writes into the statement instead of calling it: the part of a time
-- depends on the session's zone, that of an interval on nothing.
create or replace function epoch_ms(at timestamptz) returns bigint language sql immutable parallel safe
as $$ select (date_part('epoch', at - timestamptz '1970-01-01 00:00:00+00') * 1000)::bigint $$;

-- In the order in which their numbers are kept: new types go to the end.
create function event_types() returns text[] language sql immutable parallel safe as $$
  select '{call.offered,call.answered,call.abandoned,call.ended,lines.sampled,
    report.filed,report.revised,report.linked,report.voided,report.advanced,
    freeze.requested,freeze.confirmed,freeze.refused,freeze.released,refund.paid,arrest.made}'::text[]
$$;

-- Which event of its entity it is: 64 bits, of which two of an entity's thousand are the same once in 10^13 entities.
create function use_key(sender int, source text, id text) returns bigint language sql immutable parallel safe
as $$ select hashtextextended(id, hashtextextended(source, sender)) $$;

-- When it happened (epoch ms), and its type.
create function use_moment(at timestamptz, type text) returns bigint language sql immutable parallel safe
as $$ select epoch_ms(at) * 32 + array_position(event_types(), type) $$;

-- All else that it says. The cohort time and the revision may be written in several ways.
create function use_content(revision int, cohort_at timestamptz, data jsonb) returns bigint
language sql immutable parallel safe as $$
  select jsonb_hash_extended(data - '{offeredAt,reportedAt,requestedAt,revision}'::text[],
    coalesce(epoch_ms(cohort_at), 0) * 1048576 + revision)
$$;

-- The moment of the first use of a key; 0: that is the same event; null: there is none.
create function use_before(uses bigint[], key bigint, moment bigint, content bigint) returns bigint
language sql immutable parallel safe as $$
  select case when bool_or(uses[n][2] = moment and uses[n][3] = content) then 0 else min(uses[n][2]) end
  from generate_subscripts(uses, 1) as n where uses[n][1] = key
$$;

-- Those before `since` and from `until` on (epoch ms), in one order, whatever order they came in.
create function uses_outside(uses bigint[], since bigint, until bigint) returns bigint[]
language sql immutable parallel safe as $$
  select array_agg(array[uses[n][1], uses[n][2], uses[n][3]] order by uses[n][2], uses[n][1], uses[n][3])
  from generate_subscripts(uses, 1) as n where uses[n][2] >> 5 < since or uses[n][2] >> 5 >= until
$$;

-- What an entity keeps once its events from `since` to `until` are those that were told; itself if it did already.
create function uses_mended(was bigint[], told bigint[], since bigint, until bigint) returns bigint[]
language sql immutable parallel safe as $$
  select case when wanted is distinct from uses_outside(was, 0, 0) then wanted else was end
  from (select uses_outside(told || uses_outside(was, since, until), 0, 0) as wanted offset 0) as sorted
$$;

update calls as entity set uses = told.uses
from (
  select entity, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type like 'call.%' group by entity
) as told
where told.entity = entity.id;
update reports as entity set uses = told.uses
from (
  select entity, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type like 'report.%' group by entity
) as told
where told.entity = entity.id;
update freezes as entity set uses = told.uses
from (
  select entity, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type like 'freeze.%' group by entity
) as told
where told.entity = entity.id;
update refunds as entity set uses = told.uses
from (
  select entity, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type like 'refund.%' group by entity
) as told
where told.entity = entity.id;
update arrests as entity set uses = told.uses
from (
  select entity, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type like 'arrest.%' group by entity
) as told
where told.entity = entity.id;
update line_samples as sample set uses = told.uses
from (
  select date_trunc('minute', time) as minute, sender, array_agg(
    array[use_key(sender, source, id), use_moment(time, type), use_content(revision, cohort_at, data)]
    order by recorded_at, place) as uses
  from events where type = 'lines.sampled' group by 1, 2
) as told
where told.minute = sample.minute and told.sender = sample.sender;

-- What is merged from raw events to be counted has no need of them.
create or replace function freeze_settled(
  requested freeze_slot, confirmed freeze_slot[], refused freeze_slot[], released freeze_slot[]
) returns freezes language sql immutable parallel safe as $$
  select row(null, $1,
    (array_agg(answer) filter (where counts and slot = 1))[1],
    (array_agg(answer) filter (where counts and slot = 2))[1],
    (array_agg(answer) filter (where counts and slot = 3))[1],
    case when not bool_and(counts) then row(
      array_agg(answer order by answer) filter (where not counts and slot = 1),
      array_agg(answer order by answer) filter (where not counts and slot = 2),
      array_agg(answer order by answer) filter (where not counts and slot = 3)
    )::freeze_aside end,
    null
  )::freezes
  from (
    select slot, answer, may and row_number() over (partition by slot, may order by answer) = 1 as counts
    from (
      select slot, answer, case
        when ($1).at is not null then (answer).speaks_for is null or ($1).bank = any ((answer).speaks_for)
        else (answer).speaks_for is not distinct from first_value((answer).speaks_for) over (
          order by (answer).speaks_for is not null, (answer).at, (answer).source, (answer).id, answer)
      end as may
      from (
        select distinct on (slot, (answer).speaks_for) slot, answer
        from (
          select 1, unnest($2) union all select 2, unnest($3) union all select 3, unnest($4)
        ) as told (slot, answer)
        where (answer).at is not null
        order by slot, (answer).speaks_for, answer
      ) as best
    ) as judged
  ) as ranked
$$;

create or replace function calls_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof calls language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'call.offered'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.answered'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.abandoned'))[1],
    (array_agg(slot order by slot) filter (where type = 'call.ended'))[1],
    null::bigint[]
  from (
    select entity, type, call_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
          and recorded_at <= as_of and time >= since and time < until
        union all
        select entity from events
        where type in ('call.offered', 'call.answered', 'call.abandoned', 'call.ended')
          and recorded_at <= as_of and cohort_at >= since and cohort_at < until
          and time >= since - interval '5 minutes'
      )
  ) as known
  group by entity
$$;

create or replace function reports_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof reports language sql stable as $$
  select entity,
    (array_agg(slot order by slot) filter (where type = 'report.filed'))[1],
    (array_agg(slot order by slot) filter (where type in ('report.filed', 'report.revised')))[1],
    (array_agg(slot order by slot) filter (where type = 'report.linked'))[1],
    (array_agg(slot order by slot) filter (where type = 'report.voided'))[1],
    (array_agg(slot order by slot) filter (where step = 'freezing'))[1],
    (array_agg(slot order by slot) filter (where step = 'complaint'))[1],
    (array_agg(slot order by slot) filter (where step = 'tracing'))[1],
    (array_agg(slot order by slot) filter (where step = 'refunding'))[1],
    (array_agg(slot order by slot) filter (where step = 'closed'))[1],
    null::bigint[]
  from (
    select entity, type, data->>'step' as step,
      report_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
      and recorded_at <= as_of
      and entity in (
        select entity from events
        where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
          and recorded_at <= as_of and time >= since and time < until
        union all
        select entity from events
        where type in ('report.filed', 'report.revised', 'report.linked', 'report.voided', 'report.advanced')
          and recorded_at <= as_of and cohort_at >= since and cohort_at < until
          and time >= since - interval '5 minutes'
      )
  ) as known
  group by entity
$$;

create or replace function freezes_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof freezes language sql stable as $$
  select entity, requested,
    case when settled is distinct from null then (settled).confirmed else confirmed[1] end,
    case when settled is distinct from null then (settled).refused else refused[1] end,
    case when settled is distinct from null then (settled).released else released[1] end,
    (settled).aside, null::bigint[]
  from (
    select *, case
      when limited > 0 and limited < answers or speaks_for <> last_speaks_for or (requested).bank <> all (speaks_for)
      then freeze_settled(requested, confirmed, refused, released)
    end as settled
    from (
      select entity,
        (array_agg(slot order by slot) filter (where type = 'freeze.requested'))[1] as requested,
        array_agg(slot order by slot) filter (where type = 'freeze.confirmed') as confirmed,
        array_agg(slot order by slot) filter (where type = 'freeze.refused') as refused,
        array_agg(slot order by slot) filter (where type = 'freeze.released') as released,
        count(*) filter (where type <> 'freeze.requested') as answers,
        count(speaks_for) filter (where type <> 'freeze.requested') as limited,
        min(speaks_for) filter (where type <> 'freeze.requested') as speaks_for,
        max(speaks_for) filter (where type <> 'freeze.requested') as last_speaks_for
      from (
        select entity, type, speaks_for,
          freeze_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
        from events
        where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
          and recorded_at <= as_of
          and entity in (
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
              and recorded_at <= as_of and time >= since and time < until
            union all
            select entity from events
            where type in ('freeze.requested', 'freeze.confirmed', 'freeze.refused', 'freeze.released')
              and recorded_at <= as_of and cohort_at >= since and cohort_at < until
              and time >= since - interval '5 minutes'
          )
      ) as known
      group by entity
      offset 0
    ) as candidates
    offset 0
  ) as judged
$$;

create or replace function refunds_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof refunds language sql stable as $$
  select entity, (array_agg(slot order by slot))[1], null::bigint[]
  from (
    select entity, refund_slot(revision, time, source, id, cohort_at, data, speaks_for) as slot
    from events
    where type = 'refund.paid' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'refund.paid' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;

create or replace function arrests_as_of(since timestamptz, until timestamptz, as_of timestamptz)
returns setof arrests language sql stable as $$
  select entity, (array_agg(slot order by slot))[1], null::bigint[]
  from (
    select entity, arrest_slot(revision, time, source, id, cohort_at, data) as slot
    from events
    where type = 'arrest.made' and recorded_at <= as_of and entity in (
      select entity from events
      where type = 'arrest.made' and recorded_at <= as_of and time >= since and time < until
    )
  ) as known
  group by entity
$$;
