/** A bank's key speaks for that bank: tried over HTTP, in every order of arrival, through one backend and through two. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { CloudEvent, EventType, IngestAnswer } from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";

const AT = Date.parse("2026-11-21T10:00:00+07:00");
const DAY = "from=2026-11-21&to=2026-11-22";

interface Orphan {
  kind: string;
  entity: string;
  owner: string | null;
  type: string;
  sender: string;
  speaksFor: string[] | null;
}
type Line = [slice: string, confirmed: number, held: number];

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("a bank's key", () => {
    let database: Database | null = null;
    let programs: Program[];
    const keys: Record<string, string> = {};
    let turn = 0;
    /** On a server each request goes to the other one of two backends. */
    const next = () => programs[turn++ % programs.length]!;

    async function register(name: string, more: Record<string, unknown>): Promise<Response> {
      const program = next();
      const response = await fetch(`${program.url}/v1/sources`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name, ...more }),
      });
      if (response.status === 201) keys[name] = ((await response.clone().json()) as { key: string }).key;
      return response;
    }
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      const config = { databaseUrl: database?.url };
      programs = [await startProgram({ config })];
      if (database) programs.push(await startProgram({ config }));
      keys.centre = programs[0]!.key;
      for (const bank of ["KBANK", "SCB"]) await register(bank, { banks: [bank] });
    });
    afterAll(async () => {
      for (const program of programs) await program.close();
      await database?.drop();
    });

    async function send(who: string, ...events: CloudEvent[]): Promise<IngestAnswer> {
      const response = await next().send(events, { key: keys[who]! });
      return (await response.json()) as IngestAnswer;
    }
    async function figuresOf(metrics: string, asOf = ""): Promise<Line[]> {
      const asked = metrics.split(",").map((metric) => `freezes.${metric}`);
      const { rows } = await next().figures(
        `metric=${asked.join()}&${DAY}&step=total&by=bank${asOf && `&asOf=${encodeURIComponent(asOf)}`}`,
      );
      const banks = [...new Set(rows.map(({ slice }) => slice.bank!))].sort();
      const figureOf = (bank: string, metric: string) =>
        Number(rows.find(({ slice, metric: of }) => slice.bank === bank && of === metric)?.value ?? 0);
      return banks
        .map((bank) => [bank, ...asked.map((metric) => figureOf(bank, metric))] as unknown as Line)
        .filter(([, ...values]) => values.some((value) => value !== 0));
    }
    const now = async () => (await next().figures(`metric=freezes.held&${DAY}&step=total`)).asOf;
    async function orphansOf(freezeId: string): Promise<Orphan[]> {
      const answer = (await (await fetch(`${next().url}/v1/orphans`)).json()) as { orphans: Orphan[] };
      return answer.orphans.filter((orphan) => orphan.entity === freezeId);
    }

    let count = 0;
    let freezeId = "";
    let before: Line[] = [];
    /** What the figures have gained since the freeze began; each test has a freeze of its own. */
    async function gained(asOf = ""): Promise<Line[]> {
      const was = new Map(before.map(([bank, ...values]) => [bank, values]));
      return (await figuresOf("confirmed,held_satang", asOf))
        .map(
          ([bank, confirmed, held]): Line => [
            bank,
            confirmed - (was.get(bank)?.[0] ?? 0),
            held - (was.get(bank)?.[1] ?? 0),
          ],
        )
        .filter(([, ...values]) => values.some((value) => value !== 0));
    }
    async function begin() {
      freezeId = `freeze-${++count}`;
      before = await figuresOf("confirmed,held_satang");
    }
    const requested = (bank = "SCB", more = {}) =>
      event("freeze.requested", AT, {
        freezeId,
        reportId: "r",
        bank,
        hop: 1,
        amountSatang: 900,
        accountToken: "t",
        ...more,
      });
    const confirmed = (bank: string, heldSatang: number, more = {}, envelope = {}) =>
      event("freeze.confirmed", AT + MINUTE, { freezeId, bank, hop: 1, heldSatang, ...more }, envelope);

    it("closes no other bank's freeze, whatever bank and revision it claims, and is told why", async () => {
      await begin();
      await send("centre", requested());
      const attack = confirmed("KBANK", 777, { revision: 1_000_000 });
      expect(await send("KBANK", attack)).toMatchObject({
        accepted: 0,
        rejected: [
          {
            code: "other-bank",
            detail: `bank: the freeze ${freezeId} is at SCB, and the key of this source may speak for KBANK only`,
          },
        ],
      });
      expect((await send("KBANK", confirmed("SCB", 777))).rejected[0]!.code).toBe("not-allowed");
      for (const type of ["refused", "released", "overturned"] as const) {
        const reason = { freezeId, bank: "KBANK", hop: 1, movedSatang: 1, reason: "other" as const };
        expect((await send("KBANK", event(`freeze.${type}`, AT, reason))).rejected[0]!.code).toBe(
          "other-bank",
        );
      }
      expect(await gained()).toEqual([]);
      await send("SCB", confirmed("SCB", 300));
      expect(await gained()).toEqual([["SCB", 1, 300]]);
      expect(await orphansOf(freezeId)).toEqual([]);
    });

    const SAYINGS: Record<string, () => Promise<IngestAnswer>> = {
      request: () => send("centre", requested()),
      kbank: () => send("KBANK", confirmed("KBANK", 777, { revision: 9 })),
      scb: () => send("SCB", confirmed("SCB", 300)),
    };
    it.each([
      ["request kbank scb", "rejected"],
      ["request scb kbank", "rejected"],
      ["scb request kbank", "rejected"],
      ["kbank request scb", "set aside"],
      ["kbank scb request", "set aside"],
      ["scb kbank request", "set aside"],
    ])("does not count in the order %s: what it said is %s", async (order, fate) => {
      await begin();
      const moments: [string, Line[]][] = [];
      for (const word of order.split(" ")) {
        const { rejected } = await SAYINGS[word]!();
        expect(rejected.map(({ code }) => code)).toEqual(
          fate === "rejected" && word === "kbank" ? ["other-bank"] : [],
        );
        moments.push([await now(), await gained()]);
      }
      expect(await gained()).toEqual([["SCB", 1, 300]]);
      expect(await orphansOf(freezeId)).toEqual(
        fate === "rejected"
          ? []
          : [
              expect.objectContaining({
                kind: "freezes",
                owner: "SCB",
                type: "freeze.confirmed",
                sender: "KBANK",
                speaksFor: ["KBANK"],
              }),
            ],
      );
      // As of each moment between: what was known then.
      for (const [moment, lines] of moments) expect(await gained(moment)).toEqual(lines);
    });

    it("speaks for itself until the request comes: its answer counts for no other bank meanwhile", async () => {
      await begin();
      await send("KBANK", confirmed("KBANK", 777, { revision: 9 }));
      expect(await gained()).toEqual([["KBANK", 0, 777]]);
      await send("SCB", confirmed("SCB", 300));
      expect((await orphansOf(freezeId)).map(({ sender, owner }) => [sender, owner]).sort()).toEqual([
        ["KBANK", null],
        ["SCB", null],
      ]);
      for (const [bank, , held] of await gained()) expect([bank, held]).not.toEqual(["SCB", 777]);
      await send("centre", requested());
      expect(await gained()).toEqual([["SCB", 1, 300]]);
    });

    it("takes no (source, id) of another source beforehand", async () => {
      await begin();
      const same = { source: "scb-core", id: "taken" };
      await send("KBANK", confirmed("KBANK", 777, {}, same));
      expect(await send("SCB", confirmed("SCB", 300, {}, same))).toMatchObject({ accepted: 1, duplicate: 0 });
      expect(await send("SCB", confirmed("SCB", 300, {}, same))).toMatchObject({ accepted: 0, duplicate: 1 });
      await send("centre", requested());
      expect(await gained()).toEqual([["SCB", 1, 300]]);
    });

    it("moves no freeze to its bank by a request of its own, before or after the centre's", async () => {
      await begin();
      const claim = requested("KBANK", { revision: 1_000_000 });
      expect((await send("KBANK", claim)).accepted).toBe(1);
      await send("KBANK", confirmed("KBANK", 777));
      await send("centre", requested());
      expect((await send("KBANK", { ...claim, id: "again" })).rejected[0]!.code).toBe("other-bank");
      expect(await gained()).toEqual([]);
      await send("SCB", confirmed("SCB", 300));
      expect(await gained()).toEqual([["SCB", 1, 300]]);
    });

    it("counts again when a revision of the request names its bank, and the other's no more", async () => {
      await begin();
      await send("KBANK", confirmed("KBANK", 200));
      await send("SCB", confirmed("SCB", 300));
      await send("centre", requested("SCB"));
      expect(await gained()).toEqual([["SCB", 1, 300]]);
      await send("centre", requested("KBANK", { revision: 1 }));
      expect(await gained()).toEqual([["KBANK", 1, 200]]);
      expect((await orphansOf(freezeId)).map(({ sender }) => sender)).toEqual(["SCB"]);
    });

    it("is corrected by a source without a limit, by the higher revision", async () => {
      await begin();
      await send("centre", requested());
      await send("SCB", confirmed("SCB", 300, { revision: 1 }));
      await send("centre", confirmed("SCB", 500, { revision: 0 }));
      expect(await gained()).toEqual([["SCB", 1, 300]]);
      await send("centre", confirmed("SCB", 500, { revision: 2 }));
      expect(await gained()).toEqual([["SCB", 1, 500]]);
    });

    it("takes no other bank's refund", async () => {
      const refund = (bank: string, revision: number) =>
        event("refund.paid", AT, { refundId: "refund-1", reportId: "r", bank, amountSatang: 5, revision });
      await send("SCB", refund("SCB", 0));
      expect((await send("KBANK", refund("KBANK", 9))).rejected[0]).toMatchObject({
        code: "other-bank",
        detail: "bank: the refund refund-1 is at SCB, and the key of this source may speak for KBANK only",
      });
    });

    it("that is given other banks later says other things from then on; what was counted stays", async () => {
      await register("moving", { banks: ["SCB"] });
      await begin();
      await send("centre", requested());
      await send("moving", confirmed("SCB", 300));
      const then = await now();
      await register("moving", { banks: ["KBANK"] });
      expect((await send("moving", confirmed("KBANK", 777, { revision: 9 }))).rejected[0]!.code).toBe(
        "other-bank",
      );
      expect(await gained()).toEqual([["SCB", 1, 300]]);
      expect(await gained(then)).toEqual([["SCB", 1, 300]]);
      await begin();
      await send("moving", confirmed("KBANK", 777));
      await register("moving", { banks: ["SCB"] });
      await send("centre", requested());
      expect(await gained()).toEqual([]);
      await send("moving", confirmed("SCB", 300));
      expect(await gained()).toEqual([["SCB", 1, 300]]);
    });

    const statement = { channel: "1441", agency: "aoc", scamType: "job", province: "TH-10", lossSatang: 1 };
    it.each<[EventType, object]>([
      ["report.filed", statement],
      ["report.revised", statement],
      ["report.linked", { duplicateOf: "r0" }],
      ["report.voided", { reason: "x" }],
      ["report.advanced", { step: "closed" }],
    ])("sends no %s: a report is at no bank", async (type, more) => {
      const data = { reportId: "r", ...more };
      // As a source that was registered before there was this rule.
      const source = { name: "old", nameTh: "old", banks: ["KBANK"], beatSeconds: 30, simulated: false };
      keys.old = (await next().sources.register({ ...source, types: [type] })).key;
      const { rejected } = await send("old", event(type, AT, data as never));
      expect(rejected).toMatchObject([
        {
          code: "not-allowed",
          detail: `type: ${type} is about a report, which is at no bank, and the key of old may speak for KBANK only`,
        },
      ]);
      const refusal = (await (await register("new", { banks: ["KBANK"], types: [type] })).json()) as {
        detail: string;
      };
      expect(refusal.detail).toBe(
        `types: ${type}: a report is at no bank; leave out banks, or register a second source for them`,
      );
    });
  });
});
