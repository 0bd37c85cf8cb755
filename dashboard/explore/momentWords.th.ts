import type { Scene } from "#wire/scenery.ts";
import { words as figureWords } from "./words.th.ts";

export const words = {
  figureWords,
  title: "ย้อนดู",
  form: "เวลาและจอที่ย้อนดู",
  asOf: "ตามที่ทราบ ณ",
  scene: "จอ",
  scenes: {
    overview: "ภาพรวม",
    calls: "สายเข้า",
    freezes: "ระงับบัญชี",
    losses: "ความเสียหาย",
    targets: "เป้าหมาย",
    sla: "ระดับบริการ",
  } satisfies Record<Scene, string>,
  notLive: "ย้อนดู ไม่ใช่ข้อมูลสด",
  of: (day: string, time: string) => `ตัวเลขของ ${day} ตั้งแต่ 00:00 ถึง ${time} ตามที่ทราบในเวลานั้น`,
  knownThen: "ที่ทราบตอนนั้น",
  knownNow: (at: string) => `ที่ทราบตอนนี้ (${at})`,
  difference: "ต่าง",
  figure: "ตัวเลข",
  state: "สถานะตอนนั้น",
  explore: "เปิดในสำรวจ",
  behind: "เหตุการณ์ที่มาทีหลังทำให้ตัวเลขของช่วงเดียวกันเปลี่ยนไปเท่าใด ดูได้จากช่อง “ต่าง”",
  live: "ดูจอสด",
  reading: "กำลังอ่านตัวเลขจากเหตุการณ์ดิบ",
  refused: "ย้อนดูเวลานี้ไม่ได้",
  unreadable: "อ่านเวลาที่จะย้อนดูไม่ได้",
  future: "เวลาที่ย้อนดูต้องไม่อยู่ในอนาคต",
  instead: "ดูเมื่อ 1 ชั่วโมงก่อน",
  table: "ตัวเลขของจอ",
  shown: (count: string) => `${count} ตัวเลข`,
};

export type Words = typeof words;
