/** Reports of nothing, on a full disk, and with names that no spreadsheet must run. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Document, Issued, Signed } from "#wire/reports.ts";
import { csvOf } from "../../backend/reports/csv.ts";
import { drawable } from "../../backend/reports/printable.ts";
import { xlsxOf } from "../../backend/reports/xlsx.ts";
import { cookieFor } from "../credentials.ts";
import { type Running, startProcess } from "../process.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { mountSmallDisk, stopWriting } from "../smallDisk.ts";
import { ANSWERED, NOW } from "./centre.ts";
import { bare, textOfPdf } from "./pdf.ts";

const post = (url: string, body: object) =>
  fetch(`${url}/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const draft = (url: string, query: string) => fetch(`${url}/v1/reports/draft?${query}`);
const textOf = async (answer: Response) =>
  (await textOfPdf(new Uint8Array(await answer.arrayBuffer()))).join("");

describe("a centre that has no data yet", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ clock: handClock(NOW) });
  });
  afterAll(() => program.close());

  it.each(["kind=daily&from=2026-11-25", "kind=custom&from=2026-01-01&to=2026-11-25"])(
    "has a draft that says so in every file, and no zero: %s",
    async (asked) => {
      const query = `${asked}&sections=${ANSWERED.join()}`;
      const { document, obstacles } = (await (await draft(program.url, query)).json()) as {
        document: Document;
        obstacles: { why: string }[];
      };
      expect(document.figures.every(({ value, state }) => value === null && state === "no-data")).toBe(true);
      expect(new Set(obstacles.map(({ why }) => why))).toEqual(new Set(["no-data"]));
      const text = await textOf(await draft(program.url, `${query}&format=pdf`));
      expect(text).toContain(bare("ไม่มีข้อมูล"));
      expect(text).not.toContain("NaN");
      const csv = await (await draft(program.url, `${query}&format=csv`)).text();
      for (const line of csv.split("\r\n").slice(1, -1)) expect(line).toMatch(/,,,,\w+,no-data,/);
      const xlsx = await (await draft(program.url, `${query}&format=xlsx`)).arrayBuffer();
      const [, ...rows] = (await readXlsx(new Uint8Array(xlsx))).sheets[0]!.rows;
      expect(rows.map((row) => row[6] ?? null).filter((value) => value !== null)).toEqual([]);
    },
  );

  it("has what a person writes as a text, whatever it would be to the compiler of the pages", async () => {
    const unit = '#read("report.typ") #panic("x") *a* _b_ $c$ <d> @e \\u{41} /* f */ // g';
    const query = new URLSearchParams({
      kind: "daily",
      from: "2026-11-25",
      form: "memo",
      unit,
      format: "pdf",
    });
    const answer = await draft(program.url, query.toString());
    expect(answer.status).toBe(200);
    expect(await textOf(answer)).toContain(bare(unit));
  });

  it("issues nothing, and says why", async () => {
    const answer = await post(program.url, { kind: "daily", from: "2026-11-25" });
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { title: "unsettled", detail: expect.stringMatching(/key has calls\.offered no-data/) },
    ]);
    expect(await (await fetch(`${program.url}/v1/reports`)).json()).toEqual([]);
  });

  it("refuses a report of no section", async () => {
    expect((await post(program.url, { kind: "daily", from: "2026-11-25", sections: [] })).status).toBe(400);
  });
});

describe("names that look like formulas", () => {
  const HOSTILE = ['=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "a\u0000b\u202ec", "😀 عربي"];
  const at = { from: NOW, until: NOW + 1 };
  const figures = HOSTILE.map((code) => {
    const figure = { metric: "reports.filed", slice: { scamType: code }, ...at, value: 7 };
    return { ...figure, state: "settled" as const, hash: "" };
  });
  const document: Document = {
    id: "x",
    edition: 1,
    kind: "custom",
    ...at,
    before: null,
    begins: null,
    scope: EVERYTHING,
    isPublic: false,
    isDraft: false,
    isSimulated: false,
    asOf: NOW,
    by: null,
    registry: "",
    memo: null,
    sections: [
      {
        id: "pattern",
        refused: null,
        blocks: [
          {
            kind: "table",
            by: "scamType",
            hidden: 0,
            rows: figures.map(({ slice }, place) => ({ slice, figures: [place], before: [null] })),
          },
        ],
      },
    ],
    figures,
    changes: [],
    definitions: [{ metric: "reports.filed", unit: "count", th: "=1+1", en: "=1+1", formula: "=1+1" }],
    names: HOSTILE.map((code) => ({ by: "scamType", code, th: code, en: code })),
  };

  it("are texts in the workbook", async () => {
    const signed: Signed = { document, hash: "", signature: "", key: "" };
    const bytes = await xlsxOf(signed, "th");
    const { sheets } = await readXlsx(bytes);
    // A formula would be read as no text.
    const [, ...rows] = sheets[0]!.rows;
    expect(rows[0]!.slice(1, 4)).toEqual(["=1+1", HOSTILE[0], `scamType=${HOSTILE[0]}`]);
    expect(rows.map((row) => row[2])).toEqual(HOSTILE.map(drawable));
    expect(rows.map((row) => row[6])).toEqual(HOSTILE.map(() => 7));
  });

  it("are guarded in CSV", () => {
    const [, ...lines] = csvOf(document, "").split("\r\n").slice(0, -1);
    for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+\-@\t]/);
  });
});

const disk = mountSmallDisk(220);
if (!disk) console.warn("SKIPPED: this user may not mount a tmpfs, so no report is made on a full one");
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => {
  disk?.close();
  rmSync(folder, { recursive: true, force: true });
});
const hasLimits = spawnSync("prlimit", ["--version"]).status === 0;
if (!hasLimits)
  console.warn("SKIPPED: there is no prlimit here, so no report is made where nothing can be written");

const WAYS = [
  {
    what: "on a disk that is full",
    isPossible: disk !== null,
    folder: disk?.folder ?? "",
    fill: () => disk!.fillTo(0),
    empty: () => disk!.empty(),
    // Room that the database has already may be enough.
    mayIssue: true,
  },
  {
    what: "where nothing can be written to any file",
    isPossible: hasLimits,
    folder,
    fill: ({ child }: Running) => expect(stopWriting(child.pid!)).toBe(true),
    // The limit was that of the process.
    empty: () => {},
    mayIssue: false,
  },
].filter(({ isPossible }) => isPossible);

describe.each(WAYS)("$what", ({ folder, fill, empty, mayIssue }) => {
  const KEY = "the-key-of-the-first-source";
  const start = () =>
    startProcess({ BOOTSTRAP_SOURCE_KEY: KEY, DATA_DIR: join(folder, "data"), DATABASE_URL: "" });
  const WEEK = { kind: "daily", from: "2026-11-02", sections: ["pattern", "definitions"] };
  const query = "kind=daily&from=2026-11-02&sections=pattern,definitions&format=pdf";
  const at = Date.parse("2026-11-01T10:00:00+07:00");
  const filed = (n: number) =>
    event("report.filed", at + n * HOUR, {
      reportId: `r-${n}`,
      channel: "1441",
      agency: "aoc",
      scamType: "job",
      province: "TH-10",
      lossSatang: 100,
    });
  const listed = async ({ url }: Running) => (await (await fetch(`${url}/v1/reports`)).json()) as Issued[];

  it("a report is drawn whole or refused, what is issued is kept whole, and later it is issued", async () => {
    let running = await start();
    await cookieFor(running.url);
    const beat = event("source.beat", Date.now(), { through: new Date().toISOString() });
    const sent = await fetch(`${running.url}/v1/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${KEY}`,
        "content-type": "application/cloudevents-batch+json",
      },
      body: JSON.stringify([...Array.from({ length: 40 }, (_, n) => filed(n)), beat]),
    });
    expect(sent.status).toBe(200);
    expect(await textOf(await draft(running.url, query))).toContain(bare("รูปแบบการหลอกลวง"));

    fill(running);
    // The compiler's process too starts anew.
    for (let n = 0; n < 3; n++) {
      const [drawn, issued] = await Promise.all([draft(running.url, query), post(running.url, WEEK)]);
      if (!mayIssue) expect(issued.ok).toBe(false);
      for (const answer of [drawn, issued]) {
        if (answer.ok) continue;
        expect(answer.headers.get("content-type")).toContain("application/problem+json");
        expect([500, 503, 507]).toContain(answer.status);
      }
      if (drawn.ok) expect(await textOf(drawn)).toContain(bare("รูปแบบการหลอกลวง"));
    }
    await running.kill();

    empty();
    running = await start();
    const answer = await post(running.url, WEEK);
    expect([answer.status, answer.ok || (await answer.text())]).toEqual([201, true]);
    const all = await listed(running);
    expect(all).toHaveLength(1);
    const check = await fetch(`${running.url}/v1/reports/check`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id: all[0]!.id }),
    });
    expect(await check.json()).toMatchObject({ signature: "valid", isKept: true, differing: [] });
    await running.kill();
  }, 120_000);
});
