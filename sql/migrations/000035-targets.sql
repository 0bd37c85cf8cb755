-- Trend targets by version: never updated, so that a past judgement keeps the version that was in force.
create table targets (
  id text collate "C" not null,
  version int not null,
  from_at timestamptz not null,
  made_by text not null,
  body jsonb not null,
  primary key (id, version)
);
comment on column targets.from_at is 'in force from then on; of several, the one with the latest from_at, then the highest version';
comment on column targets.body is 'backend/wire/targets.schema.ts, TARGET';
create trigger append_only before update or delete or truncate on targets
  for each statement execute function refuse_change();

-- What happened, said by a person, for every chart. It is ended, never deleted.
create table annotations (
  id int generated always as identity primary key,
  from_at timestamptz not null,
  until_at timestamptz check (until_at > from_at),
  said text not null,
  slice_by text not null,
  slice_of text collate "C",
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  ended_by text
);
comment on column annotations.slice_by is 'a dimension, or all; slice_of is its value, null for all';

-- Shipped: baselines and goals are published figures, each with its source; that the centre aims at them is our assumption.
insert into targets (id, version, from_at, made_by, body)
select id, 1, timestamptz '1970-01-01 00:00+07', 'War Room 1441',
  body::jsonb || '{"slice": {"by": "all", "of": null}, "assumed": true, "start": "2026-10-01", "due": "2026-12-31",
    "path": {"kind": "linear"}, "enabled": true}'::jsonb
from (values
  ('losses-per-day', '{"th": "เงินเสียหายต่อวัน", "en": "Losses per day", "metric": "reports.loss_satang", "better": "down", "place": 1,
    "baseline": {"kind": "number", "amount": {"p": 709700000000, "q": 121},
      "source": "The Nation, 5 March 2024: 7,097 million baht in the 121 days from November 2023 to February 2024. https://www.nationthailand.com/thailand/general/40036118"},
    "goal": {"kind": "number", "amount": {"p": 5000000000, "q": 1}},
    "source": "VietnamPlus, November 2024: over 19,000 million baht in the centre''s first 380 days, 50 million a day. https://en.vietnamplus.vn/thailand-loses-more-than-20-million-usd-to-scams-post304209.vnp"}'),
  ('held-share', '{"th": "ระงับได้จากเงินที่ขอระงับ", "en": "Held of money asked for", "metric": "freezes.held_share_of_requested", "better": "up", "place": 2,
    "baseline": {"kind": "number", "amount": {"p": 149, "q": 1354},
      "source": "Thaiger, July 2024: the police held 1,490 of 13,540 million baht that they asked for. https://thethaiger.com/news/national/online-fraud-spikes-in-july-2024-costing-3-47-billion-baht"},
    "goal": {"kind": "number", "amount": {"p": 3334, "q": 7097}},
    "source": "The Nation, 5 March 2024: the centre held 3,334 of 7,097 million baht. https://www.nationthailand.com/thailand/general/40036118"}'),
  ('minutes-to-freeze', '{"th": "เวลาระงับ (มัธยฐาน)", "en": "Time to freeze (median)", "metric": "freezes.p50_minutes", "better": "down", "place": 3,
    "baseline": {"kind": "number", "amount": {"p": 15, "q": 1},
      "source": "Bangkok Post, November 2023: 15 minutes in the first two weeks, a mean. https://thailandtv.news/anti-call-scam-centre-freezes-2500-accounts/"},
    "goal": {"kind": "number", "amount": {"p": 9, "q": 1}},
    "source": "Krungthep Turakij, February 2024: 9 minutes in January 2024, a mean. https://www.bangkokbiznews.com/tech/gadget/1115277"}'),
  ('reports-per-day', '{"th": "เรื่องที่รับแจ้งต่อวัน", "en": "Reports per day", "metric": "reports.filed", "better": "down", "place": 4,
    "baseline": {"kind": "number", "amount": {"p": 384958, "q": 365},
      "source": "Thai PBS Policy Watch and The Nation: 384,958 online complaints to the police from December 2024 to November 2025, the difference of two totals. https://policywatch.thaipbs.or.th/"},
    "goal": {"kind": "number", "amount": {"p": 6533, "q": 7}},
    "source": "MGR Online, 1 December 2025: 6,533 in the week from 23 to 29 November 2025. https://mgronline.com/crime/detail/9680000115436"}'),
  ('visibly-lower', '{"th": "เสียหายลดลงชัดเจนใน 3 เดือน", "en": "Losses visibly lower in 3 months", "metric": "reports.loss_satang", "better": "down", "place": null,
    "baseline": {"kind": "period", "from": "2026-09-01", "until": "2026-10-01"},
    "goal": {"kind": "of-baseline", "amount": {"p": 9, "q": 10}},
    "source": "The government''s spokesman, 2 November 2023: a concrete reduction within three months. That a tenth is visible is our assumption."}')
) as shipped (id, body);
