import type { Lang } from "#wire/live.ts";
import type { AreaName, PageName } from "./areas.ts";

const th = {
  centre: "AOC",
  number: "1441",
  simulated: "ข้อมูลจำลอง",
  nav: "หน้าหลัก",
  areas: { system: "ระบบ" } satisfies Record<AreaName, string>,
  pages: {
    screens: "จอภาพ",
    sources: "แหล่งข้อมูล",
    audit: "ร่องรอยการใช้งาน",
    health: "สถานะระบบ",
  } satisfies Record<PageName, string>,
  tabs: (area: string) => `หน้าใน${area}`,
  otherLang: "EN",
  otherLangWhole: "EN (English)",
  thisLang: "ไทย",
  notServersTime: "เวลาของเครื่องนี้",

  copy: "คัดลอกลิงก์",
  copied: "คัดลอกลิงก์แล้ว",
  notCopied: "คัดลอกลิงก์ไม่ได้ เลือกจากแถบที่อยู่แทน",

  sources: (speaking: number, count: number) => `${speaking}/${count} แหล่ง`,
  noSources: "ยังไม่มีแหล่งข้อมูล",
  silent: (name: string) => `${name} ขาดการติดต่อ`,
  behind: (name: string) => `${name} ข้อมูลล่าช้า`,
  clock: (name: string, by: string, isFast: boolean) => `นาฬิกาของ ${name} ${isFast ? "เร็ว" : "ช้า"}ไป ${by}`,
  others: (count: number) => `และอีก ${count}`,
  wall: "เปิดจอภาพรวม",
  notices: "สัญญาอนุญาต",
  keys: "แป้นลัด",

  lost: "ขาดการเชื่อมต่อ",
  lostSince: (at: string) => `ข้อมูลล่าสุด ${at}`,
  lostBefore: "ยังไม่เคยได้ข้อมูล",
  kept: "กำลังต่อใหม่ สิ่งที่กรอกไว้ยังอยู่",

  undo: "เลิกทำ",
  close: "ปิด",
  keysOn: "ใช้แป้นลัดตัวเดียว",
  keysNote: "แป้นลัดนับตามตำแหน่งบนแป้นพิมพ์ จึงใช้ได้แม้พิมพ์ภาษาไทยอยู่ และไม่ทำงานในช่องกรอก",
  keyList: [
    { keys: ["J", "K"], what: "ไปรายการถัดไป ก่อนหน้า" },
    { keys: ["/"], what: "ไปที่ช่องกรอง" },
    { keys: ["."], what: "คัดลอกลิงก์" },
    { keys: ["Z"], what: "เลิกทำสิ่งล่าสุด" },
    { keys: ["Esc"], what: "ปิดกล่องโต้ตอบ โดยไม่ทำอะไร" },
    { keys: ["?"], what: "แป้นลัดทั้งหมด" },
  ],
};

const en: typeof th = {
  centre: "AOC",
  number: "1441",
  simulated: "Simulated",
  nav: "Main pages",
  areas: { system: "System" },
  pages: { screens: "Screens", sources: "Sources", audit: "Audit", health: "Health" },
  tabs: (area) => `Pages of ${area}`,
  otherLang: "ไทย",
  otherLangWhole: "ภาษาไทย",
  thisLang: "EN",
  notServersTime: "this computer’s time",

  copy: "Copy link",
  copied: "Link copied",
  notCopied: "The link could not be copied; take it from the address bar",

  sources: (speaking, count) => `${speaking}/${count} sources`,
  noSources: "No sources yet",
  silent: (name) => `${name} is silent`,
  behind: (name) => `${name} is behind`,
  clock: (name, by, isFast) => `the clock of ${name} is ${by} ${isFast ? "fast" : "slow"}`,
  others: (count) => `and ${count} more`,
  wall: "Open the wall",
  notices: "Licences",
  keys: "Keys",

  lost: "No connection to the server",
  lostSince: (at) => `as of ${at}`,
  lostBefore: "nothing received yet",
  kept: "reconnecting; what you typed is kept",

  undo: "Undo",
  close: "Close",
  keysOn: "Single keys are on",
  keysNote: "Keys go by their place, so they work on a Thai layout too, and are off inside fields.",
  keyList: [
    { keys: ["J", "K"], what: "Next item, previous item" },
    { keys: ["/"], what: "To the filter" },
    { keys: ["."], what: "Copy the link" },
    { keys: ["Z"], what: "Undo the last thing" },
    { keys: ["Esc"], what: "Close a dialog and do nothing" },
    { keys: ["?"], what: "All keys" },
  ],
};

/** The frame of all pages, in both languages. */
export const WORDS: Record<Lang, typeof th> = { th, en };
export type Words = typeof th;
