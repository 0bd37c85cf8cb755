import type { Lang } from "#wire/live.ts";

const th = {
  title: "ลิงก์ใช้ครั้งเดียว",
  titles: {
    first: "ตั้งผู้ดูแลระบบคนแรก",
    invitation: "เริ่มใช้งาน",
    reset: "ตั้งรหัสผ่านใหม่",
  },
  leads: {
    first: () => "บัญชีนี้เพิ่มผู้ใช้ จอภาพ และแหล่งข้อมูลได้ทั้งหมด",
    invitation: (name: string) => `สวัสดี ${name} ตั้งรหัสผ่านแล้วเข้าใช้ได้ทันที`,
    reset: (name: string) =>
      `ตั้งรหัสผ่านใหม่ของ ${name} เครื่องที่เข้าอยู่จะออกทั้งหมด และการยืนยันอีกขั้นจะถูกถอด ให้ตั้งใหม่ภายหลัง`,
  },
  name: "ชื่อผู้ใช้",
  nameHint: "ใช้เข้าสู่ระบบ เช่น wipa.s ตัวอักษร ตัวเลข และ . _ - + @ ไม่เกิน 100 ตัว",
  nameWrong: "ใช้ได้เฉพาะตัวอักษร ตัวเลข และ . _ - + @ ไม่เกิน 100 ตัว ไม่เว้นวรรค",
  yourName: "ชื่อผู้ใช้ของคุณ",
  displayName: "ชื่อที่แสดง",
  displayNameHint: "เช่น วิภา สุขใจ",
  displayNameMissing: "ใส่ชื่อที่แสดง",
  password: "รหัสผ่านใหม่",
  passwordHint: (least: number) => `อย่างน้อย ${least} ตัวอักษร ใช้ประโยคที่จำได้ เว้นวรรคได้`,
  passwordShort: (least: number, has: number) => `ต้องมีอย่างน้อย ${least} ตัวอักษร ตอนนี้มี ${has}`,
  passwordLong: (most: number) => `ยาวเกิน ${most} ตัวอักษร`,
  passwordEasy: "รหัสผ่านนี้เดาง่ายหรือมีผู้ใช้กันมาก ใช้คำอื่นและตัวอักษรที่หลากหลาย และอย่าใช้ชื่อผู้ใช้",
  show: "แสดง",
  hide: "ซ่อน",
  use: "บันทึกและเข้าสู่ระบบ",
  gone: "ลิงก์นี้ใช้ไปแล้ว หรือหมดอายุแล้ว",
  goneHow: "ขอลิงก์ใหม่จากผู้ดูแลระบบ",
  missing: "เปิดลิงก์ที่ได้รับทั้งบรรทัดอีกครั้ง หน้านี้ไม่เก็บลิงก์ไว้",
  toSignIn: "ไปหน้าเข้าสู่ระบบ",
  taken: "มีผู้ใช้ชื่อนี้แล้ว",

  secure: "เชื่อมต่อแบบเข้ารหัส",
  local: "เชื่อมต่อภายในเครื่องนี้",
  otherLang: "EN",
  otherLangWhole: "EN (English)",
  thisLang: "ไทย",
};

const en: typeof th = {
  title: "Single-use link",
  titles: { first: "The first administrator", invitation: "Welcome", reset: "A new password" },
  leads: {
    first: () => "This account can add people, screens and sources.",
    invitation: (name) => `Welcome, ${name}. Choose a password, and you are in.`,
    reset: (name) =>
      `A new password for ${name}. All its sessions end, and its second factor is removed: set it up again afterwards.`,
  },
  name: "Name",
  nameHint: "To sign in with, like wipa.s: letters, digits and . _ - + @, up to 100",
  nameWrong: "Use letters, digits and . _ - + @ only, up to 100, no spaces",
  yourName: "Your name to sign in with",
  displayName: "Name that is shown",
  displayNameHint: "Like Wipa Sukjai",
  displayNameMissing: "Enter the name that is shown",
  password: "New password",
  passwordHint: (least) => `At least ${least} characters; a sentence that you remember, spaces too`,
  passwordShort: (least, has) => `At least ${least} characters; it has ${has}`,
  passwordLong: (most) => `Over ${most} characters`,
  passwordEasy:
    "This is easy to guess, or chosen by many. Use other words, more different letters, and not your name.",
  show: "Show",
  hide: "Hide",
  use: "Save and sign in",
  gone: "This link was used already, or is over",
  goneHow: "Ask an administrator for another one.",
  missing: "Open the whole link again that you were given: this page does not keep it.",
  toSignIn: "To sign in",
  taken: "There is a person of this name already",

  secure: "Encrypted connection",
  local: "Connection within this machine",
  otherLang: "ไทย",
  otherLangWhole: "ภาษาไทย",
  thisLang: "EN",
};

/** The page of single-use links, in both languages. */
export const WORDS: Record<Lang, typeof th> = { th, en };
