import { moment } from "#writing/dates.ts";
import { inLargestUnit, inUnits, TIME_UNITS } from "#writing/durations.ts";
import { MONEY_UNITS } from "#writing/money.ts";
import type { Finding, Place } from "../wall/situation.ts";
import { banks } from "./words.th.names.ts";
import { scenes } from "./words.th.scenes.ts";
import type { Lang, Sentence } from "./words.ts";

const METRICS: Record<string, string> = {
  "calls.service_level": "รับสายใน 20 วิ",
  "freezes.sla_60m": "ระงับได้ใน 60 นาที",
};
const TOPICS = { calls: "สายเข้า", freezes: "การระงับบัญชี", all: "" };

/** The wall in Thai: its first language, and the shape of every other. */
export const th = {
  lang: "th" as Lang,
  centre: "ศูนย์ AOC 1441",
  simulated: "ข้อมูลจำลอง",
  normal: "ปกติ",
  screenClock: "เวลาของจอนี้",
  lost: (at: string) => `ขาดการเชื่อมต่อ — ข้อมูลล่าสุด ${at}`,

  noData: "ไม่มีข้อมูล",
  since: (at: number, now: number) => `ตั้งแต่ ${moment(at, now, "th")}`,
  /** Where there is room for no more. */
  sinceDay: (at: number, now: number) => `ตั้งแต่ ${moment(at, now, "th").replace(/ \d\d:\d\d$/, "")}`,
  age: (seconds: number) => `${inLargestUnit(seconds, "th")}ก่อน`,
  ageShort: (seconds: number) => inLargestUnit(seconds, "th"),

  money: MONEY_UNITS.th.whole,
  moneyTall: MONEY_UNITS.th.tall,
  moneyShort: MONEY_UNITS.th.short,
  baht: (digits: string) => `฿${digits}`,
  bank,

  judgement: { met: "ปกติ", watch: "เฝ้าระวัง", broken: "ต่ำกว่าเป้า", few: "ข้อมูลน้อย" },
  target: (percent: number) => `เป้า ${percent} %`,
  lastWeek: "7 วันก่อน",

  calls: {
    hero: "รับสายใน 20 วินาที",
    of: (part: string, all: string) => `${part} จาก ${all} สาย`,
    formula: "ใน 20 วินาที ÷ (รับ + วางก่อนรับ)",
    offered: "สาย",
    abandoned: "วางสาย",
    perMinute: (ceiling: number) => `${ceiling} สายต่อนาที`,
    waiting: "รออยู่",
    longest: "นานสุด",
    busy: "คู่สายที่ใช้",
  },

  freezes: {
    hero: "ระงับได้ใน 60 นาที",
    of: (part: string, all: string) => `${part} จาก ${all} บัญชี`,
    formula: "ใน 60 นาที ÷ (ตอบแล้ว + ครบเวลา)",
    requested: "ขอระงับ",
    held: "ระงับได้",
    perMinute: (ceiling: number) => `${ceiling} บัญชีต่อนาที`,
    open: "กำลังรอระงับ",
    accounts: "บัญชี",
    median: "มัธยฐาน",
    minutes: "นาที",
    minutesOrMore: "นาทีขึ้นไป",
  },

  losses: {
    hero: "ระงับเงินได้วันนี้",
    share: (percent: string) => `${percent} % ของเงินที่ขอระงับวันนี้`,
    week: (percent: string) => `7 วันก่อน ณ เวลานี้ ${percent} %`,
    parts: { held: "ระงับได้", moved: "โอนต่อ", waiting: "รอผล", other: "อื่น ๆ" },
    lost: "เสียหายที่แจ้ง",
    requested: "ขอระงับ",
  },

  countdown: {
    name: "บัญชีที่ใกล้ครบ 60 นาที",
    none: "ไม่มีบัญชีรอระงับ",
    urgency: { calm: "", "at-risk": "เสี่ยง", "will-miss": "จะไม่ทัน", overdue: "เกินกำหนด" },
    hop: (hop: number) => `ชั้น ${hop}`,
    past: (seconds: number) => ({
      digits: String(inUnits(seconds).count),
      unit: TIME_UNITS.th[inUnits(seconds).unit],
    }),
  },

  sources: {
    name: "แหล่งข้อมูล",
    none: "ยังไม่มีแหล่งข้อมูล",
    lamp: (heard: number, count: number) => `${heard}/${count} แหล่ง`,
    silent: (age: string) => `ขาด ${age}`,
    behind: (age: string) => `ช้า ${age}`,
    never: "ยังไม่เคยส่ง",
    more: (count: number) => `อีก ${count}`,
    moreNormal: "ปกติ",
    moreLacking: (count: number) => `ขาด ${count}`,
  },

  sound: { ready: "เสียงพร้อม", off: "เสียงปิด", due: "แตะหยุดเสียง" },

  scenes,

  others: (count: number) => `+${count} เรื่อง`,
  finding: (finding: Finding, now: number): Sentence => {
    switch (finding.kind) {
      case "awaited":
        return { what: "กำลังรอข้อมูล", where: "" };
      case "overdue":
        return {
          what: `${finding.count} บัญชีเกิน 60 นาที`,
          where: `${finding.count > 1 ? "ล่าสุด " : ""}${places([finding.newest])}`,
        };
      case "will-miss":
        return { what: `${finding.count} บัญชีจะเกิน 60 นาที`, where: places(finding.places) };
      case "at-risk":
        return { what: `${finding.count} บัญชีเหลือไม่ถึง 10 นาที`, where: places(finding.places) };
      case "below":
        return { what: `${METRICS[finding.metric]} ${finding.percent} %`, where: `เป้า ${finding.target} %` };
      case "missing":
        return {
          what: `${finding.since === null ? "ยัง" : ""}ไม่มีข้อมูล${TOPICS[finding.topic]}`,
          where: finding.since === null ? "" : `ตั้งแต่ ${moment(finding.since, now, "th")}`,
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

function bank(code: string): string {
  return banks[code] ?? code;
}

function places(all: readonly Place[]): string {
  const [only, ...rest] = all;
  return only && rest.length === 0
    ? `${bank(only.bank)} ชั้น ${only.hop}`
    : listed(all.map((place) => bank(place.bank)));
}

/** Two by name, of more only the first, and how many: the sentence is one line. */
function listed(all: readonly string[]): string {
  const names = [...new Set(all)];
  const [first, second, ...rest] = names;
  const named = second === undefined ? (first ?? "") : `${first}, ${second}`;
  return rest.length > 0 ? `${first} และอีก ${rest.length + 1}` : named;
}
