import { SECOND } from "#calendar/units.ts";
import { MOST_LISTED, type RuleBody } from "#wire/alerts.ts";
import { MOST_STRIP_ALERTS, type Strip, type StripAlert } from "#wire/sceneParts.ts";
import type { Situation } from "#wire/situation.schema.ts";
import type { Lang } from "#writing/lang.ts";
import type { Run } from "../store/store.ts";
import { readJudge } from "./judgeQueries.ts";
import { type StripRow, stripAlerts } from "./stripQueries.ts";
import type { NameOf } from "./texts/title.ts";

/** A judge that works judges every second, and one that is gone is relieved within five: twice that is no hiccup. */
const JUDGED_MS = 10 * SECOND;
const LOOKS = ["broken", "watch", "no-data"] as const satisfies StripAlert["look"][];

/** The open alerts for the strip of the walls. @param ageOf milliseconds since the rules were judged */
export async function readStrip(
  run: Run,
  ageOf: (judgedAt: number) => number,
  nameOf: NameOf,
): Promise<Strip> {
  const [{ rows, open, unacknowledged }, { judgedAt }] = await Promise.all([
    stripAlerts(run, MOST_STRIP_ALERTS),
    readJudge(run),
  ]);
  return {
    open,
    unacknowledged,
    judgedUntil: ageOf(judgedAt) > JUDGED_MS ? judgedAt : null,
    alerts: rows.map((row) => ({
      key: String(row.id),
      look: LOOKS[row.rank],
      since: row.since,
      what: { th: briefOf(row, nameOf, "th"), en: briefOf(row, nameOf, "en") },
      takenBy: row.isAcknowledged ? (row.ownerRole ?? "unknown") : null,
    })),
  };
}

/** All that are open, in the order of the strip, with what each is about. */
export async function readOpen(run: Run, nameOf: NameOf): Promise<Situation["alerts"]> {
  const { rows } = await stripAlerts(run, MOST_LISTED);
  return rows.map((row) => ({
    id: row.id,
    condition: row.rule.condition,
    subject: row.subject,
    look: LOOKS[row.rank],
    what: { th: briefOf(row, nameOf, "th"), en: briefOf(row, nameOf, "en") },
  }));
}

/** What stands for the name of a rule that is shipped, which is too long for a third of a wall. */
const BRIEF: Record<Lang, ReadonlyMap<string, string>> = {
  th: new Map([
    ["freeze-overdue", "เกิน 60 นาที"],
    ["freeze-will-miss", "จะเกิน 60 นาที"],
    ["complaint-overdue", "แจ้งความเกิน 72 ชม."],
    ["complaint-will-miss", "ใกล้ครบ 72 ชม."],
    ["release-overdue", "ปลดช้าเกิน 4 ชม."],
    ["release-will-miss", "ปลดใกล้ครบ 4 ชม."],
    ["freeze-60m", "ระงับช้า"],
    ["freeze-15m", "ระงับไม่ทัน 15 นาที"],
    ["calls-20s", "รับสายช้า"],
    ["calls-abandoned", "วางสายก่อนรับมาก"],
    ["complaint-72h", "แจ้งความช้า"],
    ["release-4h", "ปลดที่ระงับผิดช้า"],
    ["source-silent", "ขาดการติดต่อ"],
    ["source-behind", "ส่งข้อมูลช้า"],
    ["disk", "ดิสก์ใกล้เต็ม"],
    ["line-quota", "LINE ใกล้หมดโควตา"],
    ["webhook-gone", "Webhook ถูกปิด"],
  ]),
  en: new Map([
    ["freeze-overdue", "over 60 min"],
    ["freeze-will-miss", "will miss 60 min"],
    ["complaint-overdue", "over 72 h"],
    ["complaint-will-miss", "near 72 h"],
    ["release-overdue", "release over 4 h"],
    ["release-will-miss", "release near 4 h"],
    ["freeze-60m", "slow to freeze"],
    ["freeze-15m", "slow in 15 min"],
    ["calls-20s", "slow to answer"],
    ["calls-abandoned", "many hang up"],
    ["complaint-72h", "complaints are late"],
    ["release-4h", "slow to release"],
    ["source-silent", "is silent"],
    ["source-behind", "is behind"],
    ["disk", "disk nearly full"],
    ["line-quota", "LINE nearly used up"],
    ["webhook-gone", "webhook is gone"],
  ]),
};

/** In place of the rule's, what was seen. */
const SEEN: Record<Lang, ReadonlyMap<string | null, string>> = {
  th: new Map([
    ["frozen", "ภาพค้าง"],
    ["failing", "แสดงภาพไม่ครบ"],
    ["disk-full", "ดิสก์เต็ม ไม่รับข้อมูล"],
    ["clock-set", "นาฬิกาแม่ข่ายเปลี่ยน"],
    ["clocks-differ", "นาฬิกาแม่ข่ายต่างกัน"],
    ["quota-over", "LINE หมดโควตา"],
  ]),
  en: new Map([
    ["frozen", "is frozen"],
    ["failing", "shows only parts"],
    ["disk-full", "disk full, no data taken"],
    ["clock-set", "clock was changed"],
    ["clocks-differ", "clocks differ"],
    ["quota-over", "LINE used up"],
  ]),
};

/** Whatever has a code is known by it. */
const KINDS: Record<Lang, ReadonlyMap<string, string>> = {
  th: new Map([
    ["screen", "จอ "],
    ["queue", "คิว"],
  ]),
  en: new Map([["screen", "screen "]]),
};

/** Of a rule that looks at how fast the budget of a condition is used up. */
const BURNING: Record<Lang, ReadonlyMap<string, string>> = {
  th: new Map([
    ["freeze-60m", "ระงับไม่ทันถี่ขึ้น"],
    ["calls-20s", "รับสายช้าถี่ขึ้น"],
  ]),
  en: new Map([
    ["freeze-60m", "freezes miss fast"],
    ["calls-20s", "calls miss fast"],
  ]),
};

const NO_DATA = { th: "ไม่มีข้อมูล", en: "no data" } as const;
const UNSTABLE = { th: "ไม่นิ่ง", en: "unstable" } as const;

/** What and where, as short as a place of the strip: without numbers, which are those of when it was last judged anew. */
export function briefOf(
  {
    rule,
    subject,
    cause,
    why,
  }: Pick<StripRow, "cause" | "why" | "subject"> & {
    rule: Pick<RuleBody, "condition" | "burn" | "nameTh" | "nameEn">;
  },
  nameOf: NameOf,
  lang: Lang,
): string {
  const name = lang === "th" ? rule.nameTh : rule.nameEn;
  const briefs = rule.burn ? BURNING : BRIEF;
  const what = SEEN[lang].get(why) ?? briefs[lang].get(rule.condition) ?? name;
  // A recipient may be called by somebody's name, which is on no wall.
  const isUnnamed = subject.of === null || subject.by === "recipient";
  const where = isUnnamed ? "" : `${KINDS[lang].get(subject.by) ?? ""}${nameOf(subject, lang)} `;
  // What may be cut comes last.
  const text =
    cause === "no-data"
      ? `${where}${NO_DATA[lang]} · ${what}`
      : `${where}${what}${cause === "unstable" ? ` · ${UNSTABLE[lang]}` : ""}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
