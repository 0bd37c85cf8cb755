import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Times } from "../store/cells.ts";
import { MAX_AGE, type Metric } from "./metric.ts";
import { MOST_OFF, quantile } from "./times.ts";

const PERCENTS = [50, 90, 95, 99] as const;

/** What takes time. */
interface Timed extends Pick<Metric, "cells" | "types"> {
  /** Stands before `p50_minutes`. */
  prefix: string;
  unit: "minutes" | "seconds";
  th: string;
  en: string;
  formula: string;
  formulaTh: string;
  times: readonly Times[];
}

const TIMED: readonly Timed[] = [
  {
    prefix: "freezes.",
    cells: "freezes",
    unit: "minutes",
    th: "เวลาระงับ",
    en: "time to freeze",
    formula: "confirmed − requested, of the confirmed freezes",
    formulaTh: "เวลาที่ระงับ − เวลาที่ขอ ของรายที่ระงับได้",
    types: ["freeze.requested", "freeze.confirmed"],
    times: ["freeze_times"],
  },
  {
    prefix: "freezes.answer_",
    cells: "freezes",
    unit: "minutes",
    th: "เวลาที่ธนาคารตอบ",
    en: "time to the bank's answer",
    formula: "(confirmed or refused) − requested, of the answered freezes",
    formulaTh: "เวลาที่ธนาคารตอบ − เวลาที่ขอ ของรายที่ธนาคารตอบแล้ว",
    types: ["freeze.requested", "freeze.confirmed", "freeze.refused"],
    times: ["freeze_times", "refuse_times"],
  },
  {
    prefix: "calls.answer_",
    cells: "calls",
    unit: "seconds",
    th: "เวลารอของสายที่รับ",
    en: "wait of answered calls",
    formula: "answered − offered, of the answered calls",
    formulaTh: "เวลาที่รับ − เวลาที่สายเข้า ของสายที่รับ",
    types: ["call.offered", "call.answered"],
    times: ["wait_times"],
  },
  {
    prefix: "calls.wait_",
    cells: "calls",
    unit: "seconds",
    th: "เวลารอของทุกสาย",
    en: "wait of all callers",
    formula: "(answered or abandoned) − offered, of the calls that were answered or abandoned",
    formulaTh: "เวลาที่รับหรือหลุด − เวลาที่สายเข้า ของสายที่รับหรือหลุด",
    types: ["call.offered", "call.answered", "call.abandoned"],
    times: ["wait_times", "abandon_times"],
  },
];

const UNIT_MS = { minutes: MINUTE, seconds: SECOND };

/** The rank and the bound belong to the number: whoever asks where it comes from gets them with the formula. */
const DEFINITION = `the time at the rank ⌈p ÷ 100 × n⌉ of n times in ascending order; from 1 s to 7 days within ${MOST_OFF * 100} % of the exact one, under 1 s it is 0, over 7 days at least those`;
const DEFINITION_TH = `เวลาลำดับที่ ⌈p ÷ 100 × n⌉ จาก n ค่าเรียงจากน้อยไปมาก ช่วง 1 วินาทีถึง 7 วันคลาดเคลื่อนไม่เกิน ${MOST_OFF * 100} % ต่ำกว่า 1 วินาทีนับเป็น 0 เกิน 7 วันคือไม่น้อยกว่า 7 วัน`;

function percentile(
  { prefix, th, en, formula, formulaTh, unit, ...timed }: Timed,
  percent: (typeof PERCENTS)[number],
): Metric {
  return {
    ...timed,
    id: `${prefix}p${percent}_${unit}`,
    unit,
    th: percent === 50 ? `มัธยฐาน${th}` : `${th} เปอร์เซ็นไทล์ที่ ${percent}`,
    en: percent === 50 ? `Median ${en}` : `${percent}th percentile of ${en}`,
    formula: `p${percent} of ${formula}: ${DEFINITION}`,
    formulaTh: `p${percent} ของ${formulaTh}: ${DEFINITION_TH}`,
    good: "low",
    maxAgeSeconds: MAX_AGE[timed.cells],
    minSample: 20,
    made: { times: timed.times },
    derive(_sums, times) {
      const found = quantile(times, percent);
      if (!found) return { value: null };
      return { value: found.ms / UNIT_MS[unit], ...(found.atLeast ? { atLeast: true } : {}) };
    },
  };
}

/** Percentiles of times, from the distributions of the cells. */
export const PERCENTILES: readonly Metric[] = TIMED.flatMap((timed) =>
  PERCENTS.map((percent) => percentile(timed, percent)),
);
