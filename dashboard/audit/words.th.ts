import { words as deeds } from "./deedWords.th.ts";

/** The page of the audit. */
export const words = {
  deeds,
  title: "ร่องรอยการใช้งาน",
  lead: "ทุกการเปลี่ยนแปลง การเข้าสู่ระบบ และการส่งออก แก้หรือลบไม่ได้",
  table: "รายการล่าสุด",
  at: "เวลา",
  who: "ผู้ทำ",
  deed: "สิ่งที่ทำ",
  object: "ทำกับ",
  changes: "ก่อน / หลัง",
  address: "จาก",
  from: "ตั้งแต่วันที่",
  to: "ถึงวันที่",
  everything: "ทุกอย่าง",
  whoHint: "ชื่อเต็ม",
  objectHint: "เช่น screen/hall",
  show: "แสดง",
  clear: "ล้างตัวกรอง",
  export: "ส่งออก CSV",
  older: "แสดงรายการก่อนหน้า",
  sortedOf: (count: string) => `เรียงจาก ${count} รายการที่แสดงอยู่ ไฟล์ที่ส่งออกมีครบทุกรายการ`,
  none: "ไม่มีรายการที่ตรงกับตัวกรอง",
  waiting: (count: number) => `มีใหม่ ${count} รายการ`,
  nothing: "ไม่มี",
  became: "เป็น",
  isGone: "ไม่มีแล้ว",
  refused: "ดูรายการไม่ได้",
  refusals: {
    lost: "ติดต่อเซิร์ฟเวอร์ไม่ได้",
    "bad-query": "ตัวกรองไม่ถูกต้อง",
    forbidden: "ดูได้เฉพาะผู้ดูแลระบบ",
    unauthorized: "เข้าสู่ระบบก่อน",
  } as Record<string, string>,
  kinds: { person: "ผู้ใช้", display: "จอ", key: "กุญแจ", console: "เครื่องแม่ข่าย", server: "ระบบ" },
};

export type Words = typeof words;
