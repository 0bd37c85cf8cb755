-- How fast a budget is used up has rules of its own. An objective that nobody has changed gets a second, slower threshold:
-- 20 % of a day's budget in three hours is 1.6 times as fast as evenly, 10 % in one hour 2.4 times. Where events have been
-- judged it counts from now on, so that no past verdict has another version than it had.
insert into objectives (id, version, from_at, made_by, body)
select id, 2, case when exists (select from events) then date_trunc('minute', now()) else from_at end, made_by,
  jsonb_set(body, '{burn}', body->'burn' ||
    '[{"share": {"p": 1, "q": 5}, "longMinutes": 180, "shortMinutes": 30, "least": 6}]'::jsonb)
from objectives
where id = 'freeze-60m' and version = 1
  and not exists (select from objectives as other where other.id = 'freeze-60m' and other.version > 1);

-- Shipped, of the whole: a bank that is slow has a rule for its running freezes. Only where the objective has these windows.
-- The fast one is kept for the 15 minutes by which the slow one's short window is longer: while it is open the slow one is
-- silent, and so what has stopped is not told once more.
insert into rules (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441',
  '{"condition": "freeze-60m", "only": null, "isOn": true, "by": "all", "policy": "duty", "opens": "bad",
    "recovers": "good", "noData": "hold", "turns": 3, "chatterSeconds": 7200, "quietSeconds": 3600, "chainHours": 24,
    "forSeconds": 0}'::jsonb || body::jsonb
from (values
  ('freeze-60m-fast', '{"nameTh": "ระงับไม่ทัน 60 นาทีถี่ขึ้นในชั่วโมงล่าสุด", "nameEn": "Freezes miss 60 min fast, last hour",
    "burn": {"longMinutes": 60, "shortMinutes": 15}, "severity": "high", "keepSeconds": 900,
    "runbookTh": "ดูว่าธนาคารใดพลาดมากที่สุด โทรหาผู้ประสานงานของธนาคารนั้นทันที ขอให้เพิ่มคนหรือใช้ช่องทางสำรอง",
    "runbookEn": "See which bank misses most, call its contact at once, and ask for more people or the fallback channel"}'),
  ('freeze-60m-slow', '{"nameTh": "ระงับไม่ทัน 60 นาทีถี่ขึ้นใน 3 ชั่วโมงล่าสุด", "nameEn": "Freezes miss 60 min fast, last 3 hours",
    "burn": {"longMinutes": 180, "shortMinutes": 30}, "severity": "medium", "keepSeconds": 1800,
    "runbookTh": "ดูว่าธนาคารใดและช่วงเวลาใดพลาดมาก แล้วขอให้ธนาคารนั้นปรับกำลังคนก่อนวันนี้จะหลุดเป้า",
    "runbookEn": "See which bank and which hours miss most, and have that bank change its staffing before the day is lost"}')
) as shipped (id, body)
where exists (
  select from (select body from objectives where objectives.id = 'freeze-60m' order by version desc limit 1) as last
  where last.body->'burn' @> jsonb_build_array(shipped.body::jsonb->'burn')
);
