-- Shipped: a webhook that its receiver has switched off (410) is asked no more, and who administers hears of it.
insert into rules (id, version, from_at, made_by, body) values ('webhook-gone', 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441', '
  {"nameTh": "Webhook ของผู้รับเลิกใช้แล้ว", "nameEn": "Webhook of a recipient is gone", "condition": "webhook-gone", "by": "recipient",
    "only": null, "isOn": true, "severity": "medium", "policy": "system", "opens": "bad", "recovers": "good", "noData": "hold",
    "turns": 3, "chatterSeconds": 1800, "quietSeconds": 1800, "chainHours": 24, "forSeconds": 0, "keepSeconds": 0,
    "runbookTh": "สอบถามผู้ดูแลปลายทาง แล้วแก้ที่อยู่หรือกดเปิดส่งอีกครั้งในแท็บผู้รับของหน้าแจ้งเหตุ",
    "runbookEn": "Ask whoever runs the receiver, then change the address or switch it on again in the tab “recipients”"}'::jsonb);
