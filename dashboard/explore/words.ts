import type { FigureState, Step } from "#wire/figures.ts";
import type { Lang } from "#wire/live.ts";
import type { Against } from "./asked.ts";
import type { Behind } from "./entity.ts";
import type { Refused } from "./faults.ts";
import type { Metric, Unit } from "./rows.ts";

const DIMENSION_TH = new Map([
  ["bank", "ธนาคาร"],
  ["hop", "ชั้นของบัญชี"],
  ["scamType", "ประเภทคดี"],
  ["province", "จังหวัด"],
  ["channel", "ช่องทาง"],
  ["agency", "หน่วยงาน"],
  ["queue", "คิวสาย"],
]);
const DIMENSION_EN = new Map([
  ["bank", "Bank"],
  ["hop", "Hop"],
  ["scamType", "Scam type"],
  ["province", "Province"],
  ["channel", "Channel"],
  ["agency", "Agency"],
  ["queue", "Queue"],
]);
const LAST_TH = new Map([
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
  ["paid", "คืนแล้ว"],
  ["made", "จับแล้ว"],
]);
const LAST_EN = new Map([
  ["offered", "ringing"],
  ["filed", "filed"],
  ["linked", "duplicate"],
  ["requested", "no answer yet"],
  ["confirmed", "held"],
  ["made", "made"],
]);

const th = {
  title: "สำรวจ",
  form: "คำถาม",
  metric: "ตัวเลข",
  from: "ตั้งแต่",
  to: "ถึงก่อน",
  step: "ราย",
  steps: { minute: "นาที", hour: "ชั่วโมง", day: "วัน", total: "ทั้งช่วง" } satisfies Record<Step, string>,
  by: "แยกตาม",
  notBy: "ไม่แยก",
  every: (dimension: string) => `ทุก${dimension}`,
  dimension: (name: string) => DIMENSION_TH.get(name) ?? name,
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
  known: (moment: string) => `ตามที่ทราบ ณ ${moment}`,
  windows: { today: "วันนี้", yesterday: "เมื่อวาน", week: "7 วัน", month: "30 วัน", year: "1 ปี" },
  noted: "เหตุการณ์ที่บันทึกไว้",
  moreNoted: (count: number) => `และอีก ${count} เหตุการณ์`,
  copyMoment: "คัดลอกลิงก์ ณ เวลานี้",
  copied: "คัดลอกลิงก์แล้ว ผู้ที่เปิดจะเห็นตัวเลขเดียวกัน ตามที่ทราบ ณ เวลาเดียวกัน",
  notCopied: "คัดลอกลิงก์ไม่ได้ เลือกจากแถบที่อยู่แทน",
  choose: "เลือกตัวเลข",
  chooseNote: (most: number) => `เลือกได้ถึง ${most} ตัวเลข แต่ละตัวเลขมีกราฟของตนเอง`,
  find: (count: number) => `ค้นหา ${count} ตัวเลข`,
  done: "ใช้ตัวเลขเหล่านี้",
  cancel: "ยกเลิก",
  most: "เลือกครบแล้ว เอาออกก่อนจึงเลือกเพิ่มได้",
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
          what: `${why.metric} แยกตาม${th.dimension(why.name)}ไม่ได้ ${
            why.has.length > 0 ? `แยกได้ตาม${why.has.map(th.dimension).join(" ")}` : "และแยกตามอย่างอื่นไม่ได้"
          }`,
          repair: "เอาส่วนที่แยกไม่ได้ออก",
        };
      case "unknown-code":
        return { what: `ไม่มี${th.dimension(why.name)} ${why.code}`, repair: `เอา ${why.code} ออก` };
      case "not-aligned":
        return {
          what: `ราย${th.steps[why.step]}ต้องเริ่มและจบที่ขอบของ${th.steps[why.step]}`,
          repair: `ขยายช่วงเวลาให้เต็ม${th.steps[why.step]}`,
        };
      case "too-many":
        return {
          what: `ช่วงนี้มี ${why.buckets.toLocaleString("en-US")} ช่องเวลา เกิน 100,000 แถวที่ตอบได้ในครั้งเดียว`,
          repair: `ดูราย${th.steps[why.instead]}แทน`,
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
  last: (slot: string) => LAST_TH.get(slot) ?? slot,
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

const en: typeof th = {
  title: "Explore",
  form: "Question",
  metric: "Figure",
  from: "From",
  to: "Before",
  step: "By",
  steps: { minute: "minute", hour: "hour", day: "day", total: "the whole window" },
  by: "Sliced by",
  notBy: "not sliced",
  every: (dimension) => `Every ${dimension.toLowerCase()}`,
  dimension: (name) => DIMENSION_EN.get(name) ?? name,
  hop: (code) => `Hop ${code}`,
  against: "Compared with",
  notAgainst: "nothing",
  againsts: {
    before: "the window before",
    week: "the week before, same weekday",
    year: "52 weeks before, same weekday",
  },
  againstShort: { before: "Before", week: "Week before", year: "52 weeks before" },
  asOf: "As known at",
  latest: "latest",
  readAgain: "Read again",
  known: (moment) => `As known at ${moment}`,
  windows: { today: "Today", yesterday: "Yesterday", week: "7 days", month: "30 days", year: "1 year" },
  noted: "What happened",
  moreNoted: (count) => `and ${count} more`,
  copyMoment: "Copy link to this moment",
  copied: "Link copied: whoever opens it sees the same figures as known at the same moment",
  notCopied: "The link could not be copied; take it from the address bar",
  choose: "Choose figures",
  chooseNote: (most) => `Up to ${most}; each has a chart of its own`,
  find: (count) => `Search ${count} figures`,
  done: "Use these figures",
  cancel: "Cancel",
  most: "That is as many as fit; remove one to choose another",
  kinds: {
    freezes: "Freezes",
    calls: "Calls",
    reports: "Cases",
    refunds: "Refunds",
    arrests: "Arrests",
    lines: "Lines",
  },
  units: { count: "", satang: "baht", seconds: "s", minutes: "min", share: "%" },
  of: (part, all) => `${part} of ${all}`,
  definition: "Definition",
  high: "higher is better",
  low: "lower is better",
  few: (least) => `fewer than ${least}: counts, not a share`,
  drawn: (shown, of) => `The chart has the ${shown} largest of ${of}; the table has all`,
  denominator: "Denominator",
  missed: "missed",
  now: "This window",
  table: "Table",
  columns: {
    metric: "Figure",
    at: "Time",
    value: "Value",
    numerator: "Numerator",
    denominator: "Denominator",
    difference: "Difference",
    differencePoints: "Difference (points)",
    state: "State",
    age: "Heard at",
    behind: "Behind it",
  },
  states: { open: "running", provisional: "provisional", settled: "settled", "no-data": "no data" },
  toCome: "not yet",
  missing: (names) => `without ${names}`,
  never: "never",
  nothing: "No rows",
  rows: (from, to, of) => `Rows ${from}–${to} of ${of}`,
  previous: "Previous",
  next: "Next",
  asking: "Reading the figures",
  partial: "the newest part first; reading the rest",
  shown: (count) => `${count} rows`,
  refused: "This question cannot be answered",
  notCompared: "It cannot be compared",
  simulated: "Simulated",
  why: (why) => {
    switch (why.kind) {
      case "no-metric":
        return { what: "No figure is chosen", repair: "Use “Frozen within 60 min”" };
      case "unreadable":
        return { what: "The window cannot be read: a day, or a time with an offset", repair: "Show today" };
      case "from-after-to":
        return { what: "The window must begin before it ends", repair: "Swap beginning and end" };
      case "not-yet":
        return { what: "This window lies in the future: it has no figures yet", repair: "Show today" };
      case "as-of-future":
        return { what: "“As known at” must not lie in the future", repair: "Show what is known now" };
      case "as-of-unreadable":
        return { what: "The moment of “as known at” cannot be read", repair: "Show what is known now" };
      case "unknown-metric":
        return { what: `There is no figure ${why.id}`, repair: "Show those that there are" };
      case "not-sliced":
        return {
          what: `${why.metric} has no ${en.dimension(why.name).toLowerCase()}; it has ${
            why.has.map((name) => en.dimension(name).toLowerCase()).join(", ") || "no slices"
          }`,
          repair: "Leave out what it has not",
        };
      case "unknown-code":
        return {
          what: `There is no ${en.dimension(why.name).toLowerCase()} ${why.code}`,
          repair: `Leave out ${why.code}`,
        };
      case "not-aligned":
        return {
          what: `By ${en.steps[why.step]} the window must begin and end with a whole ${en.steps[why.step]}`,
          repair: `Widen it to whole ${en.steps[why.step]}s`,
        };
      case "too-many":
        return {
          what: `The window has ${why.buckets.toLocaleString("en-US")} buckets; one answer has at most 100,000 rows`,
          repair: `Ask by ${en.steps[why.instead]}`,
        };
    }
  },
  behind: "What stands behind it",
  closeBehind: "Close what stands behind it",
  notOpened: "What stands behind this figure cannot be shown",
  arithmetic: "Arithmetic",
  lists: {
    of: "All",
    above: "Numerator",
    below: "Denominator",
    rest: "What is missing (denominator − numerator)",
  },
  entities: (text) => `${text} entries`,
  matches: "exactly the figure",
  differs: "not the figure: raw events of this time are no longer kept",
  entity: "Id",
  where: "Of",
  course: "Opened–answered",
  notYet: "no answer yet",
  adds: "Adds",
  last: (slot) => LAST_EN.get(slot) ?? slot,
  eventsOf: (id) => `Raw events of ${id}`,
  closeEvents: "Close the raw events",
  revision: (number) => `revision ${number}`,
  counts: "counts",
  superseded: "superseded",
  happened: "happened",
  received: "received",
  read: (shown, of) => `${shown} of ${of} entries`,
  more: "Show more",
  tokens: "Ids are tokens as the sources sent them; there are no account numbers or names of persons",
  instead: { latest: "Show what is known now", day: "Ask by day", notBy: "Do not slice" },
};

export const WORDS: Readonly<Record<Lang, typeof th>> = { th, en };
export type Words = typeof th;
