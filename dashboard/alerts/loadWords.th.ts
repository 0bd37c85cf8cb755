export const words = {
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

export type LoadWords = typeof words;
