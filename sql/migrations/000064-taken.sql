-- Who hears of an alert changes while it is open, and with it the place of a step in its chain: steps are known by their
-- minutes. Their places are taken for those of the chain as it stands, as the program before this one would have gone on.
-- Nobody is told twice or passed over by that.
with heard as (
  select hears from recipients where removed_at is null
  union all select hears from rotas where removed_at is null
), open as (
  select episodes.id, held, (held->>'step')::int as step, array(
    select distinct (entry->>'afterMinutes')::int from heard cross join jsonb_array_elements(hears) as entry
    where entry->>'policy' = body->>'policy'
      and coalesce(entry->'severities' ? (body->>'severity'), true) and coalesce(entry->'subjects' ? subject, true)
    order by 1
  ) as minutes
  from episodes join rules on rules.id = rule and rules.version = episodes.version
)
update episodes set held = open.held - 'step' || jsonb_build_object(
  -- A step that found nobody where none is left was counted twice.
  'taken', case when step > 0 then coalesce(minutes[least(step, cardinality(minutes))], 0) end,
  'isHurried', coalesce(open.held->'owed' @> to_jsonb(step - 1), false),
  'owed', coalesce((
    select jsonb_agg(minutes[place::int + 1]) from jsonb_array_elements_text(open.held->'owed') as place
    where place::int < cardinality(minutes)
  ), '[]')
)
from open where open.id = episodes.id;
comment on column messages.step is 'of its chain: minutes after the alert; before this migration its place';
