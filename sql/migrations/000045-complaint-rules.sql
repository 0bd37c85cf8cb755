-- Shipped: the 72 hours of a complaint have rules, as the hour of a freeze has. They are off: at a centre of real size some
-- victim of each agency is always about to miss them, and an alert that never ends tells nobody anything. Whoever wants
-- them tries them on the past first (`/alerts`, rules), for single agencies or with other times.
insert into rules (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441',
  '{"only": null, "isOn": false, "by": "agency", "severity": "low", "policy": "duty", "opens": "bad", "recovers": "good",
    "noData": "hold", "turns": 3, "chatterSeconds": 1800, "quietSeconds": 1800, "chainHours": 24, "forSeconds": 0,
    "keepSeconds": 3600}'::jsonb || body::jsonb
from (values
  ('complaint-overdue', '{"nameTh": "แจ้งความเกิน 72 ชั่วโมง รายหน่วยงาน", "nameEn": "Complaints over 72 h, by agency",
    "condition": "complaint-overdue",
    "runbookTh": "ขอให้หน่วยงานติดตามผู้เสียหายที่ยังไม่แจ้งความ และบันทึกเหตุที่ล่าช้า", "runbookEn": "Ask the agency to follow up the victims without a complaint, and to note why it is late"}'),
  ('complaint-will-miss', '{"nameTh": "แจ้งความใกล้ครบ 72 ชั่วโมง รายหน่วยงาน", "nameEn": "Complaints about to miss 72 h, by agency",
    "condition": "complaint-will-miss",
    "runbookTh": "ขอให้หน่วยงานโทรเตือนผู้เสียหายให้แจ้งความก่อนครบเวลา", "runbookEn": "Ask the agency to call the victims before the time is over"}')
) as shipped (id, body);
