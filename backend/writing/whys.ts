import { hhmm, longDate } from "./dates.ts";
import type { Lang } from "./lang.ts";
import { count } from "./numbers.ts";

/** Why a figure is another one by now, as `backend/wire/whys.schema.ts` has it. Times are epoch ms. */
type Why =
  | {
      code: "late-events" | "corrections";
      events: number;
      atLeast?: true;
      sources: string[];
      first: number;
      last: number;
    }
  | { code: "exclusion"; deed: "made" | "ended"; at: number; from: number; until: number }
  | { code: "definition"; was: string; now: string | null; wasTh?: string; nowTh?: string }
  | { code: "version"; was: number; now: number }
  | { code: "recounted" | "not-issued" | "not-explained" };

const WORDS = {
  th: {
    "late-events": (events: string, sources: string, span: string) =>
      `มีเหตุการณ์มาถึงภายหลัง ${events} รายการ${sources && ` จาก ${sources}`} ${span}`,
    corrections: (events: string, sources: string, span: string) =>
      `มีการแก้ไขหรือถอนข้อมูลเดิม ${events} รายการ${sources && ` จาก ${sources}`} ${span}`,
    on: (moment: string) => `เมื่อ ${moment} น.`,
    between: (first: string, last: string) => `ระหว่าง ${first} น. ถึง ${last} น.`,
    made: (span: string, at: string) => `มีการยกเว้นช่วงเวลา ${span} จากการวัดผล ${at}`,
    ended: (span: string, at: string) => `เลิกการยกเว้นช่วงเวลา ${span} จากการวัดผล ${at}`,
    definition: (was: string, now: string) => `นิยามเปลี่ยนจาก “${was}” เป็น “${now}”`,
    undefined: (was: string) => `ระบบไม่มีตัวเลขนี้แล้ว นิยามเดิมคือ “${was}”`,
    version: (was: number, now: number) => `วัดตามเกณฑ์ฉบับที่ ${now} แทนฉบับที่ ${was}`,
    recounted: "เหตุการณ์ดิบชุดเดิมนับได้ค่าปัจจุบัน ค่าที่เก็บไว้เมื่อออกรายงานไม่ถูกต้องและแก้ไขแล้ว",
    "not-issued": "ศูนย์ไม่เคยออกเอกสารฉบับนี้ จึงไม่มีค่าเดิมให้อธิบาย",
    "not-explained": "ไม่พบสาเหตุ ถือเป็นข้อผิดพลาดของระบบ โปรดแจ้งผู้ดูแลระบบ",
  },
  en: {
    "late-events": (events: string, sources: string, span: string) =>
      `events that came later: ${events}${sources && ` from ${sources}`}, ${span}`,
    corrections: (events: string, sources: string, span: string) =>
      `corrections or withdrawals of what was known: ${events}${sources && ` from ${sources}`}, ${span}`,
    on: (moment: string) => `on ${moment}`,
    between: (first: string, last: string) => `between ${first} and ${last}`,
    made: (span: string, at: string) => `${span} was excluded from what is judged, ${at}`,
    ended: (span: string, at: string) => `${span} is no longer excluded from what is judged, ${at}`,
    definition: (was: string, now: string) => `the definition was “${was}” and is “${now}”`,
    undefined: (was: string) => `there is no such figure any more; its definition was “${was}”`,
    version: (was: number, now: number) => `judged by version ${now} in place of version ${was}`,
    recounted:
      "the same raw events count to the value of today: what was kept when the report was issued was wrong and has been mended",
    "not-issued": "this centre has not issued this document, so there is no value of before to explain",
    "not-explained": "no cause was found: this is a fault of the system, tell its administrator",
  },
};

/** Both definitions, of then and of now. */
export function definitionText(
  { was, now, wasTh, nowTh }: Omit<Extract<Why, { code: "definition" }>, "code">,
  lang: Lang,
): string {
  const words = WORDS[lang];
  const then = lang === "th" ? (wasTh ?? was) : was;
  return now === null ? words.undefined(then) : words.definition(then, lang === "th" ? (nowTh ?? now) : now);
}

/** A cause as a sentence without its end. */
export function whyText(why: Why, lang: Lang): string {
  const words = WORDS[lang];
  const moment = (at: number) => `${longDate(at, lang)} ${hhmm(at)}`;
  const span = (from: number, to: number) =>
    moment(from) === moment(to) ? words.on(moment(from)) : words.between(moment(from), moment(to));
  switch (why.code) {
    case "late-events":
    case "corrections":
      return words[why.code](
        (why.atLeast ? "≥ " : "") + count(why.events),
        why.sources.join(", "),
        span(why.first, why.last),
      );
    case "exclusion":
      return words[why.deed](`${moment(why.from)} – ${moment(why.until)}`, words.on(moment(why.at)));
    case "definition":
      return definitionText(why, lang);
    case "version":
      return words.version(why.was, why.now);
    default:
      return words[why.code];
  }
}
