import type { FigureState, Step } from "#wire/figures.ts";
import type { Against } from "./asked.ts";
import type { Behind } from "./entity.ts";
import type { Refused } from "./faults.ts";
import type { Metric, Unit } from "./rows.ts";

const DIMENSION = new Map([
  ["bank", "ธนาคาร"],
  ["hop", "ชั้นของบัญชี"],
  ["scamType", "ประเภทคดี"],
  ["province", "จังหวัด"],
  ["channel", "ช่องทาง"],
  ["agency", "หน่วยงาน"],
  ["queue", "คิวสาย"],
]);
const LAST = new Map([
  ["offered", "รอรับสาย"],
  ["answered", "รับสายแล้ว"],
  ["abandoned", "สายหลุด"],
  ["ended", "จบสาย"],
  ["filed", "แจ้งเรื่อง"],
  ["linked", "เรื่องซ้ำ"],
  ["voided", "ยกเลิก"],
  ["freezing", "ระงับบัญชี"],
  ["complaint", "แจ้งความแล้ว"],
  ["tracing", "ติดตามเส้นทางเงิน"],
  ["refunding", "คืนเงิน"],
  ["closed", "ปิดเรื่อง"],
  ["requested", "รอธนาคารตอบ"],
  ["confirmed", "ระงับได้"],
  ["refused", "ระงับไม่ได้"],
  ["released", "ปลดระงับ"],
  ["overturned", "พบว่าระงับผิด"],
  ["paid", "คืนแล้ว"],
  ["made", "จับแล้ว"],
]);

export const words = {
  title: "สำรวจ",
  form: "คำถาม",
  metric: "ตัวเลข",
  from: "ตั้งแต่",
  to: "ถึงก่อนเวลา",
  step: "ราย",
  steps: { minute: "นาที", hour: "ชั่วโมง", day: "วัน", total: "ทั้งช่วง" } satisfies Record<Step, string>,
  by: "แยกตาม",
  notBy: "ไม่แยก",
  every: (dimension: string) => `ทุก${dimension}`,
  dimension: (name: string) => DIMENSION.get(name) ?? name,
  noCode: "ไม่มี (นอกขอบเขตของบัญชี)",
  hop: (code: string) => `ชั้น ${code}`,
  against: "เทียบกับ",
  notAgainst: "ไม่เทียบ",
  againsts: {
    before: "ช่วงก่อนหน้า",
    week: "สัปดาห์ก่อน วันเดียวกัน",
    year: "52 สัปดาห์ก่อน วันเดียวกัน",
  } satisfies Record<Against, string>,
  againstShort: { before: "ช่วงก่อน", week: "สัปดาห์ก่อน", year: "52 สัปดาห์ก่อน" } satisfies Record<Against, string>,
  asOf: "ตามที่ทราบ ณ",
  latest: "ล่าสุด",
  readAgain: "อ่านใหม่",
  wholeKnown: (moment: string) => `ยอดรวมตามที่ทราบ ณ ${moment}`,
  known: (moment: string) => `ตามที่ทราบ ณ ${moment}`,
  windows: { today: "วันนี้", yesterday: "เมื่อวาน", week: "7 วัน", month: "30 วัน", year: "1 ปี" },
  noted: "เหตุการณ์ที่บันทึกไว้",
  moreNoted: (count: number) => `และอีก ${count} เหตุการณ์`,
  moreHolidays: (count: number) => `และอีก ${count} วัน`,
  byPlace: "เทียบวันตามลำดับในช่วงเวลา ไม่ว่าเป็นวันหยุดหรือไม่",
  copyMoment: "คัดลอกลิงก์ ณ เวลานี้",
  copied: "คัดลอกลิงก์แล้ว ผู้ที่เปิดจะเห็นตัวเลขเดียวกัน ตามที่ทราบ ณ เวลาเดียวกัน",
  notCopied: "คัดลอกลิงก์ไม่ได้ เลือกจากแถบที่อยู่แทน",
  choose: "เลือกตัวเลข",
  chooseNote: (most: number) => `เลือกได้ถึง ${most} ตัวเลข แต่ละตัวเลขมีกราฟของตนเอง`,
  find: (count: number) => `ค้นหา ${count} ตัวเลข`,
  done: "ใช้ตัวเลขเหล่านี้",
  cancel: "ยกเลิก",
  most: "เลือกครบจำนวนแล้ว โปรดนำออกก่อนจึงจะเลือกเพิ่มได้",
  kinds: {
    freezes: "ระงับบัญชี",
    calls: "สายเข้า",
    reports: "คดี",
    refunds: "เงินคืน",
    arrests: "จับกุม",
    lines: "คู่สาย",
  } satisfies Record<Metric["cells"], string>,
  units: { count: "", satang: "บาท", seconds: "วินาที", minutes: "นาที", share: "%" } satisfies Record<
    Unit,
    string
  >,
  of: (part: string, all: string) => `${part} จาก ${all}`,
  definition: "นิยาม",
  high: "ยิ่งมากยิ่งดี",
  low: "ยิ่งน้อยยิ่งดี",
  few: (least: number) => `น้อยกว่า ${least} รายการ ยังไม่เป็นร้อยละ`,
  drawn: (shown: number, of: number) => `กราฟแสดง ${shown} จาก ${of} รายการที่มากที่สุด ตารางมีครบ`,
  denominator: "ตัวหาร",
  missed: "ไม่ทัน หรือหลุด",
  now: "ช่วงนี้",
  table: "ตาราง",
  columns: {
    metric: "ตัวเลข",
    at: "เวลา",
    value: "ค่า",
    numerator: "ตัวตั้ง",
    denominator: "ตัวหาร",
    difference: "ต่าง",
    differencePoints: "ต่าง (จุด)",
    state: "สถานะ",
    age: "ข้อมูลถึง",
    behind: "ที่มา",
  },
  states: {
    open: "กำลังนับ",
    provisional: "ชั่วคราว",
    settled: "สมบูรณ์",
    "no-data": "ไม่มีข้อมูล",
  } satisfies Record<FigureState, string>,
  toCome: "ยังไม่ถึงเวลา",
  missing: (names: string) => `ขาด ${names}`,
  never: "ไม่เคย",
  nothing: "ไม่มีแถว",
  rows: (from: string, to: string, of: string) => `แถว ${from}–${to} จาก ${of}`,
  previous: "ก่อนหน้า",
  next: "ถัดไป",
  asking: "กำลังอ่านตัวเลข",
  partial: "แสดงช่วงล่าสุดก่อน กำลังอ่านช่วงที่เหลือ",
  shown: (count: string) => `${count} แถว`,
  printing: {
    title: "กำลังจัดหน้า PDF",
    seconds: (seconds: number) => `ใช้เวลาแล้ว ${seconds} วินาที`,
    cancel: "ยกเลิก",
    refused: "จัดทำ PDF ไม่ได้",
  },
  refused: "ตอบคำถามนี้ไม่ได้",
  notCompared: "เทียบไม่ได้",
  simulated: "ข้อมูลจำลอง",
  why: (why: Refused["why"]): { what: string; repair: string } => {
    switch (why.kind) {
      case "no-metric":
        return { what: "ยังไม่ได้เลือกตัวเลข", repair: "ใช้ “ระงับได้ใน 60 นาที”" };
      case "unreadable":
        return { what: "อ่านช่วงเวลาไม่ได้ ต้องเป็นวันที่ หรือวันเวลาที่มีเขตเวลา", repair: "ดูวันนี้" };
      case "from-after-to":
        return { what: "เวลาเริ่มต้องอยู่ก่อนเวลาสิ้นสุด", repair: "สลับเวลาเริ่มกับเวลาสิ้นสุด" };
      case "not-yet":
        return { what: "ช่วงเวลานี้ยังมาไม่ถึง จึงยังไม่มีตัวเลข", repair: "ดูวันนี้" };
      case "as-of-future":
        return { what: "“ตามที่ทราบ ณ” ต้องไม่อยู่ในอนาคต", repair: "ดูตามที่ทราบล่าสุด" };
      case "as-of-unreadable":
        return { what: "อ่านเวลาของ “ตามที่ทราบ ณ” ไม่ได้", repair: "ดูตามที่ทราบล่าสุด" };
      case "unknown-metric":
        return { what: `ไม่มีตัวเลขชื่อ ${why.id}`, repair: "ดูเฉพาะตัวเลขที่มี" };
      case "not-sliced":
        return {
          what: `${why.metric} แยกตาม${words.dimension(why.name)}ไม่ได้ ${
            why.has.length > 0 ? `แยกได้ตาม${why.has.map(words.dimension).join(" ")}` : "และแยกตามอย่างอื่นไม่ได้"
          }`,
          repair: "นำส่วนที่แยกไม่ได้ออก",
        };
      case "unknown-code":
        return { what: `ไม่มี${words.dimension(why.name)} ${why.code}`, repair: `นำ ${why.code} ออก` };
      case "not-aligned":
        return {
          what: `ราย${words.steps[why.step]}ต้องเริ่มและจบที่ขอบของ${words.steps[why.step]}`,
          repair: `ขยายช่วงเวลาให้เต็ม${words.steps[why.step]}`,
        };
      case "too-many":
        return {
          what: `ช่วงนี้มี ${why.buckets.toLocaleString("en-US")} ช่องเวลา เกิน 100,000 แถวที่แสดงได้ในหน้าเดียว`,
          repair: `ดูราย${words.steps[why.instead]}แทน`,
        };
    }
  },
  behind: "รายการที่อยู่เบื้องหลัง",
  closeBehind: "ปิดที่มา",
  notOpened: "เปิดที่มาของตัวเลขนี้ไม่ได้",
  arithmetic: "วิธีคำนวณ",
  lists: {
    of: "ทั้งหมด",
    above: "ตัวตั้ง",
    below: "ตัวหาร",
    rest: "ส่วนที่ขาด (ตัวหาร − ตัวตั้ง)",
  } satisfies Record<Behind["list"], string>,
  entities: (text: string) => `${text} รายการ`,
  matches: "ตรงกับตัวเลขพอดี",
  differs: "ไม่ตรงกับตัวเลข เพราะเหตุการณ์ดิบของช่วงนี้พ้นกำหนดเก็บรักษาแล้ว",
  entity: "รหัส",
  where: "ของ",
  course: "เริ่ม–ตอบ",
  notYet: "ยังไม่ตอบ",
  adds: "ส่วนที่นับ",
  last: (slot: string) => LAST.get(slot) ?? slot,
  eventsOf: (id: string) => `เหตุการณ์ดิบของ ${id}`,
  closeEvents: "ปิดเหตุการณ์ดิบ",
  revision: (number: number) => `ฉบับแก้ไขที่ ${number}`,
  counts: "นับ",
  superseded: "ถูกแทนแล้ว",
  happened: "เกิดเมื่อ",
  received: "ได้รับเมื่อ",
  read: (shown: string, of: string) => `แสดง ${shown} จาก ${of} รายการ`,
  more: "แสดงต่อ",
  tokens: "รหัสเป็นรหัสแทนตามที่แหล่งข้อมูลส่ง ไม่มีเลขบัญชีหรือชื่อบุคคล",
  instead: {
    latest: "ดูตามที่ทราบล่าสุด",
    day: "ดูรายวันแทน",
    notBy: "ไม่แยก",
  },
};

export type Words = typeof words;
