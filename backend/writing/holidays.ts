import { startOf } from "#calendar/days.ts";
import type { Holiday } from "#calendar/holidays.ts";
import { longDate } from "./dates.ts";
import type { Lang } from "./lang.ts";

const WORDS = { th: "วันหยุดราชการ", en: "Public holidays" } as const;

/** วันหยุดราชการ: 5 ธันวาคม 2569 วันพ่อแห่งชาติ, …; each by its date and name. */
export const holidaysText = (holidays: readonly Holiday[], lang: Lang): string =>
  `${WORDS[lang]}: ${holidays.map(({ day, nameTh }) => `${longDate(startOf(day), lang)} ${nameTh}`).join(", ")}`;
