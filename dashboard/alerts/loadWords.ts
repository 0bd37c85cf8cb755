import type { Lang } from "#wire/live.ts";

const th = {
  days: "ย้อนหลัง",
  ofDays: (days: string) => `${days} วัน`,
  fired: "เหตุที่แจ้ง",
  taken: "มีผู้รับทราบ",
  median: "เวลาจนรับทราบ (มัธยฐาน)",
  p90: "เวลาจนรับทราบ (90 % เร็วกว่า)",
  untouched: "จบเองโดยไม่มีใครรับ",
  none: "ไม่มีข้อความหรือเหตุในช่วงนี้",
  recipients: "ข้อความต่อผู้รับ",
  guideline: (steady: number, flood: number) =>
    `แนวทาง EEMUA 191: เฉลี่ยน้อยกว่า ${steady} ข้อความต่อ 10 นาที และไม่ถึง ${flood} ข้อความใน 10 นาทีใด`,
  state: "เทียบแนวทาง",
  states: { good: "ตามแนวทาง", watch: "เกินแนวทาง", broken: "ท่วม" },
  name: "ผู้รับ",
  messages: "ข้อความ",
  inTen: "เฉลี่ยต่อ 10 นาที",
  most: "มากที่สุดใน 10 นาที",
  mostAt: "เมื่อ",
  episodes: "เหตุ",
  rules: "กฎที่ทำให้แจ้งมากที่สุด",
  rule: "กฎ",
};

const en: typeof th = {
  days: "The last",
  ofDays: (days) => (days === "1" ? "day" : `${days} days`),
  fired: "Alerts",
  taken: "Acknowledged",
  median: "Until acknowledged (median)",
  p90: "Until acknowledged (90 % sooner)",
  untouched: "Over, and nobody had it",
  none: "No messages and no alerts in this time",
  recipients: "Messages by recipient",
  guideline: (steady, flood) =>
    `EEMUA 191: fewer than ${steady} message in 10 minutes on average, and never ${flood} in 10 minutes`,
  state: "Guideline",
  states: { good: "Kept", watch: "Over it", broken: "Flood" },
  name: "Recipient",
  messages: "Messages",
  inTen: "On average in 10 min",
  most: "Most in 10 min",
  mostAt: "When",
  episodes: "Alerts",
  rules: "Rules that cause most",
  rule: "Rule",
};

/** The tab of the alarm load, in both languages. */
export const LOAD_WORDS: Record<Lang, typeof th> = { th, en };
