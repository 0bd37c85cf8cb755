import { words as problems } from "../shell/problemWords.th.ts";

/** The page of single-use links. */
export const words = {
  problems,
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
      `ตั้งรหัสผ่านใหม่ของ ${name} ทุกเครื่องจะออกจากระบบ และการยืนยันอีกขั้นจะถูกยกเลิก ให้ตั้งใหม่ภายหลัง`,
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

export type Words = typeof words;
