import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { event, type Program, startProgram } from "../program.ts";
import { openRaw, problemOf } from "../socket.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
  await program.tell(event("call.offered", "2026-11-01T10:00:00+07:00", { callId: "1", queue: "report" }));
});
afterAll(() => program.close());

describe("an address", () => {
  it.each<[string, string, number, string | null]>([
    ["GET", "/v1/events", 405, "POST"],
    ["PUT", "/v1/events", 405, "POST"],
    ["POST", "/v1/figures", 405, "GET"],
    ["DELETE", "/v1/sources", 405, "GET, POST"],
    ["GET", "/v1/sources/first", 405, "PUT, DELETE"],
    ["POST", "/wall/overview", 405, "GET"],
    ["GET", "/v1/nothing", 404, null],
    ["GET", "/wall/nothing", 404, null],
    ["GET", "/v2/events", 404, null],
    ["GET", "/../../etc/passwd", 404, null],
    ["GET", "/..%2f..%2fpackage.json", 404, null],
    ["GET", "/assets/..%2f..%2f..%2fpackage.json", 404, null],
    ["GET", "/%00", 404, null],
    ["GET", "/.env", 404, null],
    ["GET", "/%E0%A4%A", 404, null],
    ["GET", "/wall/%E0%A4%A", 400, null],
  ])("%s %s answers with %i", async (method, path, status, allow) => {
    const raw = await openRaw(program.url);
    raw.write(
      `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    );
    await new Promise((resolve) => raw.socket.once("close", resolve));
    const [head, body] = raw.received().split("\r\n\r\n") as [string, string];
    const response = new Response(body, {
      status: Number(head.split(" ")[1]),
      headers: head
        .split("\r\n")
        .slice(1)
        .map((field) => field.split(": ") as [string, string]),
    });
    expect(response.headers.get("allow")).toBe(allow);
    expect(response.headers.get("x-powered-by")).toBe(null);
    expect((await problemOf(response)).status).toBe(status);
  });
});

describe("the scripts that browsers get", () => {
  let scripts: { name: string; text: string }[];
  beforeAll(async () => {
    const page = await (await fetch(`${program.url}/wall/overview`)).text();
    const [, first] = /<script[^>]+src="\/assets\/([^"]+)"/.exec(page)!;
    const names = readdirSync(join(root, "dist/dashboard/assets")).filter((name) => name.endsWith(".js"));
    expect(names).toContain(first);
    scripts = await Promise.all(
      names.map(async (name) => ({
        name,
        text: await (await fetch(`${program.url}/assets/${name}`)).text(),
      })),
    );
  });
  it.each([
    // What a build for development says on the console.
    ["are built for production", "%c[svelte]"],
    // The name of the symbol that each of its schemas has.
    ["have no library of schemas", "TypeBox.Kind"],
  ])("%s", (_what, mark) => {
    expect(scripts.map(({ text }) => text.length).reduce((a, b) => a + b)).toBeGreaterThan(500_000);
    expect(scripts.filter(({ text }) => text.includes(mark)).map(({ name }) => name)).toEqual([]);
  });
});

const DAY = "from=2026-11-01&to=2026-11-02";
describe("a question for figures", () => {
  it.each<[string, string]>([
    ["of a day", DAY],
    ["by the hour", `${DAY}&step=hour`],
    ["with a + that became a space", "from=2026-11-01T10:00:00+07:00&to=2026-11-01T11:00:00%2B07:00"],
    ["without seconds", "from=2026-11-01T10:00Z&to=2026-11-01T11:00Z"],
    ["of 29 February of a leap year", "from=2028-02-29&to=2028-03-01"],
    ["by a dimension that it has", `${DAY}&by=queue&queue=report,consult`],
    ["with nothing in a parameter", `${DAY}&asOf=&by=`],
    ["as of long ago", `${DAY}&asOf=2000-01-01`],
    ["with a quote in a value: it is a value", `${DAY}&queue=report'%20or%201=1--`],
    ["with a name of JavaScript as a value", `${DAY}&by=queue&queue=__proto__,constructor`],
    ["before there was a centre", "from=1900-01-01&to=1900-01-02"],
  ])("is answered: %s", async (_what, query) => {
    const { rows } = await program.figures(`metric=calls.offered&${query}`);
    expect(Array.isArray(rows)).toBe(true);
  });

  it.each<[string, string, string, RegExp]>([
    ["for nothing", DAY, "bad-query", /^metric: is missing/],
    ["for an unknown metric", `metric=calls.lost&${DAY}`, "bad-query", /calls\.lost is not known/],
    ["for a name of JavaScript", `metric=__proto__&${DAY}`, "bad-query", /is not known/],
    ["with SQL in the metric", `metric=calls.offered;drop%20table%20calls&${DAY}`, "bad-query", /not known/],
    ["without from", "metric=calls.offered&to=2026-11-02", "bad-query", /^from: is missing/],
    ["without to", "metric=calls.offered&from=2026-11-02", "bad-query", /^to: is missing/],
    ["with from after to", "metric=calls.offered&from=2026-11-02&to=2026-11-01", "bad-query", /before/],
    ["with from at to", "metric=calls.offered&from=2026-11-02&to=2026-11-02", "bad-query", /before/],
    [
      "with half minutes",
      "metric=calls.offered&from=2026-11-01T10:00:30Z&to=2026-11-02",
      "bad-query",
      /minute/,
    ],
    [
      "with half hours",
      `metric=calls.offered&from=2026-11-01T10:30Z&to=2026-11-02&step=hour`,
      "bad-query",
      /hour/,
    ],
    [
      "with days of UTC",
      "metric=calls.offered&from=2026-11-01T00:00Z&to=2026-11-02T00:00Z&step=day",
      "bad-query",
      /Bangkok/,
    ],
    ["with an unknown step", `metric=calls.offered&${DAY}&step=week`, "bad-query", /^step/],
    [
      "for over 1,048,575 minutes",
      "metric=calls.offered&from=2024-01-01&to=2026-01-01&step=minute",
      "too-many-rows",
      /1048575/,
    ],
    [
      "for over 1,048,575 minutes of two metrics",
      "metric=calls.offered,calls.ended&from=2025-01-01&to=2026-02-15&step=minute",
      "too-many-rows",
      /1048575/,
    ],
    [
      "with an unknown parameter",
      `metric=calls.offered&${DAY}&where=1=1`,
      "bad-query",
      /^where: is not known/,
    ],
    [
      "with a parameter twice",
      `metric=calls.offered&${DAY}&step=day&step=hour`,
      "bad-query",
      /more than once/,
    ],
    ["with a list in brackets", `metric[]=calls.offered&${DAY}`, "bad-query", /^metric\[\]: is not known/],
    ["with __proto__", `metric=calls.offered&${DAY}&__proto__=1`, "bad-query", /^__proto__: is not known/],
    ["by what it has not", `metric=calls.offered&${DAY}&by=bank`, "bad-query", /has no bank; it has queue/],
    [
      "by a name of JavaScript",
      `metric=calls.offered&${DAY}&by=constructor`,
      "bad-query",
      /has no constructor/,
    ],
    ["by SQL", `metric=calls.offered&${DAY}&by=queue)%20from%20calls--`, "bad-query", /has no queue\)/],
    ["of what it has not", `metric=calls.offered&${DAY}&bank=KBANK`, "bad-query", /has no bank/],
    ["of a hop that is no number", `metric=freezes.requested&${DAY}&hop=1%20or%201`, "bad-query", /^hop/],
    ["with a NUL", `metric=calls.offered&${DAY}&queue=%00`, "bad-query", /^queue: has a NUL/],
    ["as of no time", `metric=calls.offered&${DAY}&asOf=yesterday`, "bad-query", /^asOf/],
    [
      "as of the future",
      `metric=calls.offered&${DAY}&asOf=2090-01-01`,
      "bad-query",
      /^asOf: lies in the future/,
    ],
    ["of 30 February", "metric=calls.offered&from=2026-02-30&to=2026-03-05", "bad-query", /^from/],
    [
      "of 29 February of another year",
      "metric=calls.offered&from=2026-02-29&to=2026-03-05",
      "bad-query",
      /^from/,
    ],
    ["of year 0", "metric=calls.offered&from=0000-01-01&to=2026-03-05", "bad-query", /^from/],
    [
      "of the Buddhist era",
      "metric=calls.offered&from=2569-11-01T00:00Z&to=2569-11-02",
      "bad-query",
      /^from: 2569 is a year of the Buddhist era; write 2026; to: 2569 is a year of the Buddhist era; write 2026$/,
    ],
    [
      "as of the Buddhist era",
      `metric=calls.offered&${DAY}&asOf=21/11/2569`,
      "bad-query",
      /^asOf: 2569 is a year of the Buddhist era; write 2026$/,
    ],
    ["of year 99999", "metric=calls.offered&from=2026-11-01&to=+99999-01-01", "bad-query", /^to/],
    ["without an offset", "metric=calls.offered&from=2026-11-01T10:00&to=2026-11-02", "bad-query", /offset/],
    ["in milliseconds", "metric=calls.offered&from=1793491200000&to=2026-11-02", "bad-query", /^from/],
  ])("is refused: %s", async (_what, query, code, detail) => {
    const problem = await problemOf(await fetch(`${program.url}/v1/figures?${query}`));
    expect(problem).toEqual({ status: 400, code, detail: expect.stringMatching(detail) });
  });

  it("as of this very moment stays as it was answered, whatever is told next", async () => {
    const asked = `metric=calls.offered&${DAY}`;
    const { asOf, rows } = await program.figures(asked);
    await program.tell(event("call.offered", "2026-11-01T11:00:00+07:00", { callId: "2", queue: "report" }));
    const later = await program.figures(`${asked}&asOf=${asOf}`);
    expect(later.rows[0]?.value).toBe(rows[0]?.value);
    expect((await program.figures(asked)).rows[0]?.value).toBe(Number(rows[0]?.value) + 1);
  });
});
