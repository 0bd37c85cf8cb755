/** The forms of what several people change, and where they are. */
import { words as ruleEn } from "../../dashboard/alerts/ruleWords.en.ts";
import { words as ruleTh } from "../../dashboard/alerts/ruleWords.th.ts";
import { words as alertsEn } from "../../dashboard/alerts/words.en.ts";
import { words as alertsTh } from "../../dashboard/alerts/words.th.ts";
import { words as peopleEn } from "../../dashboard/people/words.en.ts";
import { words as peopleTh } from "../../dashboard/people/words.th.ts";
import { words as scheduleEn } from "../../dashboard/reports/scheduleWords.en.ts";
import { words as scheduleTh } from "../../dashboard/reports/scheduleWords.th.ts";
import { words as rotaEn } from "../../dashboard/rota/words.en.ts";
import { words as rotaTh } from "../../dashboard/rota/words.th.ts";
import { words as screensEn } from "../../dashboard/screens/words.en.ts";
import { words as screensTh } from "../../dashboard/screens/words.th.ts";
import { words as shellEn } from "../../dashboard/shell/words.en.ts";
import { words as shellTh } from "../../dashboard/shell/words.th.ts";
import { words as slaEn } from "../../dashboard/slaPage/words.en.ts";
import { words as slaTh } from "../../dashboard/slaPage/words.th.ts";
import { words as sourcesEn } from "../../dashboard/sources/words.en.ts";
import { words as sourcesTh } from "../../dashboard/sources/words.th.ts";
import { words as targetsEn } from "../../dashboard/targetsPage/words.en.ts";
import { words as targetsTh } from "../../dashboard/targetsPage/words.th.ts";

export type Lang = "th" | "en";
const inBoth = <W>(th: W, en: W) => ({ th, en });
export const WORDS = {
  rule: inBoth(ruleTh, ruleEn),
  alerts: inBoth(alertsTh, alertsEn),
  people: inBoth(peopleTh, peopleEn),
  schedule: inBoth(scheduleTh, scheduleEn),
  rota: inBoth(rotaTh, rotaEn),
  screens: inBoth(screensTh, screensEn),
  shell: inBoth(shellTh, shellEn),
  sla: inBoth(slaTh, slaEn),
  sources: inBoth(sourcesTh, sourcesEn),
  targets: inBoth(targetsTh, targetsEn),
};

export interface Form {
  page: string;
  /** How the name of the button that opens it begins; null: it is open with its page. */
  open: ((lang: Lang) => string) | null;
  /** Where that button is, if there are several. */
  within?: string;
  /** The label of what the nth change changes. */
  field(lang: Lang): string | RegExp;
  /** What stands there after the nth change. */
  nth?: (n: number) => string;
}
/** By the route that changes it. */
export const FORMS: Record<string, Form> = {
  "PUT /v1/alerts/rules/:id": {
    page: "/alerts?tab=rules&rule=one",
    open: null,
    field: (lang) => WORDS.rule[lang].nameEn,
  },
  "PUT /v1/targets/:id": {
    page: "/targets?target=losses-per-day",
    open: (lang) => WORDS.targets[lang].change,
    field: (lang) => WORDS.targets[lang].form.en,
  },
  "PUT /v1/sla/objectives/:id": {
    page: "/sla?objective=calls-20s",
    open: (lang) => WORDS.sla[lang].change,
    field: (lang) => WORDS.sla[lang].nameEn,
  },
  "PUT /v1/alerts/recipients/:id": {
    page: "/alerts?tab=recipients",
    open: (lang) => `${WORDS.alerts[lang].recipient.change}: name`,
    field: (lang) => WORDS.alerts[lang].recipient.name,
  },
  "PUT /v1/alerts/rotas/:id": {
    page: "/rota?",
    open: (lang) => `${WORDS.rota[lang].edit}: name`,
    field: (lang) => WORDS.rota[lang].name,
  },
  "PUT /v1/schedules/:id": {
    page: "/reports?",
    open: (lang) => `${WORDS.schedule[lang].change}: name`,
    field: (lang) => WORDS.schedule[lang].name,
  },
  "PUT /v1/people/:id": {
    page: "/people?",
    open: (lang) => WORDS.people[lang].manageOf("name"),
    field: (lang) => WORDS.people[lang].displayName,
  },
  "PUT /v1/sources/:name": {
    page: "/sources?name=kbank",
    open: (lang) => `${WORDS.sources[lang].change}: `,
    field: (lang) => WORDS.sources[lang].nameTh,
  },
  "PUT /v1/screens/:name": {
    page: "/screens?",
    open: (lang) => WORDS.screens[lang].settings,
    within: '[data-screen="one"]',
    field: (lang) => WORDS.screens[lang].secondsOf(1),
    nth: String,
  },
  "PUT /v1/displays/:id": {
    page: "/screens?",
    open: (lang) => WORDS.screens[lang].device,
    within: '[data-screen="hall"]',
    field: (lang) => new RegExp(`^${WORDS.screens[lang].placeOf("")}`),
    nth: (n) => `floor ${n}`,
  },
};
