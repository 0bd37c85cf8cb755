-- The walls that have a name: what each of them shows is held here, not on the wall.
create table screens (
  name text collate "C" primary key,
  scene text,
  rotation jsonb,
  theme text not null default 'dark',
  lang text not null default 'th',
  thai_digits boolean not null default false,
  sound boolean not null default false,
  seen_at timestamptz,
  takeover_scene text,
  takeover_until timestamptz,
  updated_at timestamptz not null,
  check (num_nonnulls(scene, rotation) = 1),
  check (num_nonnulls(takeover_scene, takeover_until) <> 1)
);
comment on column screens.rotation is 'instead of a scene: [{ "scene", "seconds" }, …], one after the other';
comment on column screens.takeover_until is 'up to then it shows takeover_scene, whatever else it should';
comment on column screens.sound is 'it sounds an alarm while something is broken, until a person has seen it';
comment on column screens.seen_at is 'a person has seen all that was broken up to then';
