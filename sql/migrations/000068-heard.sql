-- An alert that is open knows which rotas have had their turn: whoever is on duty in a rota that is made to hear of it since is
-- told. Which rotas had theirs was not kept: of alerts that are open all have, but those that had nobody on duty.
update episodes set held = held - 'owed' || jsonb_build_object('rotas', coalesce((
  select jsonb_agg(jsonb_build_object(
    'step', coalesce(owed.step, (held->>'taken')::int), 'rota', rotas.id, 'isTold', owed.step is null))
  from rotas left join jsonb_to_recordset(held->'owed') as owed (step int, rota int) on owed.rota = rotas.id
  where rotas.removed_at is null and held->>'taken' is not null
), '[]'));
