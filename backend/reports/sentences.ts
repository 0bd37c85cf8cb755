import type { Growth } from "#wire/reports.ts";
import { exactAmount, meanAmount } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";
import { changeText } from "./values.ts";
import type { Writing } from "./writing.ts";

/** The first sentence: what happened, of the key figures that are known. */
export function leadLine({ document, words, lang }: Writing): string {
  const whole = (metric: string) =>
    document.figures.find(
      (each) =>
        each.metric === metric &&
        each.from === document.from &&
        each.until === document.until &&
        Object.keys(each.slice).length === 0 &&
        each.state !== "no-data" &&
        each.value !== null,
    );
  const calls = whole("calls.offered");
  const [filed, loss] = [whole("reports.filed"), whole("reports.loss_satang")];
  const [asked, held] = [whole("freezes.requested_satang"), whole("freezes.confirmed_satang")];
  const sla = whole("freezes.sla_60m");
  const parts = [
    ...(calls ? [words.lead.calls(count(calls.value!))] : []),
    ...(filed && loss ? [words.lead.filed(count(filed.value!), exactAmount(loss.value!, lang))] : []),
    ...(asked && held
      ? [words.lead.held(exactAmount(held.value!, lang), exactAmount(asked.value!, lang))]
      : []),
    ...(sla ? [words.lead.sla(percent(sla), count(sla.numerator!), count(sla.denominator!))] : []),
  ];
  return parts.join(lang === "th" ? " " : "; ");
}

/** What has grown by more than chance, a sentence each. */
export function growthLines({ found }: Growth, writing: Writing): string[] {
  const { document, words, figure, definition, nameOf, ratio, lang } = writing;
  if (document.before === null) return [words.growthUnknown];
  if (found.length === 0) return [words.noGrowth];
  const name = (by: string) => words.dimensions.get(by) ?? by;
  return found.map(({ figure: place, before, typical, loss }) => {
    const [now, then] = [figure(place), figure(before)];
    const [[by, code]] = Object.entries(now.slice) as [[string, string]];
    const sentence = words.grew(
      name(by),
      nameOf(by, code),
      count(now.value ?? 0),
      count(then.value ?? 0),
      changeText(now, then, definition(now), ratio, lang),
    );
    const parts = typical.map((each) => {
      const part = figure(each);
      const [other, its] = Object.entries(part.slice).find(([dimension]) => dimension !== by)!;
      const share = { value: null, numerator: part.value ?? 0, denominator: now.value ?? 0 };
      const text = percent({ ...share, value: 0 });
      return words.typicalPart(
        name(other),
        nameOf(other, its),
        text,
        count(part.value ?? 0),
        count(now.value ?? 0),
      );
    });
    const lost = loss === undefined ? null : figure(loss).value;
    return [
      sentence,
      parts.length > 0 ? words.typical(parts) : "",
      lost === null ? "" : words.lost(exactAmount(lost, lang), meanAmount(lost, now.value ?? 0, lang)),
    ].join("");
  });
}
