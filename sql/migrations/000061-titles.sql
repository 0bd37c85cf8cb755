-- Shipped. The names of the rules on objectives stand in titles, beside a bank and before a share: they read as one phrase
-- there. What somebody has called otherwise stays; where events have been judged, the name counts from now on.
insert into rules (id, version, from_at, made_by, body)
select id, version + 1, case when exists (select from events) then date_trunc('minute', now()) else from_at end,
  'War Room 1441', body || jsonb_build_object('nameTh', name_th)
from (select distinct on (id) * from rules order by id, version desc) as last
  join (values
    ('ระงับใน 60 นาที ต่ำกว่าเกณฑ์', 'อัตราระงับใน 60 นาทีต่ำกว่าเกณฑ์'),
    ('ระงับใน 60 นาที ต่ำกว่าเกณฑ์ รายธนาคาร', 'อัตราระงับใน 60 นาทีของธนาคารต่ำกว่าเกณฑ์'),
    ('รับสายใน 20 วินาที ต่ำกว่าเกณฑ์', 'อัตรารับสายใน 20 วินาทีต่ำกว่าเกณฑ์')
  ) as renamed (was_th, name_th) on was_th = body->>'nameTh'
where id in ('freeze-60m', 'freeze-60m-bank', 'calls-20s');
