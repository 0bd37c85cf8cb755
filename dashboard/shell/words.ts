import type { Role } from "#wire/access.ts";
import type { Lang } from "#wire/live.ts";
import type { AreaName, PageName } from "./areas.ts";

const th = {
  centre: "AOC",
  number: "1441",
  simulated: "ข้อมูลจำลอง",
  nav: "หน้าหลัก",
  areas: { alerts: "แจ้งเตือน", sla: "ระดับบริการ", system: "ระบบ", account: "บัญชีของฉัน" } satisfies Record<
    AreaName,
    string
  >,
  pages: {
    alerts: "แจ้งเตือน",
    sla: "เกณฑ์",
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
  noRight: "บัญชีของคุณเปิดหน้านี้ไม่ได้",
  noRightWhy: "ถ้าต้องใช้ ให้ผู้ดูแลระบบเพิ่มสิทธิ์ให้",

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
  areas: { alerts: "Alerts", sla: "Service level", system: "System", account: "My account" },
  pages: {
    alerts: "Alerts",
    sla: "Objectives",
    screens: "Screens",
    sources: "Sources",
    health: "Health",
    people: "People",
    audit: "Audit",
    account: "Signing in",
  },
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

  account: "My account",
  roles: { viewer: "Viewer", analyst: "Analyst", commander: "Commander", admin: "Administrator" },
  signIn: "Sign in",
  signOut: "Sign out",
  demo: (role) =>
    `This is a demo: it has signed you in as ${role.toLowerCase()}, on this machine only. On a real system everybody signs in.`,
  noRight: "Your account may not open this page",
  noRightWhy: "If you need it, ask an administrator for the right.",

  over: "Your session is over",
  overNote: "What you typed here is kept. Sign in in a new tab, then go on here.",
  overAction: "Sign in in a new tab",

  proof: "Confirm that it is you",
  proofNote:
    "This has far-reaching effects, so prove once more who you are; it is then done at once. Good for 10 minutes.",
  proofElsewhere: (name) =>
    `This has far-reaching effects, so prove once more who you are, at ${name} in a new tab. Then come back: it is done at once.`,
  proveElsewhere: (name) => `Confirm at ${name}`,
  proofBy: "Confirm by",
  byPassword: "Password",
  byCode: "6-digit code",
  byPasskey: "Passkey",
  passkeyStopped: "Not confirmed: it was cancelled, took too long, or there is no passkey on this device",
  code: "6-digit code of your authenticator",
  codeMissing: "Enter all 6 digits",
  passwordMissing: "Enter the password",
  show: "Show",
  hide: "Hide",
  prove: "Confirm and go on",
  notProved: "That is not right, or the code was used already",
  cancel: "Cancel",

  filter: "Filter",
  noneSo: "Nothing matches the filter",
  waiting: (count) => `${count} new`,
  export: "Export CSV",

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
