-- Objectives by version: never updated, so that a past figure keeps the version that was in force.
create table objectives (
  id text collate "C" not null,
  version int not null,
  from_at timestamptz not null,
  made_by text not null,
  body jsonb not null,
  primary key (id, version)
);
comment on column objectives.from_at is 'in force from then on; of several, the one with the latest from_at, then the highest version';
comment on column objectives.body is 'backend/wire/sla.schema.ts, OBJECTIVE';
create trigger append_only before update or delete or truncate on objectives
  for each statement execute function refuse_change();

-- What is left out of an objective, because a person said so and why. It is ended, never deleted.
create table exclusions (
  id int generated always as identity primary key,
  objective text collate "C" not null,
  slice_by text not null,
  slice_of text collate "C",
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  reason text not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  ended_by text
);
comment on column exclusions.slice_by is 'a dimension, or all; slice_of is its value, null for all';

-- Shipped. 95 % within the hour and the bands to watch are our choice, 80 % within 20 s and 5 % abandoned are
-- conventions of call centres; the stretch is what the centre has reached (9 to 15 minutes).
insert into objectives (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441', body::jsonb from (values
  ('freeze-60m', '{"th": "ระงับได้ใน 60 นาที", "en": "Frozen within 60 min", "metric": "freezes.sla_60m",
    "target": {"p": 95, "q": 100}, "watch": {"p": 92, "q": 100}, "minimumSample": 20, "window": {"kind": "day"},
    "by": ["all", "bank"], "stretch": false, "enabled": true,
    "burn": [{"share": {"p": 1, "q": 10}, "longMinutes": 60, "shortMinutes": 15, "least": 3}]}'),
  ('freeze-15m', '{"th": "ระงับได้ใน 15 นาที", "en": "Frozen within 15 min", "metric": "freezes.sla_15m",
    "target": {"p": 80, "q": 100}, "watch": null, "minimumSample": 20, "window": {"kind": "day"},
    "by": ["all", "bank"], "stretch": true, "enabled": true, "burn": []}'),
  ('calls-20s', '{"th": "รับสายใน 20 วินาที", "en": "Answered within 20 s", "metric": "calls.service_level",
    "target": {"p": 80, "q": 100}, "watch": {"p": 77, "q": 100}, "minimumSample": 20, "window": {"kind": "day"},
    "by": ["all", "queue"], "stretch": false, "enabled": true,
    "burn": [{"share": {"p": 1, "q": 10}, "longMinutes": 60, "shortMinutes": 5, "least": 5}]}'),
  ('calls-abandoned', '{"th": "วางสายก่อนรับไม่เกิน 5 %", "en": "Abandoned at most 5 %", "metric": "calls.abandon_rate",
    "target": {"p": 95, "q": 100}, "watch": {"p": 92, "q": 100}, "minimumSample": 20, "window": {"kind": "day"},
    "by": ["all", "queue"], "stretch": false, "enabled": true, "burn": []}'),
  ('sources-fresh', '{"th": "แหล่งข้อมูลส่งครบและทันเวลา", "en": "Every source is heard and has sent everything",
    "metric": "sources.fresh", "target": {"p": 1, "q": 1}, "watch": null, "minimumSample": 1,
    "window": {"kind": "rolling", "minutes": 5}, "by": ["all", "source"], "stretch": false, "enabled": true, "burn": []}')
) as shipped (id, body);
