import { SECOND } from "#calendar/units.ts";
import type { Cause, Finding, Reason, Rule, Subject } from "#wire/alerts.ts";
import { hhmm, moment } from "#writing/dates.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { amount } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";
import { percentOf } from "#writing/shares.ts";

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
  /** When that was seen, which is said with its numbers; null: it is said elsewhere. */
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
        return led(th ? `${cases} บัญชีใกล้ครบ 60 นาที ยังไม่ระงับ` : `about to miss 60 min: ${cases}`);
      case "below-target":
      case "in-watch-band":
      case "budget-lost":
        return led(`${name} ${shareOf(finding!)}`);
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

/** How many, how much, and since when. What was counted has its time: it may be said long after. */
export function detailOf({ finding, foundAt, since }: Told, now: number, lang: Lang): string {
  const th = lang === "th";
  const parts: string[] = [];
  if (finding?.target && BigInt(finding.denominator) > 0n) {
    const { numerator, denominator, target } = finding;
    const missed = count(BigInt(denominator) - BigInt(numerator));
    const goal = percentOf(target);
    const long = finding.burn && inLargestUnit(finding.burn.longMinutes * 60, lang);
    if (long)
      parts.push(
        th
          ? `พลาด ${missed} จาก ${count(denominator)} รายที่ครบเวลาใน ${long}ล่าสุด (เป้า ${goal} %)`
          : `${missed} of ${count(denominator)} missed whose time ran out in the last ${long} (objective ${goal} %)`,
      );
    else
      parts.push(
        th
          ? `พลาด ${missed} จาก ${count(denominator)} ราย (เป้า ${goal} %)`
          : `${missed} of ${count(denominator)} missed (objective ${goal} %)`,
      );
  }
  if (finding?.facts.budget) parts.push(...budgetSaid(finding, finding.facts.budget, now, lang));
  const { people, hop, satang, minutes, dueAt, pace } = finding?.facts ?? {};
  if (people !== undefined)
    parts.push(
      th ? `ผู้เสียหาย ${count(people)} ราย` : `${count(people)} ${people === 1 ? "victim" : "victims"}`,
    );
  if (hop !== undefined) parts.push(hopName(hop, lang));
  if (minutes !== undefined)
    parts.push(th ? `เกินเวลารวม ${count(minutes)} นาที` : `${count(minutes)} min over in all`);
  if (dueAt !== undefined)
    parts.push(
      th ? `รายแรกครบเวลา ${moment(dueAt, now, "th")}` : `the first is due at ${moment(dueAt, now, "en")}`,
    );
  if (pace !== undefined) parts.push(paceSaid(pace, lang));
  if (satang !== undefined) parts.push(amount(satang, lang));
  if (finding?.facts.quota) parts.push(...quotaSaid(finding.facts.quota, now, lang));
  const length = inLargestUnit(Math.max(0, Math.floor((now - since) / SECOND)), lang);
  parts.push(
    th ? `ตั้งแต่ ${moment(since, now, "th")} (${length})` : `since ${moment(since, now, "en")} (${length})`,
  );
  const isCounted = finding !== null && (finding.facts.cases !== undefined || finding.denominator !== "0");
  if (isCounted && foundAt !== null)
    parts.push(th ? `ตัวเลข ณ ${moment(foundAt, now, "th")}` : `figures as of ${moment(foundAt, now, "en")}`);
  return parts.join(" · ");
}

/** How much of a budget the long window has used up, what is left of it, and when nothing is. */
function budgetSaid(
  { facts: { cases = 0 } }: Finding,
  { allowed, left, lostAt }: NonNullable<Finding["facts"]["budget"]>,
  now: number,
  lang: Lang,
): string[] {
  const used = allowed > 0 ? count(Math.round((100 * cases) / allowed)) : null;
  const [all, rest] = [count(allowed), count(Math.abs(left))];
  const lost = lostAt === null ? null : moment(lostAt, now, lang);
  return lang === "th"
    ? [
        ...(used ? [`เท่ากับ ${used} % ของที่ยอมให้พลาดได้ทั้งรอบ (${all} ราย)`] : []),
        left < 0 ? `พลาดเกินที่ยอมให้แล้ว ${rest} ราย` : `ยังพลาดได้อีก ${rest} ราย`,
        ...(lost ? [`ถ้าพลาดเร็วเท่านี้จะเกิน ${lost}`] : []),
      ]
    : [
        ...(used ? [`${used} % of the ${all} that may miss in the whole window`] : []),
        left < 0 ? `${rest} more missed than may` : `${rest} more may miss`,
        ...(lost ? [`at this pace it is lost at ${lost}`] : []),
      ];
}

/** By what a miss is expected of a bank that has time left. */
const paceSaid = ({ inTime, of }: NonNullable<Finding["facts"]["pace"]>, lang: Lang) =>
  lang === "th"
    ? `ชั่วโมงล่าสุดธนาคารระงับทันเวลา ${count(inTime)} จาก ${count(of)} ราย จึงคาดว่าจะไม่ทัน`
    : `${count(inTime)} of the bank’s ${count(of)} in the last hour were in time, so a miss is expected`;

/** How often the money had moved on. */
const hopName = (hop: number | string, lang: Lang) => (lang === "th" ? `บัญชีชั้นที่ ${hop}` : `hop ${hop}`);

/** How much is used up, when that was answered, and when nothing is left. */
function quotaSaid(
  { used, most, readAt, runsOutAt }: NonNullable<Finding["facts"]["quota"]>,
  now: number,
  lang: Lang,
): string[] {
  const [part, all, at] = [count(used), count(most), moment(readAt, now, lang)];
  const out = runsOutAt === null ? null : moment(runsOutAt, now, lang);
  return lang === "th"
    ? [`ใช้ไป ${part} จาก ${all} ข้อความ (LINE แจ้งเมื่อ ${at})`, ...(out ? [`ถ้าใช้เร็วเท่านี้จะหมด ${out}`] : [])]
    : [
        `${part} of ${all} used (LINE said at ${at})`,
        ...(out ? [`at this pace nothing is left at ${out}`] : []),
      ];
}

/** The part that has most of what is wrong; null: none has more than the others. */
export function driveOf({ finding }: Told, nameOf: NameOf, lang: Lang): string | null {
  const { drive, cases } = finding?.facts ?? {};
  if (!drive || cases === undefined) return null;
  const [own, all] = [count(drive.cases), count(cases)];
  if (drive.by === "hop") {
    const hop = hopName(drive.of, lang);
    return lang === "th" ? `มาจาก: ${hop} จำนวน ${own} จาก ${all} บัญชี` : `Mostly: ${hop}, ${own} of ${all}`;
  }
  const name = nameOf({ by: drive.by, of: drive.of }, lang);
  return lang === "th" ? `มาจาก: ${name} ${own} จาก ${all} ราย` : `Mostly: ${name}, ${own} of ${all}`;
}

/** Why it is as it is, for the log. */
export const REASON_TEXTS: Record<Lang, Record<Reason, string>> = {
  th: {
    "no-breach": "เป็นปกติ",
    "breach-began": "เกินเกณฑ์ รอให้เกินต่อเนื่องตามที่กำหนด",
    "for-not-over": "ยังเกินไม่ครบเวลาที่กำหนด",
    "breach-held": "เกินต่อเนื่องครบตามกำหนด",
    "breach-ended-early": "กลับมาปกติก่อนครบกำหนด ไม่ได้แจ้งใคร",
    "still-broken": "ยังเกินเกณฑ์",
    "between-thresholds": "อยู่ระหว่างเกณฑ์แจ้งกับเกณฑ์หาย",
    "recovery-began": "เริ่มกลับสู่ปกติ รอให้คงอยู่",
    "recovery-not-kept": "ปกติยังไม่นานพอ",
    "breach-returned": "เกินเกณฑ์อีก",
    recovered: "กลับสู่ปกติ",
    few: "จำนวนน้อยเกินกว่าจะตัดสิน",
    "not-settled": "ตัวเลขยังไม่สมบูรณ์",
    "no-data-held": "ไม่มีข้อมูล คงสถานะเดิมไว้",
    "no-data-began": "ไม่มีข้อมูล",
    "data-came-back": "มีข้อมูลอีกครั้ง",
    "unstable-began": "สลับไปมา นับเป็นเหตุเดียวที่ไม่นิ่ง",
    inhibited: "แหล่งข้อมูลเงียบอยู่ ยังไม่แจ้ง",
    "faster-told": "กฎของช่วงเวลาที่สั้นกว่าแจ้งเรื่องเดียวกันอยู่ ยังไม่แจ้งซ้ำ",
    "chain-step": "ยังไม่มีผู้รับเรื่อง แจ้งขั้นต่อไป",
    "nobody-on-duty": "ขั้นก่อนไม่มีผู้อยู่เวร ไปขั้นต่อไปทันที",
    "duty-began": "มีผู้เข้าเวรแล้ว แจ้งผู้อยู่เวร",
    "chain-too-old": "เหตุเก่าเกินกำหนด ไม่แจ้งเพิ่ม",
    acknowledged: "มีผู้รับเรื่อง",
    "ack-holds": "มีผู้รับเรื่องอยู่",
    "ack-expired": "การรับเรื่องหมดอายุ แจ้งใหม่",
    "closed-by-hand": "มีผู้ปิดเหตุ",
    "rule-changed": "กฎเปลี่ยนรุ่น",
    "rule-off": "กฎถูกปิด",
    "slice-gone": "ไม่มีส่วนนี้แล้ว",
  },
  en: {
    "no-breach": "all is well",
    "breach-began": "over the limit; it must hold first",
    "for-not-over": "not over the limit for long enough",
    "breach-held": "over the limit for long enough",
    "breach-ended-early": "well again before the time; nobody was told",
    "still-broken": "still over the limit",
    "between-thresholds": "between the limit and recovery",
    "recovery-began": "recovering; it must hold first",
    "recovery-not-kept": "well, but not for long enough",
    "breach-returned": "over the limit again",
    recovered: "recovered",
    few: "too few to judge",
    "not-settled": "the figure is not settled",
    "no-data-held": "no data; it stays as it was",
    "no-data-began": "no data",
    "data-came-back": "data again",
    "unstable-began": "going back and forth: one unstable alert",
    inhibited: "its source is silent; nobody is told yet",
    "faster-told": "a rule on a shorter window tells the same; nobody is told twice",
    "chain-step": "nobody has it; the next ones are told",
    "nobody-on-duty": "nobody was on duty for the last step; the next one is taken at once",
    "duty-began": "somebody is on duty again, and is told",
    "chain-too-old": "too old; nobody else is told",
    acknowledged: "somebody has it",
    "ack-holds": "somebody has it",
    "ack-expired": "the acknowledgement ended; told again",
    "closed-by-hand": "closed by a person",
    "rule-changed": "another version of its rule",
    "rule-off": "its rule was switched off",
    "slice-gone": "what it is about is gone",
  },
};

export type Say = "firing" | "reminder" | "resolve";

export interface Message {
  subject: string;
  /** Its last line is the link. */
  text: string;
  link: string;
  lang: Lang;
}

/** One alert as a message. @param mark it may have come before */
export function messageOf(
  told: Told,
  say: Say,
  at: { now: number; resolvedAt: number | null; mark: boolean; link: string },
  nameOf: NameOf,
  lang: Lang,
): Message {
  const th = lang === "th";
  const title = titleOf(told, nameOf, lang);
  const head = {
    firing: th ? "แจ้งเหตุ" : "Alert",
    reminder: th ? "เตือนซ้ำ" : "Reminder",
    resolve: th ? "กลับสู่ปกติ" : "Over",
  }[say];
  const drive = say === "resolve" ? null : driveOf(told, nameOf, lang);
  const runbook = th ? told.rule.runbookTh : told.rule.runbookEn;
  const lines = [
    ...(at.mark ? [REPETITION[lang]] : []),
    `${head}: ${title}`,
    detailOf(told, at.now, lang),
    ...(drive ? [drive] : []),
    ...(say === "resolve" && at.resolvedAt !== null
      ? [th ? `สิ้นสุด ${hhmm(at.resolvedAt)} น.` : `Over at ${hhmm(at.resolvedAt)}`]
      : []),
    ...(say !== "resolve" && runbook ? [th ? `สิ่งที่ต้องทำ: ${runbook}` : `What to do: ${runbook}`] : []),
    at.link,
  ];
  return { subject: `AOC 1441 · ${head}: ${title}`, text: lines.join("\n"), link: at.link, lang };
}

/** What may have come before begins with this. */
export const REPETITION: Record<Lang, string> = { th: "อาจเป็นข้อความซ้ำ", en: "This may be a repetition" };

/** Many alerts as one message: each with a line of its own. */
export function digestOf(
  items: readonly { say: Say; title: string }[],
  { link, mark }: { link: string; mark: boolean },
  lang: Lang,
): Message {
  const th = lang === "th";
  const heads = {
    firing: th ? "แจ้งเหตุ" : "Alert",
    reminder: th ? "เตือนซ้ำ" : "Reminder",
    resolve: th ? "กลับสู่ปกติ" : "Over",
  };
  const head = th ? `สรุป ${count(items.length)} ข้อความ` : `${count(items.length)} messages in one`;
  const lines = items.map(({ say, title }) => `– ${heads[say]}: ${title}`);
  const text = [...(mark ? [REPETITION[lang]] : []), head, ...lines, link].join("\n");
  return { subject: `AOC 1441 · ${head}`, text, link, lang };
}

export function testMessage(lang: Lang, link: string): Message {
  const [subject, text] =
    lang === "th"
      ? ["AOC 1441 · ทดสอบการแจ้งเตือน", "ข้อความนี้ทดสอบการแจ้งเตือน ไม่มีเหตุจริง"]
      : ["AOC 1441 · test", "This is a test. Nothing has happened."];
  return { subject: subject!, text: `${text}\n${link}`, link, lang };
}
