import { hhmm } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { count, percent } from "#writing/numbers.ts";
import { type Message, REPETITION, type Say } from "./alert.ts";
import { detailOf } from "./details.ts";
import { type NameOf, type Told, titleOf } from "./title.ts";

/** An alert in a message with others of its rule. */
export interface Member {
  say: Say;
  told: Told;
  resolvedAt: number | null;
}

const missedOf = ({ finding }: Told) =>
  finding && finding.denominator !== "0" ? 1 - Number(finding.numerator) / Number(finding.denominator) : 0;

/** The worst first: the most cases, then the share that missed, then what is broken for longest. */
export const worstFirst = <M extends Pick<Member, "told">>(members: readonly M[]): M[] =>
  [...members].sort(
    ({ told: a }, { told: b }) =>
      (b.finding?.facts.cases ?? 0) - (a.finding?.facts.cases ?? 0) ||
      missedOf(b) - missedOf(a) ||
      a.since - b.since,
  );

/** What it is of, with its figure: short, because an SMS has little room. */
function named({ told: { subject, finding, rule } }: Member, nameOf: NameOf, lang: Lang): string {
  const name = subject.of === null ? (lang === "th" ? rule.nameTh : rule.nameEn) : nameOf(subject, lang);
  const cases = finding?.facts.cases;
  if (cases !== undefined) return `${name} ${count(cases)}`;
  if (!finding?.target || finding.denominator === "0") return name;
  const { numerator, denominator } = finding;
  return `${name} ${percent({ value: 0, numerator, denominator })} %`;
}

/** Alerts of one rule as one message: how many, the worst as if it came alone, the others by name, and what is over. */
export function groupOfText(
  members: readonly Member[],
  at: { now: number; mark: boolean; link: string },
  nameOf: NameOf,
  lang: Lang,
): Message {
  const th = lang === "th";
  const open = worstFirst(members.filter(({ say }) => say !== "resolve"));
  const over = members.filter(({ say }) => say === "resolve");
  const [worst, ...others] = open;
  const rule = members[0]?.told.rule;
  const name = (th ? rule?.nameTh : rule?.nameEn) ?? "";
  const length = (worst ? open : over).length;
  const [many, noun] = [count(length), length === 1 ? "alert" : "alerts"];
  const head = !worst
    ? th
      ? `กลับสู่ปกติ ${many} เหตุ`
      : `Over: ${many} ${noun}`
    : open.every(({ say }) => say === "reminder")
      ? th
        ? `เตือนซ้ำ ${many} เหตุ`
        : `Reminder of ${many} ${noun}`
      : th
        ? `แจ้งเหตุ ${many} เหตุ`
        : `${many} ${noun}`;
  const title = `${head}: ${name}`;
  const ended = over
    .map(({ told, resolvedAt, say }) => {
      const who = named({ told: { ...told, finding: null }, resolvedAt, say }, nameOf, lang);
      return resolvedAt === null
        ? who
        : th
          ? `${who} ${hhmm(resolvedAt)} น.`
          : `${who} at ${hhmm(resolvedAt)}`;
    })
    .join(", ");
  const more = others.map((each) => named(each, nameOf, lang)).join(", ");
  const runbook = th ? worst?.told.rule.runbookTh : worst?.told.rule.runbookEn;
  const lines = [
    ...(at.mark ? [REPETITION[lang]] : []),
    title,
    ...(worst && others.length > 0
      ? [`${th ? "หนักที่สุด" : "The worst"}: ${titleOf(worst.told, nameOf, lang)}`]
      : []),
    ...(worst && others.length === 0 ? [titleOf(worst.told, nameOf, lang)] : []),
    ...(worst ? [detailOf(worst.told, at.now, lang, { isMessage: true })] : []),
    ...(more ? [th ? `อีก ${count(others.length)}: ${more}` : `${count(others.length)} more: ${more}`] : []),
    ...(worst && ended
      ? [th ? `กลับสู่ปกติ ${count(over.length)}: ${ended}` : `Over, ${count(over.length)}: ${ended}`]
      : ended
        ? [ended]
        : []),
    ...(runbook ? [th ? `สิ่งที่ต้องทำ: ${runbook}` : `What to do: ${runbook}`] : []),
    at.link,
  ];
  return { subject: `AOC 1441 · ${title}`, text: lines.join("\n"), link: at.link, lang };
}
