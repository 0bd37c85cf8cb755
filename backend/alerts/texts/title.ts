import type { Cause, Finding, Rule, Subject } from "#wire/alerts.ts";
import type { Lang } from "#writing/lang.ts";
import { count, percent } from "#writing/numbers.ts";

/** What a subject is called. */
export type NameOf = (subject: Subject, lang: Lang) => string;

/** What is said of one alert. */
export interface Told {
  rule: Rule;
  subject: Subject;
  cause: Cause;
  since: number;
  /** The last that was seen; null: nothing was. */
  finding: Finding | null;
  /** When that was seen, which is said with its numbers. */
  foundAt: number | null;
}

const KINDS: Record<Lang, Partial<Record<Subject["by"], string>>> = {
  th: { source: "แหล่ง", screen: "จอ", queue: "คิว", recipient: "ผู้รับ" },
  en: { source: "source", screen: "screen", queue: "queue", recipient: "recipient" },
};

/** What a subject is called in a text, with what it is; empty of the whole. */
export const place = (subject: Subject, nameOf: NameOf, lang: Lang) => {
  if (subject.of === null) return "";
  const kind = KINDS[lang][subject.by];
  return kind ? `${kind} ${nameOf(subject, lang)}` : nameOf(subject, lang);
};

/** What is said of a time that runs, by the condition; of another one it is that of a freeze. */
const RUNNING: ReadonlyMap<string, Record<Lang, (cases: string) => string>> = new Map([
  [
    "complaint-overdue",
    {
      th: (cases) => `แจ้งความช้าเกิน 72 ชั่วโมง ${cases} เรื่อง`,
      en: (cases) => `no police complaint after 72 h: ${cases}`,
    },
  ],
  [
    "complaint-will-miss",
    {
      th: (cases) => `${cases} เรื่องใกล้ครบ 72 ชั่วโมง ยังไม่แจ้งความ`,
      en: (cases) => `no police complaint yet, about to miss 72 h: ${cases}`,
    },
  ],
  [
    "release-overdue",
    {
      th: (cases) => `ปลดบัญชีที่ระงับผิดช้าเกิน 4 ชั่วโมง ${cases} บัญชี`,
      en: (cases) => `wrong holds not released within 4 h: ${cases}`,
    },
  ],
  [
    "release-will-miss",
    {
      th: (cases) => `${cases} บัญชีที่ระงับผิดใกล้ครบ 4 ชั่วโมง ยังไม่ปลด`,
      en: (cases) => `wrong holds about to miss 4 h: ${cases}`,
    },
  ],
]);

/** What broke and where, in one line. */
export function titleOf({ rule, subject, cause, finding }: Told, nameOf: NameOf, lang: Lang): string {
  const where = place(subject, nameOf, lang);
  const led = (text: string) => (where ? `${where} ${text}` : text);
  const name = lang === "th" ? rule.nameTh : rule.nameEn;
  const th = lang === "th";
  if (cause === "no-data") return led(th ? `ไม่มีข้อมูล: ${name}` : `no data: ${name}`);
  const unstable = cause === "unstable" ? (th ? "ไม่นิ่ง: " : "unstable: ") : "";
  const cases = count(finding?.facts.cases ?? 0);
  const why = finding?.why;
  const running = RUNNING.get(rule.condition)?.[lang];
  const said = ((): string => {
    switch (why) {
      case "deadline-over":
        if (running) return led(running(cases));
        return led(th ? `ระงับบัญชีช้าเกิน 60 นาที ${cases} บัญชี` : `not frozen within 60 min: ${cases}`);
      case "will-miss":
      case "at-risk":
        if (running) return led(running(cases));
        return led(th ? `${cases} บัญชีจะเกิน 60 นาที ยังไม่ระงับ` : `will miss 60 min: ${cases}`);
      case "below-target":
      case "in-watch-band":
      case "budget-lost":
        return led([name, shareOf(finding!)].filter(Boolean).join(": "));
      case "fires":
        return led(th ? `${name}: พลาด ${cases} ราย` : `${name}: ${cases} missed`);
      case "silent":
        return led(th ? "ไม่ส่งข้อมูล" : "is silent");
      case "behind":
        return led(th ? "ส่งข้อมูลช้า" : "is behind");
      case "frozen":
        return led(th ? "ภาพค้าง" : "is frozen");
      case "failing":
        return led(th ? "แสดงภาพไม่ครบ" : "cannot show all of its picture");
      case "disk-low":
        return th ? "พื้นที่ดิสก์ของฐานข้อมูลเหลือน้อย" : "the disk of the database is nearly full";
      case "disk-full":
        return th
          ? "ดิสก์ของฐานข้อมูลเต็ม รับเหตุการณ์ไม่ได้"
          : "the disk of the database is full: no events are taken";
      case "clock-set":
        return th ? "นาฬิกาของเครื่องถูกตั้งใหม่" : "the clock of the machine was set";
      case "clocks-differ":
        return th ? "นาฬิกาของเครื่องไม่ตรงกัน" : "the clocks of the machines differ";
      case "figures-differ":
        return th ? "ตัวเลขไม่ตรงกับเหตุการณ์ดิบ" : "figures are not what the raw events say";
      case "webhook-gone":
        return led(
          th
            ? "ปลายทาง Webhook แจ้งว่าเลิกใช้แล้ว จึงหยุดส่งไปที่นั่น"
            : "has a webhook that is gone: nothing is sent there",
        );
      case "quota-over":
        return th ? "ข้อความ LINE ของเดือนนี้หมดแล้ว" : "this month’s messages at LINE are used up";
      case "quota-low":
        return th ? "ข้อความ LINE ของเดือนนี้ใกล้หมด" : "this month’s messages at LINE are nearly used up";
      case "quota-fast":
        return th
          ? "ข้อความ LINE จะหมดก่อนสิ้นเดือน"
          : "this month’s messages at LINE will be used up before its end";
      default:
        return led(name);
    }
  })();
  return unstable + said;
}

function shareOf({ numerator, denominator }: Finding): string {
  return BigInt(denominator) === 0n ? "" : `${percent({ value: 0, numerator, denominator })} %`;
}
