/** An answer of GET /v1/figures as PDF: its rows, what was asked and what it means, as text that can be read back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stamp } from "#calendar/stamp.ts";
import { DAY } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { queryOf, readAsked } from "../../dashboard/explore/asked.ts";
import { signedIn } from "../access/signedIn.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { bare, rowsOfPdf, textOfPdf } from "./pdf.ts";

let program: Program;
let asOf = "";
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  asOf = (await json("metric=calls.offered&from=2026-11-16&to=2026-11-17")).asOf;
});
afterAll(() => program.close());

const ask = (query: string) => fetch(`${program.url}/v1/figures?${query}`);
const json = async (query: string) =>
  (await (await ask(query)).json()) as {
    asOf: string;
    rows: {
      metric: string;
      at: string;
      slice: Record<string, string>;
      value: number | null;
      state: string;
    }[];
  };
const pdf = async (query: string) => Buffer.from(await (await ask(`${query}&format=pdf`)).arrayBuffer());
const WEEK = "from=2026-11-16&to=2026-11-23&step=day";

describe.each(["th", "en"] as const)("figures as PDF in %s", (lang) => {
  it("have each value of the answer in a row of the table, to the satang", async () => {
    const asked = `metric=freezes.held_satang,freezes.requested&${WEEK}&by=bank&asOf=${asOf}`;
    const { rows } = await json(asked);
    const of = (metric: string) => rows.filter((row) => row.metric === metric);
    const [held, requested] = [of("freezes.held_satang"), of("freezes.requested")];
    expect(held.length).toBe(2 * 7);
    const number = (value: number, digits: number) =>
      value.toLocaleString("en-US", { minimumFractionDigits: digits });
    const bytes = await pdf(`${asked}&lang=${lang}`);
    const table = await rowsOfPdf(bytes);
    expect(table.map((cells) => cells.slice(2).map((cell) => cell.replace("*", "")))).toEqual(
      held.map(({ at, slice, value }) => [
        number(value! / 100, 2),
        number(requested.find((row) => row.at === at && row.slice.bank === slice.bank)!.value!, 0),
      ]),
    );
    expect(new Set(table.map(([, bank]) => bank)).size).toBe(2);
  });

  it("say what was asked, of which moment, and what it means by which version of the definitions", async () => {
    const text = (await textOfPdf(await pdf(`metric=calls.offered&${WEEK}&asOf=${asOf}&lang=${lang}`))).join(
      "",
    );
    const metrics = (await (await fetch(`${program.url}/v1/metrics`)).json()) as Record<string, string>[];
    const metric = metrics.find(({ id }) => id === "calls.offered")!;
    const { document } = (await (
      await fetch(`${program.url}/v1/reports/draft?kind=daily&from=2026-11-20&sections=calls`)
    ).json()) as { document: { registry: string } };
    for (const said of [
      ...(lang === "th" ? ["16 – 22 พฤศจิกายน 2569", metric.formulaTh!] : []),
      ...(lang === "en" ? ["16 – 22 November 2026", metric.formula!] : []),
      metric[lang]!,
      document.registry,
      stamp(Date.parse(asOf)).slice(11, 19),
    ])
      expect(text).toContain(bare(said));
  });
});

describe.each([
  ["th", "ไม่ใช่รายงานที่ศูนย์ออก จึงไม่มีลายเซ็นดิจิทัล", "· ไม่ใช่รายงานที่ศูนย์ออก", "ขอบเขต ทุกธนาคาร ทุกจังหวัด ทุกหน่วยงาน"],
  [
    "en",
    "not an issued report: it is not signed",
    "· not an issued report",
    "Scope all banks, provinces and agencies",
  ],
] as const)("figures as PDF in %s", (lang, said, foot, scope) => {
  it("say that they are no issued report, on each page, and have the link that shows the same figures", async () => {
    const question = `metric=freezes.requested,freezes.held_satang&from=2026-11-20&to=2026-11-21T09:30%2B07:00&step=total&by=bank&bank=KBANK,GSB&hop=1&asOf=${encodeURIComponent(asOf)}`;
    const bytes = await pdf(`${question}&lang=${lang}`);
    const pages = await textOfPdf(bytes);
    for (const page of pages) expect(page).toContain(bare(foot));
    const text = pages.join("");
    expect(text).toContain(bare(said));
    expect(text).toContain(bare(scope));
    const [target] = bytes.toString("latin1").match(/(?<=\/URI \()[^)]+/)!;
    // Also on paper, where a line that is too long would be cut off.
    expect(text).toContain(target);
    const { origin, pathname, searchParams } = new URL(target);
    expect([origin, pathname]).toEqual([program.url, "/explore"]);
    expect(searchParams.get("lang")).toBe(lang === "en" ? "en" : null);
    // As the page reads it.
    const asked = readAsked((name) => searchParams.get(name)) as Parameters<typeof queryOf>[0];
    const again = new URLSearchParams(
      Object.entries(queryOf(asked)).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    const rows = (await json(String(again))).rows;
    expect(rows.length).toBe(4);
    expect(rows).toEqual((await json(question)).rows);
    await program.tell(
      event("freeze.requested", Date.parse("2026-11-20T10:00:00+07:00"), {
        freezeId: `late-${lang}`,
        reportId: "r",
        bank: "KBANK",
        hop: 1,
        amountSatang: 100,
        accountToken: "token",
      }),
    );
    expect((await json(String(again))).rows).toEqual(rows);
    again.delete("asOf");
    expect((await json(String(again))).rows).not.toEqual(rows);
  });
});

it("of who is limited name the limit in their link: whoever may see more is shown the same by it", async () => {
  const scope = { ...EVERYTHING, banks: ["GSB"] };
  const { cookie } = await signedIn(program, "of-a-bank", NOW, { scope });
  const asked = `metric=freezes.requested&${WEEK}&by=bank&asOf=${asOf}`;
  const answer = await fetch(`${program.url}/v1/figures?${asked}&format=pdf`, { headers: { cookie } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { searchParams } = new URL(bytes.toString("latin1").match(/(?<=\/URI \()[^)]+/)![0]);
  const again = readAsked((name) => searchParams.get(name)) as Parameters<typeof queryOf>[0];
  const query = Object.entries(queryOf(again)).map(([name, value]) => [name, String(value)]);
  const { rows } = await json(String(new URLSearchParams(query)));
  expect(rows).toHaveLength(7);
  expect(new Set(rows.map(({ slice }) => slice.bank))).toEqual(new Set(["GSB"]));
  expect((await rowsOfPdf(bytes)).length).toBe(7);
});

it("the same question of the same moment is the same bytes, and of another moment others", async () => {
  const asked = `metric=calls.offered&${WEEK}&by=queue`;
  const [one, other] = [await pdf(`${asked}&asOf=${asOf}`), await pdf(`${asked}&asOf=${asOf}`)];
  expect(one.equals(other)).toBe(true);
  const before = new Date(Date.parse(asOf) - DAY).toISOString();
  expect(one.equals(await pdf(`${asked}&asOf=${before}`))).toBe(false);
});

it("of more rows than anybody reads are refused, with what to ask instead", async () => {
  const answer = await ask("metric=calls.offered&from=2026-11-16&to=2026-11-20&step=minute&format=pdf");
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    title: "too-many-rows",
    detail: expect.stringMatching(/^over 4000 rows; ask for a longer step/),
  });
});

it("say what happened in the charts of what it happened to, as it was known at the moment of the answer", async () => {
  const note = async (text: string, slice: { by: string; of: string | null }) => {
    const answer = await fetch(`${program.url}/v1/annotations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ from: "2026-11-18T10:00:00+07:00", text, slice }),
    });
    expect(answer.status).toBe(201);
  };
  await note("ประกาศใช้กฎหมายใหม่", { by: "all", of: null });
  await note("ระบบของธนาคารขัดข้อง", { by: "bank", of: "KBANK" });
  const said = async (more: string) => {
    const text = (await textOfPdf(await pdf(`metric=freezes.requested&${WEEK}&by=bank${more}`))).join("");
    return ["ประกาศใช้กฎหมายใหม่", "ระบบของธนาคารขัดข้อง"].map(
      (of) => text.split(bare(`18 พ.ย. 10:00 ${of}`)).length - 1,
    );
  };
  expect(await said("")).toEqual([2, 1]);
  expect(await said("&bank=GSB")).toEqual([1, 0]);
  expect(await said(`&asOf=${new Date(NOW - DAY).toISOString()}`)).toEqual([0, 0]);
});
