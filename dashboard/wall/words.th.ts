import { moment } from "#writing/dates.ts";
import { count } from "#writing/numbers.ts";
import { warningText } from "../figures/warnings.ts";
import type { BankHop, Finding } from "./situation.ts";

const METRICS: Record<string, string> = {
  "calls.service_level": "รับสายใน 20 วิ",
  "freezes.sla_60m": "ระงับได้ใน 60 นาที",
};
const TOPICS = { calls: "สายเข้า", freezes: "การระงับบัญชี", all: "" };

/** Writes a bank, given its code, as the trade does. */
export type BankName = (code: string) => string;

/** A finding as the header says it: what it is, in the colour of its state, and where. */
export interface Sentence {
  what: string;
  where: string;
}

/** The words of the frame, in Thai. */
export const words = {
  centre: "ศูนย์ AOC 1441",
  simulated: "ข้อมูลจำลอง",
  normal: "ปกติ",
  failed: "จอนี้แสดงผลไม่ได้ แจ้งเซิร์ฟเวอร์แล้ว กำลังลองใหม่",
  screenClock: "เวลาของจอนี้",
  lost: (at: string) => `ขาดการเชื่อมต่อ — ข้อมูลล่าสุด ${at}`,
  /** Why nothing has come since the page was opened. */
  trouble: {
    server: { what: "ต่อเซิร์ฟเวอร์ไม่ได้", where: "เซิร์ฟเวอร์ไม่ตอบ" },
    blocked: { what: "ต่อเซิร์ฟเวอร์ไม่ได้", where: "พร็อกซีกั้น WebSocket" },
    full: { what: "ต่อเซิร์ฟเวอร์ไม่ได้", where: "จอเต็มจำนวน" },
    silent: { what: "ยังไม่ได้รับข้อมูล", where: "ต่อเซิร์ฟเวอร์ได้แล้ว" },
  },
  polling: "ต่อแบบสำรอง",
  lamp: (heard: number, count: number) => `${heard}/${count} แหล่ง`,
  sound: { ready: "เสียงพร้อม", off: "เสียงปิด", due: "แตะหยุดเสียง" },
  others: (count: number) => `+${count} เรื่อง`,
  /** The strip. */
  alerts: "เหตุที่ยังไม่จบ",
  nobody: "ยังไม่มีผู้รับทราบ",
  takenBy: {
    viewer: "มีผู้รับทราบ",
    analyst: "มีผู้รับทราบ",
    commander: "ผู้บังคับบัญชารับทราบ",
    admin: "ผู้ดูแลระบบรับทราบ",
    unknown: "มีผู้รับทราบ",
  },
  unjudged: "ไม่ทราบว่ามีเหตุใหม่หรือไม่",
  more: (of: number) => `อีก ${count(of)} เรื่อง`,
  unacknowledged: (of: number) => `ยังไม่รับทราบ ${count(of)}`,
  allTaken: "รับทราบแล้วทั้งหมด",
  named: (names: readonly string[]) => listed(names),
  sources: {
    none: "ยังไม่มีแหล่งข้อมูล",
    complete: (count: number) => `แหล่งข้อมูลครบ ${count}/${count}`,
    heard: (heard: number, count: number) => `แหล่งข้อมูล ${heard}/${count}`,
    lacking: (lacking: number, count: number) => `ขาด ${lacking} จาก ${count} แหล่ง`,
    never: (names: string) => `ยังไม่เคยส่ง: ${names}`,
    clock: (name: string, by: string, isFast: boolean) => `นาฬิกา ${name} ${isFast ? "+" : "−"}${by}`,
    slowest: (name: string, age: string) => `ช้าที่สุด ${name} ${age}`,
  },
  finding: (finding: Finding, now: number, bank: BankName): Sentence => {
    switch (finding.kind) {
      case "awaited":
        return { what: "กำลังรอข้อมูล", where: "" };
      case "overdue":
        return {
          what: `${finding.count} บัญชีเกิน 60 นาที`,
          where: `${finding.count > 1 ? "ล่าสุด " : ""}${hops([finding.newest], bank)}`,
        };
      case "will-miss":
        return { what: `${finding.count} บัญชีจะเกิน 60 นาที`, where: hops(finding.hops, bank) };
      case "at-risk":
        return { what: `${finding.count} บัญชีใกล้ครบ 60 นาที`, where: hops(finding.hops, bank) };
      case "below":
        return { what: `${METRICS[finding.metric]} ${finding.percent} %`, where: `เป้า ${finding.target} %` };
      case "missing":
        return {
          what: `${finding.since === null ? "ยัง" : ""}ไม่มีข้อมูล${TOPICS[finding.topic]}`,
          where: finding.since === null ? "" : `ตั้งแต่ ${moment(finding.since, now, "th")}`,
        };
      case "warning":
        return warningText(finding.warning, now, "th");
      case "alerts":
        return {
          what: `${count(finding.open)} เหตุที่ยังไม่จบ`,
          where: finding.unacknowledged > 0 ? words.unacknowledged(finding.unacknowledged) : words.allTaken,
        };
      case "silent":
        return {
          what: finding.names.length === 1 ? "ขาดการติดต่อ" : `${finding.names.length} แหล่งขาดการติดต่อ`,
          where: listed(finding.names.map(({ th }) => th)),
        };
      case "behind":
        return {
          what: finding.names.length === 1 ? "ข้อมูลล่าช้า" : `${finding.names.length} แหล่งข้อมูลล่าช้า`,
          where: listed(finding.names.map(({ th }) => th)),
        };
    }
  },
};

export type Words = typeof words;

function hops(all: readonly BankHop[], bank: BankName): string {
  const [only, ...rest] = all;
  return only && rest.length === 0 && only.hop !== null
    ? `${bank(only.bank)} ชั้น ${only.hop}`
    : listed(all.map((hop) => bank(hop.bank)));
}

/** Names up to two; of more, the first and a count: the sentence is one line. */
function listed(all: readonly string[]): string {
  const names = [...new Set(all)];
  const [first, second, ...rest] = names;
  const named = second === undefined ? (first ?? "") : `${first}, ${second}`;
  return rest.length > 0 ? `${first} และอีก ${rest.length + 1}` : named;
}
