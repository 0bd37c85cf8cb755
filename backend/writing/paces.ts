import type { Lang } from "./lang.ts";

/** What the sentences about a target name, as text. */
export interface PaceSaid {
  band: string;
  value: string;
  start: string;
  due: string;
  /** "not above" or "not below", of `good`. */
  good: string;
  /** Full days of data that there are, and that are needed. */
  days: { have: number; need: number };
}

type Reason =
  | "band-good"
  | "goal-in-band"
  | "band-bad"
  | "reached"
  | "missed"
  | "few-days"
  | "no-data"
  | "no-baseline"
  | "not-begun";

interface PaceWords {
  good: { down: string; up: string };
  why: Record<Reason, (said: PaceSaid) => string>;
}

/** Why a target stands as it does: the same sentences on the page and in reports. */
export const PACE_WORDS: Record<Lang, PaceWords> = {
  th: {
    good: { down: "ไม่เกิน", up: "ไม่ต่ำกว่า" },
    why: {
      "band-good": ({ band, due, good }) => `คาดว่าสัปดาห์สุดท้าย (ถึง ${due}) เฉลี่ย ${band} ทั้งช่วง${good}เป้า`,
      "goal-in-band": ({ band, due }) =>
        `คาดว่าสัปดาห์สุดท้าย (ถึง ${due}) เฉลี่ย ${band} เป้าอยู่ในช่วงที่คาด จึงอาจถึงหรือไม่ถึงก็ได้`,
      "band-bad": ({ band, due }) => `คาดว่าสัปดาห์สุดท้าย (ถึง ${due}) เฉลี่ย ${band} ทั้งช่วงยังไม่ถึงเป้า`,
      reached: ({ value, due }) => `ครบกำหนด ${due} สัปดาห์สุดท้ายเฉลี่ย ${value} ถึงเป้า`,
      missed: ({ value, due }) => `ครบกำหนด ${due} สัปดาห์สุดท้ายเฉลี่ย ${value} ไม่ถึงเป้า`,
      "few-days": ({ days }) => `มีข้อมูลเต็มวัน ${days.have} วัน ต้องมีอย่างน้อย ${days.need} วันจึงจะคาดการณ์ได้`,
      "no-data": () => "ยังไม่มีข้อมูลของตัวเลขนี้",
      "no-baseline": () => "ช่วงเวลาที่ใช้เป็นฐานยังไม่มีข้อมูล จึงยังไม่มีแผนให้เทียบ",
      "not-begun": ({ start }) => `ยังไม่ถึงวันเริ่ม ${start}`,
    },
  },
  en: {
    good: { down: "at or below", up: "at or above" },
    why: {
      "band-good": ({ band, due, good }) =>
        `The last week (to ${due}) is expected at ${band}, all of which is ${good} the goal`,
      "goal-in-band": ({ band, due }) =>
        `The last week (to ${due}) is expected at ${band}, and the goal lies inside that: it may be reached or not`,
      "band-bad": ({ band, due }) =>
        `The last week (to ${due}) is expected at ${band}, none of which reaches the goal`,
      reached: ({ value, due }) => `Its last week, to ${due}, was ${value}: the goal is reached`,
      missed: ({ value, due }) => `Its last week, to ${due}, was ${value}: the goal is missed`,
      "few-days": ({ days }) => `There are ${days.have} full days of data; an expectation needs ${days.need}`,
      "no-data": () => "There is no data of this figure yet",
      "no-baseline": () => "The period that it starts from has no data, so there is no plan to compare with",
      "not-begun": ({ start }) => `It begins on ${start}`,
    },
  },
};
