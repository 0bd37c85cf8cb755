import type { ReportFigure } from "#wire/reports.ts";
import { whyText } from "#writing/whys.ts";
import { judgedName } from "./aimed.ts";
import { spanText } from "./headings.ts";
import type { PageBlock, Said } from "./page.ts";
import { valueText } from "./values.ts";
import type { Writing } from "./writing.ts";

/** What has changed since the edition before, and why. */
export function changesOf(writing: Writing, said: Said): PageBlock {
  const { document, words, definition, metricName, nameOf, lang } = writing;
  return {
    kind: "table",
    head: [words.item, words.period, words.was, words.now, words.why].map(said),
    widths: 5,
    isLastWide: true,
    rows: document.changes.map((change) => {
      const known = definition({ metric: change.metric } as ReportFigure);
      const name = Object.entries(change.slice).map(([by, code]) => nameOf(by, code));
      const text = (value: number | string | null) =>
        valueText({ ...change, value, state: "settled", hash: "" }, known, lang);
      return {
        isTotal: false,
        cells: [
          [metricName(known), ...judgedName(change, writing), ...name].join(" · "),
          spanText(change, lang),
          text(change.was),
          text(change.now),
          (change.whys ?? []).map((why) => whyText(why, lang)).join("; ") || words.none,
        ].map(said),
      };
    }),
  };
}
