-- What LINE said of the month's messages, and when: it is asked once an hour, by one process.
create table quotas (
  outlet text primary key,
  account text not null,
  next_at timestamptz not null,
  asked_at timestamptz,
  fault text,
  read_at timestamptz,
  used bigint,
  most bigint
);
comment on column quotas.account is 'a hash of the token: of another one''s messages the numbers say nothing';
comment on column quotas.next_at is 'when it is asked again';
comment on column quotas.fault is 'why the last question had no answer; null: it had one';
comment on column quotas.read_at is 'when used and most were answered; most null: there is no limit';

-- Shipped: the warning comes while there is time to buy more messages, or to add another channel.
insert into rules (id, version, from_at, made_by, body) values ('line-quota', 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441', '
  {"nameTh": "โควตาข้อความ LINE ของเดือน", "nameEn": "Monthly messages at LINE", "condition": "line-quota", "by": "server",
    "only": null, "isOn": true, "severity": "medium", "policy": "system", "opens": "bad", "recovers": "good", "noData": "hold",
    "turns": 3, "chatterSeconds": 1800, "quietSeconds": 1800, "chainHours": 24, "forSeconds": 0, "keepSeconds": 0,
    "runbookTh": "ซื้อข้อความเพิ่มหรือเปลี่ยนแพ็กเกจที่ LINE Official Account Manager และเพิ่มช่องทางอื่นให้ผู้รับที่มีแต่ LINE",
    "runbookEn": "Buy more messages or change the plan in LINE Official Account Manager, and give recipients who have only LINE another channel"}'::jsonb);
