/** `POST /v1/events/check`: the answer that sending would give, and nothing changed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";

const AT = Date.parse("2026-11-21T10:00:00+07:00");
const DAY = "from=2026-11-21&to=2026-11-22";

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("a check of events", () => {
    let database: Database | null = null;
    let program: Program;
    let kbank: string;
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      program = await startProgram({ config: { databaseUrl: database?.url } });
      const response = await fetch(`${program.url}/v1/sources`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "KBANK", banks: ["KBANK"] }),
      });
      kbank = ((await response.json()) as { key: string }).key;
    });
    afterAll(async () => {
      await program.close();
      await database?.drop();
    });

    const post = async (path: string, events: unknown[], key: string) => {
      const response = await fetch(program.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
        body: events.map((each) => JSON.stringify(each)).join("\n"),
      });
      return { status: response.status, answer: (await response.json()) as IngestAnswer };
    };
    const check = (events: unknown[], key = program.key) => post("/v1/events/check", events, key);
    const send = (events: unknown[], key = program.key) => post("/v1/events", events, key);

    /** All that a source or a wall could see of what is stored. */
    async function stored() {
      const { rows } = await program.figures(
        `metric=calls.offered,calls.answered,freezes.requested,freezes.held&${DAY}`,
      );
      const [sources, orphans] = await Promise.all(
        ["sources", "orphans"].map(async (what) => {
          const response = await fetch(`${program.url}/v1/${what}`);
          const answer = (await response.json()) as object;
          if (!Array.isArray(answer)) return answer;
          // When a key was last used is known all the same, and rejections of before are counted a moment later.
          return answer.map(({ keys: _, rejected: _r, ...source }: Record<string, unknown>) => source);
        }),
      );
      return { figures: rows.map(({ metric, value }) => [metric, value]), sources, orphans };
    }

    let count = 0;
    const call = (more: Partial<CloudEvent> = {}) =>
      event("call.offered", AT, { callId: `trial-${++count}`, queue: "report" }, more);
    const requested = (freezeId: string, bank: string) =>
      event("freeze.requested", AT, {
        freezeId,
        reportId: "r",
        bank,
        hop: 1,
        amountSatang: 100,
        accountToken: "t",
      });
    const confirmed = (freezeId: string, bank: string) =>
      event("freeze.confirmed", AT + MINUTE, { freezeId, bank, hop: 1, heldSatang: 100 });

    it("has the answer that sending has, and changes nothing", async () => {
      const known = call();
      const own = requested("trial-kbank", "KBANK");
      await program.tell(known, own, requested("trial-scb", "SCB"));
      const mixed = [
        ...[known, call(), call({ time: "2569-11-21T10:00:00+07:00" }), { oops: true }],
        ...[confirmed("trial-kbank", "KBANK"), confirmed("trial-early", "KBANK")],
        event("source.beat", AT, { through: new Date(AT + HOUR).toISOString() }),
      ];
      const before = await stored();
      const checked = await check(mixed);
      expect(checked).toMatchObject({ status: 200, answer: { accepted: 4, duplicate: 1 } });
      expect(checked.answer.rejected.map(({ line, code }) => [line, code])).toEqual([
        [3, "bad-time"],
        [4, "invalid-field"],
      ]);
      expect(await stored()).toEqual(before);
      expect(await check(mixed)).toEqual(checked);
      expect(await send(mixed)).toEqual(checked);
      expect((await check(mixed)).answer).toMatchObject({ accepted: 1, duplicate: 4 });
      expect((await stored()).figures).not.toEqual(before.figures);
    });

    it("knows what the key may not say, and what contradicts what is stored", async () => {
      await program.tell(requested("trial-other", "SCB"));
      const before = await stored();
      const events = [confirmed("trial-other", "KBANK"), confirmed("trial-other", "SCB")];
      const checked = await check(events, kbank);
      expect(checked.answer.rejected.map(({ code }) => code)).toEqual(["other-bank", "not-allowed"]);
      expect(await stored()).toEqual(before);
      expect(await send(events, kbank)).toEqual(checked);
      expect((await check([call()], "nobody's")).status).toBe(401);
    });

    it("knows what the database would refuse, and keeps nobody waiting for it", async () => {
      const filed = (lossSatang: number) =>
        event("report.filed", AT, {
          reportId: `trial-${++count}`,
          channel: "1441",
          agency: "aoc",
          scamType: "job",
          province: "TH-10",
          lossSatang,
        });
      // A column of satang holds 9,223 times the largest amount, and not once more.
      await program.tell(...Array.from({ length: 9_223 }, () => filed(1e15)));
      const { answer } = await check([filed(1e15), filed(1)]);
      expect(answer).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: "not-writable" }] });
      expect((await send([filed(1)])).answer).toMatchObject({ accepted: 1 });
    });

    it("of a day that has no events yet leaves none behind", async () => {
      const old = event("call.offered", AT - 700 * 24 * HOUR, { callId: "trial-old", queue: "report" });
      expect((await check([old])).answer).toMatchObject({ accepted: 1 });
      expect((await check([old])).answer).toMatchObject({ accepted: 1 });
      expect((await send([old])).answer).toMatchObject({ accepted: 1 });
      expect((await check([old])).answer).toMatchObject({ duplicate: 1 });
    });

    it("goes beside sending without either changing the other", async () => {
      const calls = Array.from({ length: 400 }, () => call());
      const [before] = (await stored()).figures;
      await Promise.all([
        ...[0, 1, 2, 3].map((n) => send(calls.slice(n * 100, n * 100 + 100))),
        ...[0, 1, 2, 3].map(() => check(calls)),
      ]);
      expect((await stored()).figures[0]).toEqual(["calls.offered", (before![1] as number) + 400]);
      expect((await check(calls)).answer).toMatchObject({ accepted: 0, duplicate: 400 });
    });
  });
});
