/** The parts of a share; null: they are not known. */
type Made = { part: string; all: string } | null;

/** The words of the overview alone, in Thai. */
export const words = {
  calls: {
    hero: "รับสายใน 20 วินาที",
    formula: (made: Made) =>
      made ? `${made.part} จาก ${made.all} สาย (รับ + วางก่อนรับ)` : "ใน 20 วินาที ÷ (รับ + วางก่อนรับ)",
    longest: "นานสุด",
    busy: "คู่สายที่ใช้",
  },
  freezes: {
    formula: (made: Made) =>
      made ? `${made.part} จาก ${made.all} บัญชี (ตอบแล้ว + ครบเวลา)` : "ใน 60 นาที ÷ (ตอบแล้ว + ครบเวลา)",
    parts: { kept: "ระงับได้", rest: "ยังไม่ระงับ" },
    perBar: (ceiling: number) => `${ceiling} บัญชีต่อ 5 นาที`,
    open: "กำลังรอระงับ",
    accounts: "บัญชี",
    median: "มัธยฐาน",
    minutes: "นาที",
    minutesOrMore: "นาทีขึ้นไป",
  },
  money: {
    hero: "ระงับเงินได้วันนี้",
    share: (percent: string) => `${percent} % ของเงินที่ขอระงับวันนี้`,
    week: (percent: string) => `7 วันก่อน ณ เวลานี้ ${percent} %`,
    /** Null: nobody can say yet where the day will land. */
    trend: (midnight: string | null, planned: string) =>
      midnight ? `คาดถึงเที่ยงคืน ${midnight} % · ตามแผน ${planned} %` : `ตามแผน ณ วันนี้ ${planned} %`,
    parts: { held: "ระงับได้", moved: "โอนต่อ", waiting: "รอผล", other: "อื่น ๆ" },
    lost: "เสียหายที่แจ้ง",
    requested: "ขอระงับ",
  },
  trends: {
    onCourse: (count: number, of: number) => `ตามแผน ${count} จาก ${of} เป้าหมาย`,
    more: (count: number) => `อีก ${count}`,
  },
  countdowns: "บัญชีที่ใกล้ครบ 60 นาที",
};

export type Words = typeof words;
