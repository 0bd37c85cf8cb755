/** An answer of GET /v1/figures as CSV, workbook and JSON: what each says of itself, beside its rows. */
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOf } from "#calendar/days.ts";
import { MINUTE, SECOND } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { queryOf, readAsked } from "../../dashboard/explore/asked.ts";
import { signedIn } from "../access/signedIn.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { rowsOfSheet } from "./read.ts";

/** What a file says of itself. */
interface Told {
  issued: unknown;
  asOf: number;
  scope: unknown;
  link: string;
  rows: number;
}

const QUESTION =
  "metric=freezes.requested,freezes.held_satang&from=2026-11-16&to=2026-11-20&step=day&by=bank";
const GSB = { ...EVERYTHING, banks: ["GSB"] };

let clock: HandClock;
let program: Program;
let limited = "";
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  await clock.turn(SECOND);
  limited = (await signedIn(program, "of-a-bank", NOW, { scope: GSB })).cookie;
});
afterAll(() => program.close());

const ask = async (query: string, cookie?: string) => {
  const answer = await fetch(`${program.url}/v1/figures?${query}`, cookie ? { headers: { cookie } } : {});
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};
const rowsOf = async (query: string, cookie?: string) =>
  (JSON.parse((await ask(query, cookie)).toString()) as { rows: { value: number | null }[] }).rows;

/** What the page asks at the address of a file. */
function againOf(link: string): URLSearchParams {
  const { searchParams } = new URL(link);
  const asked = readAsked((name) => searchParams.get(name)) as Parameters<typeof queryOf>[0];
  return new URLSearchParams(
    Object.entries(queryOf(asked)).map(([name, value]) => [name, String(value)] as [string, string]),
  );
}

/** The link stands with the first row alone, all else with each. */
function oneOf(rows: Omit<Told, "rows">[]): Told {
  const [first] = rows;
  expect(rows).toEqual(rows.map((_, nth) => ({ ...first, link: nth === 0 ? first!.link : "" })));
  return { ...first!, rows: rows.length };
}

const FILES: Readonly<Record<string, (query: string, cookie?: string) => Promise<Told>>> = {
  csv: async (query, cookie) =>
    oneOf(
      (parse(await ask(query, cookie), { columns: true, bom: true }) as Record<string, string>[]).map(
        ({ issued, asOf, scope, link }) => ({ issued, asOf: Date.parse(asOf!), scope, link: link! }),
      ),
    ),
  xlsx: async (query, cookie) =>
    oneOf(
      (await rowsOfSheet(await ask(query, cookie))).map((row) => {
        const one = (...names: string[]) => names.map((name) => row.get(name)).find((cell) => cell) ?? "";
        return {
          issued: one("Issued report", "รายงานที่ศูนย์ออก"),
          asOf: Math.round((one("As of", "ข้อมูล ณ") as Date).getTime() / 1_000) * 1_000 + startOf(0),
          scope: one("Scope", "ขอบเขต"),
          link: String(one("Link", "ลิงก์")),
        };
      }),
    ),
  json: async (query, cookie) => {
    const { issued, asOf, scope, link, rows } = JSON.parse((await ask(query, cookie)).toString()) as Told & {
      asOf: string;
      rows: unknown[];
    };
    return { issued, asOf: Date.parse(asOf), scope, link, rows: rows.length };
  },
};

describe.each([
  ["csv", "th", "false", "all", "bank=GSB"],
  ["xlsx", "th", "ไม่ใช่", "ทุกธนาคาร ทุกจังหวัด ทุกหน่วยงาน", "GSB"],
  ["xlsx", "en", "no", "all banks, provinces and agencies", "GSB"],
  ["json", "en", false, EVERYTHING, GSB],
] as const)("figures as %s in %s", (format, lang, notIssued, all, own) => {
  it.each([
    { who: "everybody", scope: all, isLimited: false, rows: 16 },
    { who: "one bank", scope: own, isLimited: true, rows: 8 },
  ])(
    "of $who say of which moment and scope they are, that they are no issued report, and where to see them",
    async ({ scope, isLimited, rows }) => {
      const cookie = isLimited ? limited : undefined;
      const told = await FILES[format]!(`${QUESTION}&format=${format}&lang=${lang}`, cookie);
      expect(told).toMatchObject({ issued: notIssued, scope, rows });
      // What was written last is known: its moment may be some milliseconds ahead of a clock that stands.
      expect(Math.floor(told.asOf / SECOND) * SECOND).toBe(clock.now());
      const { origin, pathname, searchParams } = new URL(told.link);
      expect([origin, pathname, searchParams.get("lang")]).toEqual([
        program.url,
        "/explore",
        lang === "en" ? "en" : null,
      ]);
      const moment = Date.parse(searchParams.get("asOf")!);
      // A workbook shows seconds.
      expect(format === "xlsx" ? Math.round(moment / SECOND) * SECOND : moment).toBe(told.asOf);
      const again = againOf(told.link);
      const seen = await rowsOf(String(again), cookie);
      expect(seen).toHaveLength(rows);
      await clock.turn(SECOND);
      await program.tell(
        event("freeze.requested", Date.parse("2026-11-18T10:00:00+07:00"), {
          freezeId: `late-${format}-${lang}-${isLimited}`,
          reportId: "r",
          bank: "GSB",
          hop: 1,
          amountSatang: 100,
          accountToken: "token",
        }),
      );
      expect(await rowsOf(String(again), cookie)).toEqual(seen);
      again.delete("asOf");
      expect(await rowsOf(String(again), cookie)).not.toEqual(seen);
    },
  );
});

it.each(["csv", "xlsx", "json"])(
  "of a bank that its asker may not know count nothing, and so does the link, whoever opens it: %s",
  async (format) => {
    // Of a past moment it is known to the whole minute what a source had sent.
    await clock.turn(MINUTE);
    const query = `metric=freezes.requested&from=2026-11-16&to=2026-11-20&step=day&bank=KBANK`;
    const { link, rows } = await FILES[format]!(`${query}&format=${format}&lang=en`, limited);
    expect(rows).toBe(4);
    const again = againOf(link);
    for (const cookie of [limited, undefined]) {
      const values = (await rowsOf(String(again), cookie)).map(({ value }) => value);
      expect(values).toEqual([0, 0, 0, 0]);
    }
    // The bank has figures, for whoever may know them.
    expect((await rowsOf(query)).every(({ value }) => value! > 0)).toBe(true);
  },
);

it("an answer that is no file says nothing more than it did", async () => {
  expect(Object.keys(JSON.parse((await ask(QUESTION)).toString()))).toEqual(["asOf", "rows"]);
});
