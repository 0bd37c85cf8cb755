-- Shipped. Since it is told when a hold was found to be wrong, the banks' promise of four hours (BOT and TBA, September 2025)
-- is judged. What somebody has changed since it was shipped stays: a person's version is in force from later on. Where events
-- have been judged it counts from now on, so that no past report has an objective that it had not.
insert into objectives (id, version, from_at, made_by, body)
select id, version + 1, case when exists (select from events) then date_trunc('minute', now()) else from_at end, made_by,
  body || '{"th": "ปลดระงับภายใน 4 ชั่วโมงหลังพบว่าระงับผิด",
  "en": "Released within 4 h of being found wrong", "enabled": true}'
from objectives as shipped
where id = 'release-4h' and version = 1
  and not exists (select from objectives as later where later.id = shipped.id and later.version > 1);

-- The same clock has rules. They are on: holds that are found to be wrong are few, and somebody waits for each of them.
insert into rules (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441',
  '{"only": null, "isOn": true, "by": "bank", "policy": "duty", "opens": "bad", "recovers": "good", "noData": "hold",
    "turns": 3, "chatterSeconds": 1800, "quietSeconds": 1800, "chainHours": 24, "forSeconds": 0,
    "keepSeconds": 120}'::jsonb || body::jsonb
from (values
  ('release-overdue', '{"nameTh": "ปลดบัญชีที่ระงับผิดเกิน 4 ชั่วโมง รายธนาคาร", "nameEn": "Wrong holds over 4 h, by bank",
    "condition": "release-overdue", "severity": "medium",
    "runbookTh": "โทรหาผู้ประสานงานของธนาคาร ขอให้ปลดบัญชีที่พบว่าระงับผิดทันที", "runbookEn": "Call the bank''s contact and ask to release the wrong holds at once"}'),
  ('release-will-miss', '{"nameTh": "ปลดบัญชีที่ระงับผิดใกล้ครบ 4 ชั่วโมง รายธนาคาร", "nameEn": "Wrong holds about to miss 4 h, by bank",
    "condition": "release-will-miss", "severity": "low",
    "runbookTh": "เตือนผู้ประสานงานของธนาคารก่อนครบเวลา", "runbookEn": "Remind the bank''s contact before the time is over"}')
) as shipped (id, body)
where not exists (select from rules where rules.id = shipped.id);
