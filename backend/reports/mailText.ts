import { startOf } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import type { Signed } from "#wire/reports.ts";
import type { RunWhy } from "#wire/schedules.ts";
import { hhmmss, longDate } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { whyText } from "#writing/whys.ts";
import { judgedName } from "./aimed.ts";
import { codeOf } from "./canonical.ts";
import { spanText, titleOf } from "./headings.ts";
import type { KeptRun } from "./scheduleQueries.ts";
import { leadLine } from "./sentences.ts";
import { reportedDay } from "./timing.ts";
import { valueText } from "./values.ts";
import { REPORT_WORDS } from "./words.ts";
import { writingOf } from "./writing.ts";

/** Changed figures that a mail lists; the others stand in the report. */
const MOST_CHANGES = 10;

const WORDS = {
  th: {
    repeated: "อีเมลนี้อาจเป็นฉบับซ้ำ",
    edition: (edition: number) => `ฉบับที่ ${edition}`,
    simulated: "ข้อมูลจำลอง มิใช่ตัวเลขจริง",
    asOf: (moment: string) => `ข้อมูล ณ วันที่ ${moment} น.`,
    files: (names: string) => `ไฟล์แนบ: ${names}`,
    code: (hash: string) => `รหัสตรวจสอบ ${hash}`,
    changed: (count: number) => `ข้อมูลที่มาภายหลังทำให้ ${count} ตัวเลขเปลี่ยนจากฉบับก่อน`,
    more: (count: number) => `และอีก ${count} รายการ ดูในรายงาน`,
    check: (link: string) => `ตรวจรายงาน: ${link}`,
    leftOut: (to: string) => `ไม่ได้ส่งให้ ${to}: ผู้รับไม่มีสิทธิดูรายงานนี้แล้ว ผู้รับรายอื่นได้รับตามปกติ`,
    by: (schedule: string, owner: string) => `ส่งตามกำหนดเวลา “${schedule}” ซึ่ง ${owner} เป็นผู้ตั้ง`,
    someLeftOut: (title: string) => `ผู้รับบางรายไม่ได้รับ${title}`,
    refused: (title: string) => `ไม่ได้ส่ง${title}`,
    refusedWhy: "รายงานออกต่อเมื่อตัวเลขครบทุกตัว จึงไม่มีไฟล์แนบ",
    whys: {
      "not-settled": (sections: string) => `ตัวเลขใน ${sections} ยังไม่ครบเมื่อหมดเวลารอ`,
      "not-composed": () => "จัดทำรายงานไม่ได้จนหมดเวลารอ",
      "not-drawn": () => "จัดทำไฟล์ไม่ได้จนหมดเวลารอ",
    },
    because: (why: string) => `เพราะ ${why}`,
  },
  en: {
    repeated: "This mail may be a repetition",
    edition: (edition: number) => `edition ${edition}`,
    simulated: "Simulated data, no real figures",
    asOf: (moment: string) => `Data as known on ${moment}`,
    files: (names: string) => `Attached: ${names}`,
    code: (hash: string) => `Check code ${hash}`,
    changed: (count: number) => `Later data have changed ${count} figures of the edition before`,
    more: (count: number) => `and ${count} more, in the report`,
    check: (link: string) => `Check the report: ${link}`,
    leftOut: (to: string) =>
      `Not sent to ${to}: this recipient has lost the right to it. The other recipients get it as always`,
    by: (schedule: string, owner: string) => `Sent by the schedule “${schedule}”, which ${owner} has set up`,
    someLeftOut: (title: string) => `Some recipients did not get it: ${title}`,
    refused: (title: string) => `Not sent: ${title}`,
    refusedWhy: "A report is issued only when all of its figures are complete, so nothing is attached",
    whys: {
      "not-settled": (sections: string) => `figures of ${sections} were not complete when the wait was over`,
      "not-composed": () => "it could not be composed until the wait was over",
      "not-drawn": () => "its files could not be made until the wait was over",
    },
    because: (why: string) => `Why: ${why}`,
  },
};

export interface Told {
  subject: string;
  text: string;
}

type ToldRun = Pick<KeptRun, "body" | "day" | "why"> & { ownerName: string };

/** The mail of a report that was issued. @param files their names @param leftOut recipients without a right; for the owner */
export function sentMail(
  { document, hash }: Signed,
  { body, ownerName }: ToldRun,
  {
    files,
    leftOut,
    isRepeated,
    link,
  }: { files: readonly string[]; leftOut: readonly string[]; isRepeated: boolean; link: string },
): Told {
  const { lang } = body;
  const words = WORDS[lang];
  const title = titleOf(document, lang);
  const edition = document.edition > 1 ? ` · ${words.edition(document.edition)}` : "";
  const lines = [
    ...(isRepeated ? [words.repeated] : []),
    title + edition,
    leadLine(writingOf(document, lang)),
    ...(document.changes.length > 0 ? ["", ...changeLines(document, lang), ""] : []),
    words.asOf(`${longDate(document.asOf, lang)} ${hhmmss(document.asOf)}`),
    ...(document.isSimulated ? [words.simulated] : []),
    words.files(files.join(", ")),
    words.code(codeOf(hash)),
    ...leftOut.map(words.leftOut),
    words.check(`${link}/check?report=${codeOf(hash)}`),
    "",
    words.by(body.name, ownerName),
  ];
  return { subject: `AOC 1441 · ${title}${edition}`, text: lines.join("\n") };
}

/** Tells the owner, who is no recipient, who did not get a report that was sent. */
export function leftOutMail(
  { document }: Signed,
  { body, ownerName }: ToldRun,
  leftOut: readonly string[],
  link: string,
): Told {
  const words = WORDS[body.lang];
  const title = titleOf(document, body.lang);
  const lines = [title, ...leftOut.map(words.leftOut), link, "", words.by(body.name, ownerName)];
  return { subject: `AOC 1441 · ${words.someLeftOut(title)}`, text: lines.join("\n") };
}

function changeLines(document: Signed["document"], lang: Lang): string[] {
  const { changes, from, until } = document;
  // Those of the whole period say it: parts of it have changed with them.
  const listed = changes.filter(
    (each) => each.from === from && each.until === until && each.was !== each.now,
  );
  const writing = writingOf(document, lang);
  const { definition, metricName, nameOf } = writing;
  const words = WORDS[lang];
  const lines = listed.slice(0, MOST_CHANGES).map((change) => {
    const figure = { ...change, value: null, state: "settled", hash: "" } as const;
    const known = definition(figure);
    const text = (value: number | string | null) => valueText({ ...figure, value }, known, lang);
    const slice = Object.entries(change.slice).map(([by, code]) => nameOf(by, code));
    const what = [metricName(known), ...judgedName(change, writing), ...slice].join(" ");
    const whys = (change.whys ?? []).map((why) => ` · ${whyText(why, lang)}`).join("");
    return `– ${what} (${spanText(change, lang)}): ${text(change.was)} → ${text(change.now)}${whys}`;
  });
  const more = changes.length - lines.length;
  return [words.changed(changes.length), ...lines, ...(more > 0 ? [words.more(more)] : [])];
}

/** The mail that says that a report is not sent, and why. */
export function refusedMail({ body, day, why, ownerName }: ToldRun, link: string): Told {
  const { lang, kind } = body;
  const words = WORDS[lang];
  const days = periodOf(PERIODS.get(kind)!, reportedDay(body, day));
  const title = titleOf({ kind, from: startOf(days.from), until: startOf(days.until) }, lang);
  const head = words.refused(title);
  return {
    subject: `AOC 1441 · ${head}`,
    text: [head, ...whyLines(why, lang), words.refusedWhy, link, "", words.by(body.name, ownerName)].join(
      "\n",
    ),
  };
}

const PERIODS = new Map([
  ["daily", "day"],
  ["weekly", "week"],
  ["monthly", "month"],
] as const);

function whyLines(why: RunWhy | null, lang: Lang): string[] {
  const words = WORDS[lang];
  switch (why?.code) {
    case "not-settled": {
      const names = why.sections.map((section) => `“${REPORT_WORDS[lang].sections[section]}”`);
      return [words.because(words.whys["not-settled"](names.join(" ")))];
    }
    case "not-composed":
    case "not-drawn":
      return [words.because(words.whys[why.code]())];
    default:
      return [];
  }
}
