import type { Objective } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import type { Step } from "./steps.ts";

/** The words of this scene alone, in Thai. */
export const words = {
  /** By metric: a wall says what is promised, not what somebody called it. */
  labels: {
    "freezes.sla_60m": "ระงับได้ใน 60 นาที",
    "freezes.sla_15m": "ระงับได้ใน 15 นาที",
    "freezes.answered_share_60m": "ธนาคารตอบใน 60 นาที",
    "calls.service_level": "รับสายใน 20 วินาที",
    "calls.abandon_rate": "วางสายก่อนรับ",
    "freezes.release_4h_share": "ปลดระงับใน 4 ชม.",
    "reports.complaint_72h_share": "แจ้งความใน 72 ชม.",
  } as Record<string, string>,
  windows: { day: "วันนี้", week: "สัปดาห์นี้", month: "เดือนนี้" } satisfies Record<
    Exclude<Objective["window"]["kind"], "rolling">,
    string
  >,
  stretch: "ท้าทาย",
  target: (percent: string) => `เป้า ${percent} %`,
  atMost: (percent: string) => `เป้า ≤ ${percent} %`,
  month: "เดือนนี้",
  units: { calls: "สาย", freezes: "บัญชี", reports: "เรื่อง" } satisfies Record<Cases, string>,
  /** How many more may miss: by the end of the window, or where that is not known of those that have been asked. */
  ends: {
    day: "คาดถึงเที่ยงคืน",
    week: "คาดถึงสิ้นสัปดาห์",
    month: "คาดถึงสิ้นเดือน",
    rolling: "",
  } satisfies Record<Objective["window"]["kind"], string>,
  mayMiss: "พลาดได้อีก",
  tooMany: "พลาดเกินมา",
  asked: {
    calls: (count: string) => `สายที่เข้าแล้ว ${count}`,
    freezes: (count: string) => `ที่ขอระงับแล้ว ${count}`,
    reports: (count: string) => `ที่แจ้งแล้ว ${count}`,
  } satisfies Record<Cases, (count: string) => string>,
  onlyAsked: { calls: "จากสายที่เข้าแล้ว", freezes: "จากที่ขอระงับแล้ว", reports: "จากที่แจ้งแล้ว" } satisfies Record<
    Cases,
    string
  >,
  none: "หมดแล้ว",
  over: (count: string) => `เกิน ${count}`,
  used: (used: string, allowed: string) => `พลาดแล้ว ${used} จากที่พลาดได้ ${allowed}`,
  lastHour: (count: string) => `ชั่วโมงล่าสุด ${count}`,
  done: (percent: string) => `งานวันนี้ผ่านไปแล้ว ${percent} %`,
  head: { target: "เป้า", result: "ผล", month: "เดือนนี้", used: "พลาดไปแล้ว", left: "พลาดได้อีก" },
  more: (count: number) => `อีก ${count} เกณฑ์`,
  noObjectives: "ยังไม่มีเกณฑ์",
  others: "เกณฑ์อื่น",

  costs: "เกิน 60 นาที รายธนาคาร",
  costsToday: (count: string) => `วันนี้ ${count} บัญชี`,
  of: "จาก",
  moreBanks: (count: number) => `อีก ${count} ธนาคาร`,
  mark: (percent: string) => `ขีด: พลาดได้ไม่เกินนี้ (${percent} %)`,
  noneLate: "วันนี้ยังไม่มีที่เกิน",
  notPromised: "ไม่ได้ตั้งเกณฑ์ 60 นาทีไว้",

  cases: "ติดตามเรื่อง",
  days: "90 วันล่าสุด",
  steps: {
    filed: "แจ้งเหตุ",
    freezing: "ระงับบัญชี",
    complaint: "แจ้งความ",
    tracing: "ตามเส้นทางเงิน",
    refunding: "คืนเงิน",
    closed: "ปิดเรื่อง",
  } satisfies Record<Step["step"], string>,
  within: (percent: string) => `ใน 72 ชม. ${percent} %`,
  mean: "เวลา: เฉลี่ย",
  noCases: "ยังไม่มีเรื่องใน 90 วันนี้",
};

export type Words = typeof words;
