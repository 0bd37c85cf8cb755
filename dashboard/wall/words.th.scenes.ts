import type { Judgement } from "./judgement.ts";
import { scamTypes } from "./words.th.names.ts";

/** What only the scenes beside the overview say. */
export const scenes = {
  moneyRow: { baht: "บาท", thousand: "พันบาท", million: "ล้านบาท" },
  money: (digits: string, unit: string) => `${digits} ${unit}`,
  scamTypes,
  others: (count: number) => `และอีก ${count}`,

  freezes: {
    board: "บัญชีที่รอระงับ",
    rest: (count: string, money: string) => `และอีก ${count} บัญชี · รวม ${money}`,
    open: "รอระงับ",
    overdue: (count: string) => `เกินแล้ว ${count}`,
    willMiss: "จะไม่ทัน",
    nobodyMisses: "ทุกบัญชียังทันเวลา",
    banks: "ธนาคาร ใน 60 นาที วันนี้",
    moreBanks: (count: number) => `อีก ${count}`,
    median: "มัธยฐาน (นาที)",
    sample: "n",
    none: "วันนี้ยังไม่มีคำขอระงับ",
    atLeast: (minutes: string) => `≥ ${minutes}`,
  },

  calls: {
    chart: "สายต่อนาที 3 ชั่วโมง",
    answered: "รับ",
    abandoned: "วางสาย",
    linesName: "คู่สาย",
    lines: (busy: string, all: string) => `ใช้ ${busy} จาก ${all}`,
    beyond: (count: string) => `รอ ${count} สาย`,
    none: "ไม่มีสายรอ",
    longest: (clock: string) => `นานสุด ${clock}`,
    queues: "คิว วันนี้",
    offered: "สาย",
    level: "ใน 20 วิ %",
    wait: "รอเฉลี่ย",
    gaveUp: "วางสาย %",
    agents: "เจ้าหน้าที่",
    needed: (count: string) => `ต้องการ ${count}`,
    short: (count: string) => `ขาด ${count} คน`,
    enough: "พอ",
    people: "คน",
    engaged: "โทรไม่ติด",
    engagedOf: "คำนวณจากคู่สาย (Erlang B)",
    staffing: "เจ้าหน้าที่ที่ต้องใช้ขณะนี้",
    last: (minutes: number) => `${minutes} นาทีล่าสุด`,
    load: "โหลด",
    erlangs: (count: string) => `${count} เออร์แลง`,
    need: "ต้องการ",
    upTo: "อย่างมาก",
    noStaffing: "ยังไม่มีสายให้คำนวณ",
    handleOf: { "last hour": "ชั่วโมงล่าสุด", today: "วันนี้" },
    assumed: (share: string, within: string, patience: string) =>
      `เป้า ${share} % ใน ${within} วิ · ผู้โทรรอเฉลี่ย ${patience} วิ (Erlang A) · อย่างมาก: ไม่มีใครวาง (Erlang C)`,
    handled: (handle: string, from: string) => `คุยเฉลี่ย ${handle} (${from})`,
  },

  losses: {
    lost: "เสียหายที่แจ้งวันนี้",
    filed: (count: string) => `${count} เรื่อง`,
    requested: "ขอระงับ",
    accounts: (count: string) => `${count} บัญชี`,
    held: "ระงับได้",
    moved: "โอนต่อแล้ว",
    share: (percent: string) => `${percent} % ของที่ขอระงับ`,
    week: (percent: string) => `7 วันก่อน ${percent} %`,
    types: "ประเภทคดี",
    provinces: "จังหวัด",
    channels: "ช่องทางแจ้ง",
    trail: "เส้นทางเงินวันนี้",
    hop: (hop: string) => `ชั้น ${hop}`,
    andOn: (hop: string) => `ชั้น ${hop}+`,
    byLoss: "ล้านบาท",
    reports: "เรื่อง",
    none: "ยังไม่มีเรื่องแจ้งวันนี้",
  },

  judged: { met: "ปกติ", watch: "เฝ้าระวัง", broken: "ต่ำกว่าเป้า", few: "ข้อมูลน้อย" } satisfies Record<
    Judgement,
    string
  >,
};
