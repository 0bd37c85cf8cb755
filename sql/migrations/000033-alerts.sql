-- What opens an alert, by version: never updated, so that an episode keeps the version that it was judged by.
create table rules (
  id text collate "C" not null,
  version int not null,
  from_at timestamptz not null,
  made_by text not null,
  body jsonb not null,
  primary key (id, version)
);
comment on column rules.body is 'backend/wire/alerts.schema.ts, RULE_BODY';
create trigger append_only before update or delete or truncate on rules
  for each statement execute function refuse_change();

-- One alert from when it may begin until it is over.
create table episodes (
  id int generated always as identity primary key,
  rule text collate "C" not null,
  version int not null,
  subject text collate "C" not null,
  subject_by text not null,
  subject_of text,
  state text not null check (state in ('pending', 'firing', 'acknowledged', 'resolved')),
  cause text not null,
  seq int not null,
  since_at timestamptz not null,
  fired_at timestamptz,
  resolved_at timestamptz,
  owner text,
  note text,
  ack_until timestamptz,
  next_at timestamptz,
  held jsonb not null,
  foreign key (rule, version) references rules
);
comment on column episodes.subject is 'subject_by and subject_of as one text: bank:KBANK';
comment on column episodes.seq is 'raised by each change: who changes it names the one that it knew';
comment on column episodes.next_at is 'when it must be looked at again; null: when something changes';
comment on column episodes.held is 'what only the decision needs (backend/alerts/decide.ts)';
create unique index one_open_episode on episodes (rule, subject) where state <> 'resolved';
create index on episodes (resolved_at);
create index on episodes (fired_at);

create table transitions (
  episode int not null references episodes,
  seq int not null,
  at timestamptz not null,
  from_state text,
  to_state text not null,
  reason text not null,
  by_name text,
  finding jsonb,
  primary key (episode, seq)
);
comment on column transitions.by_name is 'the person; null: the program';
comment on column transitions.finding is 'what was seen then; null: nothing was looked at';

create table recipients (
  id int generated always as identity primary key,
  name text not null,
  lang text not null,
  channels jsonb not null,
  hears jsonb not null,
  most int not null,
  secret text not null,
  removed_at timestamptz
);
comment on column recipients.most is 'messages within ten minutes';
comment on column recipients.secret is 'signs what goes to its webhooks: the receiver has it too';
create unique index on recipients (name) where removed_at is null;

-- What is to be said, and what became of it. The id is the key by which a receiver knows a repetition.
create table messages (
  id uuid primary key,
  episode int references episodes,
  seq int not null,
  kind text not null,
  recipient int not null references recipients,
  channel int not null,
  channel_kind text not null,
  step int not null,
  repeat int not null,
  state text not null,
  why text,
  made_at timestamptz not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  claim uuid,
  lease_until timestamptz,
  tries int not null default 0,
  may_have_gone boolean not null default false,
  parent uuid references messages,
  unique (episode, seq, kind, recipient, channel, step, repeat)
);
comment on column messages.channel is 'place in the recipient''s list';
comment on column messages.repeat is '1: sent again, because the first may not have gone';
comment on column messages.parent is 'the digest that tells it, or the message that it stands in for';
-- The end of an alert is told once.
create unique index one_resolve on messages (episode, recipient) where kind = 'resolve' and channel = 0 and repeat = 0;
create index on messages (due_at) where state in ('queued', 'deferred');
create index on messages (lease_until) where state = 'claimed';
create index on messages (recipient, ended_at);
create index on messages (parent) where parent is not null;

create table attempts (
  message uuid not null references messages,
  n int not null,
  at timestamptz not null,
  outcome text not null,
  code text,
  receipt text,
  primary key (message, n)
);

create table mutes (
  id int generated always as identity primary key,
  rule text collate "C",
  subject text collate "C",
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  daily_from int,
  daily_until int check ((daily_from is null) = (daily_until is null)),
  reason text not null,
  made_by text not null,
  ended_at timestamptz
);
comment on column mutes.daily_from is 'minute of the Bangkok day; null: all day';

-- Who judges: one process, until its lease ends by the database's clock. Each takeover has a new term, and whoever has
-- an old one can write nothing.
create table judge (
  one boolean primary key default true check (one),
  term bigint not null,
  holder uuid,
  lease_until timestamptz not null,
  judged_at timestamptz not null
);
insert into judge (term, lease_until, judged_at) values (0, '-infinity', timestamptz '1970-01-01 00:00Z');

-- Shipped. Times to hold are our choice: a deadline that is over is said at once, a share when it has held for five
-- minutes, a source when it has been silent for a minute longer than its three heartbeats.
insert into rules (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441',
  '{"only": null, "isOn": true, "opens": "bad", "recovers": "good", "noData": "hold", "turns": 3, "chatterSeconds": 1800,
    "quietSeconds": 1800, "chainHours": 24}'::jsonb || body::jsonb
from (values
  ('freeze-overdue', '{"nameTh": "คำขอระงับเกิน 60 นาที รายธนาคาร", "nameEn": "Freezes over 60 min, by bank",
    "condition": "freeze-overdue", "by": "bank", "severity": "high", "policy": "duty", "forSeconds": 0, "keepSeconds": 120,
    "runbookTh": "โทรหาผู้ประสานงานของธนาคาร ขอให้ตอบคำขอที่เกินเวลาก่อน", "runbookEn": "Call the bank''s contact and ask for the overdue requests first"}'),
  ('freeze-will-miss', '{"nameTh": "คำขอระงับใกล้ครบ 60 นาที รายธนาคาร", "nameEn": "Freezes about to miss 60 min, by bank",
    "condition": "freeze-will-miss", "by": "bank", "severity": "medium", "policy": "duty", "forSeconds": 0, "keepSeconds": 120,
    "runbookTh": "เตือนผู้ประสานงานของธนาคารก่อนครบเวลา", "runbookEn": "Remind the bank''s contact before the time is over"}'),
  ('freeze-60m', '{"nameTh": "ระงับใน 60 นาที ต่ำกว่าเกณฑ์", "nameEn": "Frozen within 60 min, below objective",
    "condition": "freeze-60m", "by": "all", "severity": "high", "policy": "duty", "forSeconds": 300, "keepSeconds": 600,
    "runbookTh": "ดูว่าธนาคารใดช้า แล้วประสานธนาคารนั้น", "runbookEn": "See which bank is slow and call it"}'),
  ('freeze-60m-bank', '{"nameTh": "ระงับใน 60 นาที ต่ำกว่าเกณฑ์ รายธนาคาร", "nameEn": "Frozen within 60 min, below objective, by bank",
    "condition": "freeze-60m", "by": "bank", "severity": "medium", "policy": "duty", "forSeconds": 300, "keepSeconds": 600,
    "runbookTh": "โทรหาผู้ประสานงานของธนาคาร", "runbookEn": "Call the bank''s contact"}'),
  ('calls-20s', '{"nameTh": "รับสายใน 20 วินาที ต่ำกว่าเกณฑ์", "nameEn": "Answered within 20 s, below objective",
    "condition": "calls-20s", "by": "all", "severity": "medium", "policy": "duty", "forSeconds": 300, "keepSeconds": 600,
    "runbookTh": "เรียกเจ้าหน้าที่เพิ่ม หรือย้ายจากคิวอื่น", "runbookEn": "Call in more agents, or move some from another queue"}'),
  ('source-silent', '{"nameTh": "แหล่งข้อมูลเงียบ", "nameEn": "Source silent", "condition": "source-silent", "by": "source",
    "severity": "medium", "policy": "system", "forSeconds": 60, "keepSeconds": 120,
    "runbookTh": "ติดต่อผู้ดูแลของแหล่งข้อมูล ตัวเลขของแหล่งนี้ขาดอยู่", "runbookEn": "Call whoever runs the source: its figures are missing"}'),
  ('source-behind', '{"nameTh": "แหล่งข้อมูลส่งช้า", "nameEn": "Source behind", "condition": "source-behind", "by": "source",
    "severity": "low", "policy": "system", "forSeconds": 300, "keepSeconds": 300,
    "runbookTh": "แจ้งผู้ดูแลของแหล่งข้อมูล", "runbookEn": "Tell whoever runs the source"}'),
  ('screen-frozen', '{"nameTh": "จอภาพค้าง", "nameEn": "Screen frozen", "condition": "screen-frozen", "by": "screen",
    "severity": "medium", "policy": "system", "forSeconds": 60, "keepSeconds": 60,
    "runbookTh": "เปิดเบราว์เซอร์ของจอใหม่", "runbookEn": "Reload the browser of the screen"}'),
  ('disk', '{"nameTh": "พื้นที่ดิสก์ของฐานข้อมูล", "nameEn": "Disk of the database", "condition": "disk", "by": "server",
    "severity": "high", "policy": "system", "opens": "between", "forSeconds": 60, "keepSeconds": 300,
    "runbookTh": "เพิ่มพื้นที่หรือลบไฟล์ที่ไม่ใช้ ก่อนที่จะรับเหตุการณ์ไม่ได้", "runbookEn": "Free some space before events are refused"}'),
  ('clock', '{"nameTh": "นาฬิกาของเครื่อง", "nameEn": "Clock of the machine", "condition": "clock", "by": "server",
    "severity": "high", "policy": "system", "forSeconds": 0, "keepSeconds": 0,
    "runbookTh": "ตั้งนาฬิกาทุกเครื่องจากแหล่งเวลาเดียวกัน", "runbookEn": "Set all clocks by one time service"}')
) as shipped (id, body);
