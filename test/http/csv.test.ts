import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import { csvOf } from "../../backend/figures/csv.ts";
import { event, type Program, startProgram } from "../program.ts";

const DAY = "from=2026-11-01&to=2026-11-02";
const row = {
  metric: "freezes.held_satang",
  at: Date.parse("2026-11-01T00:00:00+07:00"),
  slice: { bank: "KBANK" },
  value: -5,
  state: "settled",
  heard: null,
  maxAgeSeconds: 180,
} as const;
const asked = {
  by: ["bank"],
  asOf: Date.parse("2026-11-21T14:05:00+07:00"),
  simulated: false,
  scope: EVERYTHING,
  link: "https://aoc.example/explore?metric=calls.offered",
};
const cells = (csv: string) => parse(csv, { bom: true, record_delimiter: "\r\n" }) as string[][];

describe("figures as CSV", () => {
  it.each<[string, object, number, string]>([
    ["a code as it is", {}, 2, "KBANK"],
    ["a code with what separates cells", { slice: { bank: 'a,"b"' } }, 2, 'a,"b"'],
    ["a code that would be a formula", { slice: { bank: "=1+1" } }, 2, "'=1+1"],
    ["a code that would be one in full width", { slice: { bank: "＝1" } }, 2, "'＝1"],
    ["a negative number as a number", {}, 3, "-5"],
    ["digits beyond 2^53", { value: "90071992547409930" }, 3, "90071992547409930"],
    ["no value as nothing", { value: null }, 3, ""],
    ["the time in Bangkok", {}, 1, "2026-11-01T00:00:00.000+07:00"],
    ["never heard as nothing", {}, 8, ""],
    ["which sources are missing", { missing: { sources: ["KBANK", "SCB"], of: 9 } }, 10, "KBANK SCB"],
    ["of how many", { missing: { sources: ["KBANK"], of: 9 } }, 11, "9"],
    ["nothing missing as nothing", {}, 11, ""],
  ])("write %s", (_what, more, column, expected) => {
    expect(cells([...csvOf([{ ...row, ...more } as never], asked)].join(""))[1]![column]).toBe(expected);
  });
  it("begin with a byte order mark and a header, and end lines as RFC 4180 says", () => {
    expect([...csvOf([row], asked)].join("")).toMatch(
      /^\uFEFFmetric,at,bank,value,.*,asOf,simulated,issued,scope,link\r\n[^\n]*\r\n$/,
    );
  });
});

describe("GET /v1/figures?format=csv", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram();
    await program.tell(
      event("call.offered", "2026-11-01T10:00:00+07:00", { callId: "1", queue: "report" }),
      event("call.offered", "2026-11-01T10:00:00+07:00", { callId: "2", queue: "consult" }),
    );
  });
  afterAll(() => program.close());

  it("has the rows of the JSON", async () => {
    const query = `metric=calls.offered,calls.ended&by=queue&${DAY}`;
    const { rows } = await program.figures(query);
    const response = await fetch(`${program.url}/v1/figures?${query}&format=csv`);
    expect(response.headers.get("content-type")).toMatch(/^text\/csv; charset=utf-8/);
    const records = parse(Buffer.from(await response.arrayBuffer()), { bom: true, columns: true }) as Record<
      string,
      string
    >[];
    expect(
      records.map((each) => [each.metric, each.queue, Number(each.value), Date.parse(each.at!), each.state]),
    ).toEqual(
      rows.map((each) => [each.metric, each.slice.queue, each.value, Date.parse(each.at), each.state]),
    );
  });
});
