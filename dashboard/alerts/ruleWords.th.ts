import type { Cause, RuleBody } from "#wire/alerts.ts";
import type { BurnPair } from "#wire/sla.ts";
import { inLargestUnit } from "#writing/durations.ts";
import { count } from "#writing/numbers.ts";
import { words as heard } from "./hearsWords.th.ts";

const lengthOf = (minutes: number) => inLargestUnit(60 * minutes, "th");

export const words = {
  list: "กฎการแจ้งเตือน",
  on: "เปิดใช้",
  off: "ปิดอยู่",
  unheard: (except: readonly string[], more: number) =>
    except.length === 0
      ? "ไม่มีผู้รับที่รับแจ้งกฎนี้ เมื่อเกิดเหตุจะไม่ส่งถึงใคร"
      : `ไม่มีผู้รับแจ้ง ยกเว้น${except.join(", ")}${more > 0 ? ` และอีก ${count(more)} รายการ` : ""}`,
  unheardOf: (names: readonly string[], more: number) =>
    `ไม่มีผู้รับแจ้งเหตุของ${names.join(", ")}${more > 0 ? ` และอีก ${count(more)} รายการ` : ""}`,
  version: (version: number) => `รุ่น ${version}`,
  open: "ดูกฎ",
  back: "กลับไปที่รายการกฎ",
  title: (name: string) => `กฎ: ${name}`,
  isOn: "เปิดใช้กฎนี้",
  nameTh: "ชื่อภาษาไทย",
  nameEn: "ชื่อภาษาอังกฤษ",
  missing: "ใส่ชื่อทั้งสองภาษา และเวลาตั้งแต่ 0 ถึง 1,440 นาที",
  severity: "ความรุนแรง",
  severities: heard.severities,
  policy: "แจ้งผู้รับเรื่อง",
  opens: "เปิดเหตุเมื่อ",
  opensAt: { bad: "ต่ำกว่าเกณฑ์", between: "อยู่ในช่วงเฝ้าระวัง หรือต่ำกว่าเกณฑ์" } satisfies Record<
    RuleBody["opens"],
    string
  >,
  burning: ({ longMinutes, shortMinutes }: BurnPair) =>
    `กฎนี้ดูว่าพลาดเร็วเกินไปหรือไม่ จากรายที่ครบเวลาใน ${lengthOf(longMinutes)}ล่าสุด และยังพลาดอยู่ใน ${lengthOf(shortMinutes)}ล่าสุด จำนวนที่ถือว่าเร็วเกินไปกำหนดไว้ในเกณฑ์ระดับบริการ`,
  forMinutes: "ต้องต่อเนื่องนาน (นาที) จึงแจ้ง",
  keepMinutes: "ต้องดีต่อเนื่องนาน (นาที) จึงจบเหตุ",
  noData: "เมื่อไม่มีข้อมูล",
  noDatas: {
    hold: "คงผลล่าสุดไว้",
    alert: "เปิดเหตุว่าไม่มีข้อมูล",
    bad: "ถือว่าต่ำกว่าเกณฑ์",
    good: "ถือว่าปกติ",
  } satisfies Record<RuleBody["noData"], string>,
  only: "เฉพาะรหัส",
  onlyHint: "คั่นด้วยจุลภาค เว้นว่างคือทั้งหมด เช่น KBANK, SCB",
  runbookTh: "สิ่งที่ต้องทำ (ไทย)",
  runbookEn: "สิ่งที่ต้องทำ (อังกฤษ)",
  save: "บันทึกเป็นรุ่นใหม่",
  saveNote: "มีผลทันที เหตุที่เปิดอยู่จะตัดสินด้วยรุ่นใหม่ตั้งแต่นี้ไป",
  onlyAdministrators: "ผู้ดูแลระบบเท่านั้นที่บันทึกได้",
  saved: (name: string) => `บันทึกกฎ ${name} แล้ว`,
  refused: "ทำไม่สำเร็จ",

  tryTitle: "ถ้าใช้กฎนี้ในอดีต",
  tryNote:
    "ตัดสินทุกนาทีด้วยวิธีเดียวกับของจริง โดยไม่ส่งข้อความและไม่เปลี่ยนข้อมูลใด ใช้ค่าที่กรอกไว้ด้านข้างแม้ยังไม่บันทึก นับเหมือนไม่มีผู้รับทราบและไม่มีการปิดเสียง",
  range: "ย้อนหลัง",
  days: (days: number) => (days === 365 ? "1 ปี" : `${days} วัน`),
  try: "ลองกับข้อมูลย้อนหลัง",
  phases: { reading: "อ่านข้อมูล", judging: "ตัดสิน" },
  read: (done: number, of: number) => `${count(done)} จาก ${count(of)} รายการ`,
  judged: (done: number, of: number) => `วันที่ ${count(done)} จาก ${count(of)}`,
  left: "ออกจากหน้านี้คือยกเลิก",
  cancel: "ยกเลิก",
  failed: "ยังไม่ได้ลอง",
  fired: (times: number, days: string) =>
    times === 0 ? `ไม่มีการแจ้งเลยใน ${days}` : `จะแจ้ง ${count(times)} ครั้งใน ${days}`,
  endedEarly: (times: number) => `อีก ${count(times)} ครั้งกลับสู่ปกติก่อนครบเวลา จึงไม่แจ้ง`,
  shown: (shown: number) => `แสดง ${count(shown)} ครั้งล่าสุด`,
  stale: "แก้ค่าหลังจากลองแล้ว ลองใหม่เพื่อดูผลของค่าปัจจุบัน",
  messages: "ข้อความที่แต่ละผู้รับจะได้",
  recipient: "ผู้รับ",
  rota: (name: string) => `${name} (ผู้อยู่เวร)`,
  perDay: "เฉลี่ยต่อวัน",
  total: "รวม",
  most: "มากที่สุดในวันเดียว",
  nobody: "ไม่มีผู้รับที่รับแจ้งกฎกลุ่มนี้",
  episodes: "เหตุที่จะเกิด",
  subject: "ของ",
  whole: "ทั้งหมด",
  since: "เริ่มผิดเกณฑ์",
  firedAt: "แจ้งเมื่อ",
  until: "จบเมื่อ",
  notOver: "ยังไม่จบ",
  worst: "แย่ที่สุด",
  worstOf: (bad: number, of: number) => `พลาด ${count(bad)} จาก ${count(of)}`,
  atOnce: (bad: number) => `${count(bad)} รายการพร้อมกัน`,
  cause: "ลักษณะ",
  causes: { limit: "เกินเกณฑ์", "no-data": "ไม่มีข้อมูล", unstable: "ไม่นิ่ง" } satisfies Record<Cause, string>,
};

export type RuleWords = typeof words;
