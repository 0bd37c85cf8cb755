-- Each hour of raw events, and when the cells were last compared with it.
create table reconciled (
  hour timestamptz primary key,
  compared_at timestamptz,
  wrong int not null default 0,
  kinds text[] not null default '{}'
);
comment on column reconciled.compared_at is 'null: not yet';
comment on column reconciled.wrong is 'entities, samples and cells that are not what the raw events say';
comment on column reconciled.kinds is 'of which kinds they are';
create index on reconciled (compared_at nulls first, hour desc);
create index on reconciled (compared_at) where wrong > 0;

insert into rules (id, version, from_at, made_by, body) values ('figures', 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441', jsonb '
  {"nameTh": "ตัวเลขไม่ตรงกับเหตุการณ์ดิบ", "nameEn": "Figures differ from the raw events", "condition": "figures", "by": "server",
    "severity": "high", "policy": "system", "only": null, "isOn": true, "opens": "bad", "recovers": "good", "noData": "hold",
    "turns": 3, "forSeconds": 0, "keepSeconds": 0, "chatterSeconds": 1800, "quietSeconds": 1800, "chainHours": 24,
    "runbookTh": "รัน npm run audit เพื่อดูวันที่ต่างกัน แล้วรัน npm run rebuild", "runbookEn": "npm run audit names the days, npm run rebuild mends them"}');
