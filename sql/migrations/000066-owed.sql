-- What a step owes is known by its rota: of two rotas without anybody the one that is manned first is told first, and whoever
-- was told at that step is not told once more. Which rota had nobody was not kept: that of an open alert may be any.
update episodes set held = jsonb_set(held, '{owed}', coalesce((
  select jsonb_agg(jsonb_build_object('step', step, 'rota', rotas.id))
  from jsonb_array_elements(held->'owed') as step cross join rotas
  where rotas.removed_at is null
), '[]'))
where held ? 'owed';
