import type { ProviderRefusal } from "#wire/access.ts";
import { words as problems } from "../shell/problemWords.th.ts";

/** The page to sign in. */
export const words = {
  problems,
  title: "เข้าสู่ระบบ",
  lead: "ระบบห้องบัญชาการ ศูนย์ AOC 1441",
  name: "ชื่อผู้ใช้",
  password: "รหัสผ่าน",
  nameMissing: "ใส่ชื่อผู้ใช้",
  passwordMissing: "ใส่รหัสผ่าน",
  forgotten: "ลืมรหัสผ่าน",
  forgottenHow: "ขอลิงก์ตั้งรหัสใหม่จากผู้ดูแลระบบ ลิงก์ใช้ได้ครั้งเดียวภายใน 24 ชั่วโมง",
  show: "แสดง",
  hide: "ซ่อน",
  next: "ต่อไป",
  wrong: "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง",
  /** Of minutes and seconds, 0:32. */
  wait: (left: string) => `ลองได้ในอีก ${left} นาที`,

  second: "ยืนยันอีกขั้น",
  codeLead: (name: string) => `ใส่รหัส 6 หลักจากแอปยืนยันตัวตนของ ${name}`,
  code: "รหัส 6 หลัก",
  codeHint: "ใช้ได้ครั้งเดียว ครบ 6 หลักแล้วเข้าสู่ระบบทันที",
  codeMissing: "ใส่รหัสให้ครบ 6 หลัก",
  codeWrong: "รหัสไม่ถูกต้อง หรือใช้ไปแล้ว รอรหัสใหม่ในแอป",
  signIn: "เข้าสู่ระบบ",
  back: "ย้อนกลับ",
  other: "ไม่มีแอปอยู่กับตัว",
  useRecovery: "ใช้รหัสกู้คืน",
  useApp: "ใช้แอปยืนยันตัวตน",
  recoveryLead: (name: string) => `ใส่รหัสกู้คืนที่ ${name} เก็บไว้ แต่ละรหัสใช้ได้ครั้งเดียว`,
  recovery: "รหัสกู้คืน",
  recoveryHint: "ตัวอักษร 28 ตัว เช่น MFRG-GZDF-MZTW-Q2LK-NJUX-A4DF-OQ3T",
  recoveryMissing: "ใส่รหัสกู้คืน",
  recoveryWrong: "รหัสกู้คืนไม่ถูกต้อง หรือใช้ไปแล้ว",
  or: "หรือ",
  usePasskey: "ใช้พาสคีย์",
  passkeyLead: (name: string) => `ยืนยันด้วยพาสคีย์ของ ${name} ในเครื่องนี้ หรือในโทรศัพท์`,
  passkeyStopped: "ยังไม่ได้ใช้พาสคีย์ เพราะยกเลิก หมดเวลา หรือเครื่องนี้ไม่มีพาสคีย์ของระบบนี้",
  passkeyWrong: "พาสคีย์นี้ใช้เข้าระบบไม่ได้ อาจถูกลบไปแล้ว ลองใหม่ หรือใช้วิธีอื่น",
  byProvider: (name: string) => `เข้าสู่ระบบด้วย ${name}`,
  refusedThere: {
    again: (name: string) => `การเข้าสู่ระบบด้วย ${name} เกินเวลา หรือใช้ไปแล้ว ลองใหม่อีกครั้ง`,
    stopped: (name: string) => `ยังไม่ได้เข้าสู่ระบบ เพราะยกเลิกที่ ${name}`,
    away: (name: string) => `ติดต่อ ${name} ไม่ได้ในขณะนี้ ลองใหม่ภายหลัง ผู้ที่มีรหัสผ่านของระบบนี้ยังเข้าได้`,
    distrusted: (name: string) => `คำตอบจาก ${name} เชื่อถือไม่ได้ จึงไม่ให้เข้า แจ้งผู้ดูแลระบบ`,
    unknown: (name: string) => `บัญชี ${name} ของคุณไม่อยู่ในกลุ่มที่ใช้ระบบนี้ได้ ขอสิทธิ์จากผู้ดูแลระบบ`,
    disabled: (_name: string) => "บัญชีของคุณถูกระงับในระบบนี้ ติดต่อผู้ดูแลระบบ",
    other: (name: string) => `ผู้ที่ยืนยันตัวตนที่ ${name} ไม่ใช่เจ้าของบัญชีที่เข้าอยู่`,
  } satisfies Record<ProviderRefusal, (name: string) => string>,
  tooLate: "เกินเวลาหรือใส่ผิดหลายครั้ง เริ่มใหม่ด้วยรหัสผ่าน",
  never: "เจ้าหน้าที่จะไม่โทรขอรหัสนี้ ถ้ามีผู้ขอ",
  neverThen: "อย่าให้ และแจ้งผู้ดูแลระบบ",

  already: (name: string) => `คุณเข้าสู่ระบบอยู่แล้วในชื่อ ${name}`,
  goOn: "ไปต่อ",
  asOther: "เข้าด้วยบัญชีอื่น",
  done: "เข้าสู่ระบบแล้ว ปิดแท็บนี้แล้วกลับไปทำต่อที่แท็บเดิม",

  secure: "เชื่อมต่อแบบเข้ารหัส",
  local: "เชื่อมต่อภายในเครื่องนี้",
  otherLang: "EN",
  otherLangWhole: "EN (English)",
  thisLang: "ไทย",
};

export type Words = typeof words;
