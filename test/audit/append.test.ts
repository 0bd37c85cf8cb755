/** The audit in a real database: what may be done to it, and what is found when somebody does it all the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditRow, canonicalOf, hashOf } from "../../backend/audit/chain.ts";
import { type Proof, proveAudit } from "../../backend/audit/prove.ts";
import { listAfter } from "../../backend/audit/queries.ts";
import { SERVER, type Told, writeAudit } from "../../backend/audit/write.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openScreens } from "../../backend/screens/screens.ts";
import { openSources } from "../../backend/sources/sources.ts";
import type { Store } from "../../backend/store/store.ts";
import { type Database, makeDatabase, SERVER as TEST_SERVER } from "../store/database.ts";
import { openTampered } from "./tampering.ts";

const AT = Date.parse("2026-11-26T21:09:42.123+07:00");
const by = { kind: "person", id: "7", name: "ผู้ดูแล" } as const;
const entry = (more: Partial<Told> = {}): Told => ({
  by,
  address: "192.0.2.31",
  deed: "screen.planned",
  of: { kind: "screen", id: "hall" },
  ...more,
});
const SAID: Told[] = [
  entry({ before: { z: [1, { b: 2, a: null }], a: "ก" }, after: { big: 1e21, small: -0, tiny: 1e-7 } }),
  entry({ before: undefined, after: false }),
  entry({ by: { ...by, id: null, name: "a \"quoted\" \\ 'name'" }, address: null }),
  entry({ after: "ข้อความ 😀", before: [] }),
  entry({ after: { "10": 1, "9": 2, a: { "": 0 } } }),
  entry({ deed: "screen.removed", before: { deep: [[[[{}]]]] } }),
];
const NONE = new Map<number, string>();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the audit", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openTampered(folder);
    for (const [index, said] of SAID.entries())
      await store.transaction((run) => writeAudit(run, said, AT + index));
    await store.run("keep");
    await store.run("keepHead");
  });
  afterAll(() => store.close());
  const prove = (published = NONE): Promise<Proof> => proveAudit(store, published);
  const rows = (): Promise<AuditRow[]> => listAfter(store.run, 0, 100);

  it("is chained by the database as it is followed here, whatever a row says", async () => {
    const all = await rows();
    expect(all.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await prove()).toEqual({ rows: 6, hash: all.at(-1)!.hash, broken: null });
    expect(all[0]).toMatchObject({ by, at: AT, address: "192.0.2.31", before: { a: "ก" } });
  });

  it("says nothing of a transaction that was rolled back", async () => {
    const failing = store.transaction(async (run) => {
      await writeAudit(run, entry(), AT);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await prove()).toMatchObject({ rows: 6, broken: null });
  });

  it.each([
    ["changed", "plainUpdate", "audit is append-only"],
    ["deleted", "plainDelete", "audit is append-only"],
    ["truncated", "plainTruncate", "audit is append-only"],
    ["deleted, its head", "headDelete", "audit_head is append-only"],
  ])("cannot be %s", async (_what, statement, message) => {
    await expect(store.run(statement)).rejects.toThrow(message);
  });

  describe("in the hands of an owner of the database", () => {
    beforeAll(() => store.run("disarm"));

    /** Writes all rows from a place on anew, so that they are chained, and moves the head. */
    async function forge(from: number) {
      await store.run("rename", [from]);
      const all = await rows();
      let last = all[from - 2]!.hash;
      for (const row of all.slice(from - 1)) {
        last = hashOf(last, row.place, canonicalOf(row, row.at));
        await store.run("setHash", [row.place, last]);
      }
      await store.run("setHead", [all.length, last]);
    }
    async function cut(to: number) {
      const all = await rows();
      await store.run("cut", [to]);
      await store.run("setHead", [to, all[to - 1]!.hash]);
    }

    it.each<[string, () => Promise<unknown>, Proof["broken"], Proof["broken"]]>([
      [
        "another person",
        () => store.run("rename", [3]),
        { place: 3, what: "changed" },
        { place: 3, what: "changed" },
      ],
      [
        "another state",
        () => store.run("reword", [2]),
        { place: 2, what: "changed" },
        { place: 2, what: "changed" },
      ],
      [
        "another time",
        () => store.run("redate", [6]),
        { place: 6, what: "changed" },
        { place: 6, what: "changed" },
      ],
      [
        "a row less",
        () => store.run("remove", [4]),
        { place: 4, what: "missing" },
        { place: 4, what: "missing" },
      ],
      [
        "no last row",
        () => store.run("remove", [6]),
        { place: 6, what: "missing" },
        { place: 6, what: "missing" },
      ],
      [
        "two rows exchanged",
        async () => {
          await store.run("swap", [2]);
          await store.run("swapBack", [2]);
        },
        { place: 2, what: "changed" },
        { place: 2, what: "changed" },
      ],
      ["no end, nor head", () => cut(4), null, { place: 5, what: "missing" }],
      ["nothing at all", () => cut(1), null, { place: 2, what: "missing" }],
      ["an end that was written anew", () => forge(3), null, { place: 5, what: "replaced" }],
    ])("with %s is found out, at the latest by a published head", async (_what, spoil, alone, compared) => {
      const published = new Map([[5, (await rows())[4]!.hash]]);
      try {
        await spoil();
        expect((await prove()).broken).toEqual(alone);
        expect((await prove(published)).broken).toEqual(compared);
      } finally {
        await store.run("empty");
        await store.run("putBack");
        await store.run("putHeadBack");
      }
      expect((await prove(published)).broken).toBeNull();
    });
  });

  it("and the change are one: what cannot be audited is not done", async () => {
    const screens = openScreens({
      store,
      clock: realClock,
      onChanged: () => {},
      onRenamed: () => {},
      follow: async () => {},
      calling: async () => [],
    });
    const sources = openSources({ store, clock: realClock, onChanged: () => {} });
    const plan = {
      scene: "calls",
      rotation: null,
      theme: "dark",
      lang: "th",
      thaiDigits: false,
      sound: false,
    } as const;
    const bank = {
      name: "bank",
      nameTh: "ธนาคาร",
      types: ["source.beat"],
      banks: null,
      beatSeconds: 30,
      simulated: false,
    };
    await screens.put("hall", plan, SERVER);
    await sources.register(bank);
    await store.run("refuseAudit");
    const [before] = await screens.list();
    for (const deed of [
      () => screens.put("hall", { ...plan, scene: "losses" }, SERVER),
      () => screens.put("other", plan, SERVER),
      () => screens.keep("kept", SERVER),
      () => screens.takeOver("hall", { scene: "freezes", until: 9e12 }, SERVER),
      () => screens.acknowledge("hall", 1, SERVER),
      () => screens.remove("hall", SERVER),
      () => sources.register({ ...bank, name: "other" }),
      () => sources.register({ ...bank, nameTh: "อื่น" }),
      () => sources.revoke("bank"),
    ])
      await expect(deed()).rejects.toThrow("refused");
    expect(await screens.list()).toEqual([before]);
    expect((await sources.list()).map(({ name, nameTh }) => [name, nameTh])).toEqual([["bank", "ธนาคาร"]]);
    await store.run("allowAudit");
    await screens.remove("hall", SERVER);
    expect(await screens.list()).toEqual([]);
  });
});

describe.skipIf(!TEST_SERVER)("on a server", () => {
  let database: Database;
  const stores: Store[] = [];
  beforeAll(async () => {
    database = await makeDatabase();
    for (const name of ["one", "two"]) stores.push(await openTampered(join(folder, name), database.url));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await database?.drop();
  });
  it("is one chain without a gap, however many append at once from several backends", async () => {
    const writes = Array.from({ length: 200 }, (_, at) =>
      stores[at % 2]!.transaction(async (run) => {
        await writeAudit(run, entry({ of: { kind: "screen", id: `s-${at}` } }), AT);
        if (at % 10 === 0) throw new Error("rolled back");
      }).then(
        () => 1,
        () => 0,
      ),
    );
    const done: number[] = await Promise.all(writes);
    expect(done.filter(Boolean)).toHaveLength(180);
    expect(await proveAudit(stores[0]!, NONE)).toMatchObject({ rows: 180, broken: null });
  });
});
