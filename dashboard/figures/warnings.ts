import { SECOND } from "#calendar/units.ts";
import type { Lang } from "#wire/live.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { moment } from "#writing/dates.ts";
import { inLargestUnit } from "#writing/durations.ts";

/** A warning of the server itself, as walls and pages say it: what it is, and when or with what effect. */
export function warningText(warning: Warning, now: number, lang: Lang): { what: string; where: string } {
  const th = lang === "th";
  switch (warning.kind) {
    case "clock-set": {
      const at = moment(warning.at, now, lang);
      return th
        ? { what: `นาฬิกาแม่ข่ายเปลี่ยน ${by(warning.byMs, lang)}`, where: `เมื่อ ${at}` }
        : { what: `Clock changed by ${by(warning.byMs, lang)}`, where: `at ${at}` };
    }
    case "clocks-differ":
      return {
        what: `${th ? "นาฬิกาแม่ข่ายต่างกัน" : "Clocks differ by"} ${by(warning.byMs, lang)}`,
        where: "",
      };
    case "disk-low":
      return {
        what: th ? `ดิสก์เหลือ ${warning.percent} %` : `Disk ${warning.percent} % free`,
        where: "",
      };
    case "disk-full":
      return th ? { what: "ดิสก์เต็ม", where: "หยุดรับข้อมูล" } : { what: "Disk full", where: "no data taken" };
    case "figures-differ": {
      const since = moment(warning.since, now, lang);
      return th
        ? { what: "ตัวเลขไม่ตรงกับเหตุการณ์ดิบ", where: `${warning.hours} ชั่วโมง ตั้งแต่ ${since}` }
        : { what: "Figures differ from their events", where: `${warning.hours} h, first at ${since}` };
    }
  }
}

/** What its lamp says beside its mark. */
export function warningLamp(warning: Warning, lang: Lang): string {
  if (warning.kind === "figures-differ") return lang === "th" ? "ตัวเลข" : "Figures";
  const isClock = warning.kind === "clock-set" || warning.kind === "clocks-differ";
  if (isClock) return lang === "th" ? "นาฬิกา" : "Clock";
  return lang === "th" ? "ดิสก์" : "Disk";
}

export const warningState = ({ kind }: Warning): "watch" | "broken" =>
  kind === "disk-full" || kind === "figures-differ" ? "broken" : "watch";

const by = (byMs: number, lang: Lang) => inLargestUnit(Math.round(Math.abs(byMs) / SECOND), lang);
