/** The words of this scene alone, in Thai. */
export const words = {
  board: "บัญชีที่รอระงับ",
  rest: (count: string, money: string) => `และอีก ${count} บัญชี · รวม ${money}`,
  open: "รอระงับ",
  overdue: (count: string) => `เกินแล้ว ${count}`,
  willMiss: "จะไม่ทัน",
  hurry: "เร่ง",
  inTime: "ทัน",
  atBanks: (count: number) => `${count} ธนาคาร`,
  nobodyMisses: "ทุกบัญชียังทันเวลา",
  banks: "ระงับใน 60 นาที รายธนาคาร",
  moreBanks: (count: number) => `อีก ${count}`,
  median: "% · มัธยฐาน (นาที)",
  sample: "บัญชี",
  none: "วันนี้ยังไม่มีคำขอระงับ",
  unanswered: "คำขอวันนี้ยังไม่มีธนาคารตอบ",
  atLeast: (minutes: string) => `≥ ${minutes}`,
};

export type Words = typeof words;
