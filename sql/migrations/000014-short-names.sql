-- Short forms of names, for a wall's rows and a countdown: the official names fill a line of a report.
-- Null: the full name is the short one.
alter table codes add column short_th text, add column short_en text;

-- Banks are written as the trade writes them: by their code, but for TrueMoney.
update codes set short_th = code, short_en = code where kind = 'bank' and code not in ('TRUEMONEY', 'OTHER');

update codes set short_th = nullif(list.th, name_th), short_en = nullif(list.en, name_en)
from (values
  ('bank', 'TRUEMONEY', 'TMN', 'TMN'),
  ('channel', '1441', '1441', '1441'),
  ('channel', '1212', '1212', '1212'),
  ('channel', 'police', 'สถานีตำรวจ', 'Police'),
  ('channel', 'bank', 'ธนาคาร', 'Banks'),
  ('channel', 'online', 'ออนไลน์', 'Online'),
  ('channel', 'tcc', 'สภาผู้บริโภค', 'Consumers'),
  ('province', 'TH-14', 'พระนครศรีอยุธยา', 'Ayutthaya'),
  ('scamType', 'purchase_single', 'ซื้อขาย (รายคน)', 'Purchase (single)'),
  ('scamType', 'purchase_gang', 'ซื้อขาย (ขบวนการ)', 'Purchase (gang)'),
  ('scamType', 'job', 'หลอกทำงาน', 'Job'),
  ('scamType', 'loan', 'หลอกกู้เงิน', 'Loan'),
  ('scamType', 'invest_computer', 'ลงทุนออนไลน์', 'Online investment'),
  ('scamType', 'call_center', 'คอลเซ็นเตอร์', 'Call centre'),
  ('scamType', 'prize_other', 'หลอกรับรางวัล', 'Prize'),
  ('scamType', 'impersonate_borrow', 'แอบอ้างยืมเงิน', 'Posing to borrow'),
  ('scamType', 'remote_app', 'แอปดูดเงิน', 'Remote-control app'),
  ('scamType', 'hack', 'แฮ็กระบบ', 'Hacking'),
  ('scamType', 'hybrid', 'หลอกรักลงทุน', 'Romance investing'),
  ('scamType', 'romance', 'หลอกรักโอนเงิน', 'Romance'),
  ('scamType', 'ponzi', 'แชร์ลูกโซ่', 'Ponzi'),
  ('scamType', 'ransomware', 'เรียกค่าไถ่', 'Ransomware')
) as list (kind, code, th, en)
where codes.kind = list.kind and codes.code = list.code;
