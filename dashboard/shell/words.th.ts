import type { Role } from "#wire/access.ts";
import type { AreaName, PageName } from "./areas.ts";
import { words as problems } from "./problemWords.th.ts";

/** The frame of all pages. */
export const words = {
  problems,
  centre: "AOC",
  number: "1441",
  simulated: "ข้อมูลจำลอง",
  nav: "หน้าหลัก",
  areas: {
    alerts: "แจ้งเตือน",
    sla: "ระดับบริการ",
    targets: "เป้าหมาย",
    explore: "สำรวจ",
    reports: "รายงาน",
    system: "ระบบ",
    account: "บัญชีของฉัน",
  } satisfies Record<AreaName, string>,
  pages: {
    alerts: "แจ้งเตือน",
    rota: "เวร",
    sla: "เกณฑ์",
    targets: "เป้าหมาย",
    explore: "สำรวจ",
    moment: "ย้อนดู",
    reports: "รายงาน",
    "reports/check": "ตรวจรายงาน",
    screens: "จอภาพ",
    sources: "แหล่งข้อมูล",
    health: "สถานะระบบ",
    people: "ผู้ใช้",
    audit: "ร่องรอยการใช้งาน",
    account: "การเข้าสู่ระบบ",
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

  unread: "อ่านข้อมูลนี้ไม่ได้",
  unreadAnew: "อ่านข้อมูลล่าสุดไม่ได้",
  noAnswer: "ติดต่อเซิร์ฟเวอร์ไม่ได้",
  late: "เซิร์ฟเวอร์ตอบช้า",
  shownOf: (at: string) => `ข้อมูลที่แสดงเป็นของ ${at}`,
  badMoment: "อ่านวันเวลาในลิงก์นี้ไม่ได้",
  badMomentNote: (text: string) => `“${text}” ไม่ใช่วันที่ หรือเวลาที่ระบุเขตเวลา จึงไม่แสดงข้อมูล`,
  toNow: "ดูข้อมูลปัจจุบัน",

  account: "บัญชีของฉัน",
  roles: {
    viewer: "ผู้ดูข้อมูล",
    analyst: "ผู้วิเคราะห์",
    commander: "ผู้บังคับบัญชา",
    admin: "ผู้ดูแลระบบ",
  } satisfies Record<Role, string>,
  signIn: "เข้าสู่ระบบ",
  signOut: "ออกจากระบบ",
  demo: (role: string) =>
    `ระบบสาธิตเข้าสู่ระบบให้คุณเองในฐานะ${role} เฉพาะเมื่อเปิดจากเครื่องนี้ ระบบที่ใช้จริงต้องเข้าสู่ระบบทุกคน`,
  secondDue: (day: string, time: string) =>
    `ผู้ดูแลระบบต้องยืนยันอีกขั้นด้วยแอปยืนยันตัวตนหรือพาสคีย์ ตั้งค่าภายใน ${day} เวลา ${time} น. พ้นกำหนดแล้วจะใช้ระบบไม่ได้จนกว่าจะตั้งค่า`,
  secondOver: "พ้นกำหนดแล้ว ผู้ดูแลระบบต้องเปิดใช้แอปยืนยันตัวตนหรือเพิ่มพาสคีย์ก่อน จึงจะใช้ระบบต่อได้",
  setUpSecond: "ตั้งค่าในบัญชีของฉัน",
  noRight: "บัญชีของคุณเปิดหน้านี้ไม่ได้",
  noRightWhy: "ถ้าต้องใช้ ให้ผู้ดูแลระบบเพิ่มสิทธิ์ให้",
  noRightYet: "เปิดได้เมื่อตั้งการยืนยันอีกขั้นแล้ว",

  over: "หมดเวลาการเข้าสู่ระบบแล้ว",
  overNote: "สิ่งที่กรอกไว้ในหน้านี้ยังอยู่ เข้าสู่ระบบในแท็บใหม่ แล้วกลับมาทำต่อที่นี่",
  overAction: "เข้าสู่ระบบในแท็บใหม่",

  proof: "ยืนยันว่าเป็นคุณ",
  proofNote: "สิ่งที่จะทำมีผลมาก จึงต้องยืนยันตัวตนอีกครั้ง แล้วระบบจะทำต่อให้ทันที ใช้ได้ 10 นาที",
  proofElsewhere: (name: string) =>
    `สิ่งที่จะทำมีผลมาก จึงต้องยืนยันตัวตนอีกครั้งที่ ${name} ในแท็บใหม่ เสร็จแล้วกลับมาที่นี่ ระบบจะทำต่อให้ทันที`,
  proveElsewhere: (name: string) => `ยืนยันที่ ${name}`,
  proofBy: "ยืนยันด้วย",
  byPassword: "รหัสผ่าน",
  byCode: "รหัส 6 หลัก",
  byPasskey: "พาสคีย์",
  passkeyStopped: "ยังไม่ได้ยืนยัน เพราะยกเลิก หมดเวลา หรือเครื่องนี้ไม่มีพาสคีย์ ลองใหม่หรือใช้วิธีอื่น",
  code: "รหัส 6 หลักจากแอปยืนยันตัวตน",
  codeMissing: "ใส่รหัสให้ครบ 6 หลัก",
  passwordMissing: "ใส่รหัสผ่าน",
  show: "แสดง",
  hide: "ซ่อน",
  prove: "ยืนยันและทำต่อ",
  notProved: "ไม่ถูกต้อง หรือรหัสนี้ใช้ไปแล้ว",
  cancel: "ยกเลิก",

  filter: "กรอง",
  noneSo: "ไม่มีรายการที่ตรงกับตัวกรอง",
  waiting: (count: number) => `มีใหม่ ${count} รายการ`,
  export: "ส่งออก CSV",
  sortBy: "เรียงตาม",
  ascending: "น้อยไปมาก",
  descending: "มากไปน้อย",

  limit: {
    kinds: { banks: "ธนาคาร", provinces: "จังหวัด", agencies: "หน่วยงาน" },
    any: "ทั้งหมด",
    some: "เฉพาะที่เลือก",
    someMissing: "เลือกอย่างน้อยหนึ่งรายการ หรือเลือก “ทั้งหมด”",
    search: "ค้นหา",
    foundNone: "ไม่พบ",
    everything: "ทั้งหมด",
  },

  /** Of a form. */
  notSaved: {
    changed: "ไม่ได้บันทึก เพราะมีผู้อื่นแก้ไขระหว่างที่คุณกรอก",
    kept: "สิ่งที่กรอกไว้ยังอยู่",
    showCurrent: "แทนที่ด้วยค่าปัจจุบัน",
  },

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

export type Words = typeof words;
