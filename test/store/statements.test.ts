import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { CELLS, type Cells, KINDS, type Kind } from "../../backend/store/cells.ts";
import { readStatements } from "../../backend/store/statements.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

const statements = [...readStatements(join(root, "sql")).values()];
/** A command (VACUUM, SAVEPOINT) has no plan to prepare; the test of who uses it runs it. */
const isQuery = ({ text }: { text: string }) =>
  !/^(--.*\n)*(vacuum|checkpoint|savepoint|rollback)\b/.test(text);
const OF_THE_TEST = `-- name: columnsOf
select column_name as column from information_schema.columns where table_name = $1 order by ordinal_position
-- name: argumentsOf
select coalesce(array_agg(name) filter (where mode = 'i'), '{}') as takes,
  coalesce(array_agg(name) filter (where mode = 't'), '{}') as gives
from pg_proc, unnest(proargnames, proargmodes) as argument (name, mode) where proname = $1
`;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const ENTITIES = KINDS.filter((kind): kind is Exclude<Kind, "lines"> => kind !== "lines");
const VERBS = ["merge #", "sum #", "sum # as of", "compare #", "mend #", "add #"];
let store: Store;

beforeAll(async () => {
  // The same statements, each as its own PREPARE: the database parses and plans it against the real tables.
  const sqlFolder = join(folder, "sql");
  cpSync(join(root, "sql", "migrations"), join(sqlFolder, "migrations"), { recursive: true });
  const prepares = statements
    .filter(isQuery)
    .map(({ name, text }) => `-- name: ${name}\nprepare "check ${name}" as ${text}\n`);
  writeFileSync(join(sqlFolder, "all.sql"), [...prepares, OF_THE_TEST].join("\n"));
  store = await openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe("every statement of sql/", () => {
  it.each(statements.filter(isQuery))("$name can be prepared", async ({ name, text }) => {
    await store.run(name).catch((error) => expect.fail(`${error.message}\n${text}`));
  });

  it("is used by the room whose file it stands in", () => {
    const used: Record<string, string[]> = {
      "alerts/episodes": ["alerts/episodeQueries.ts"],
      "alerts/groups": ["alerts/outbox/groupQueries.ts"],
      "alerts/judge": ["alerts/judgeQueries.ts"],
      "alerts/letters": ["alerts/outbox/letterQueries.ts"],
      "alerts/load": ["alerts/load.ts"],
      "alerts/messages": ["alerts/outbox/messageQueries.ts"],
      "alerts/mutes": ["alerts/muteQueries.ts"],
      "alerts/outbox": ["alerts/outbox/outboxQueries.ts"],
      "alerts/push": ["alerts/channels/pushQueries.ts"],
      "alerts/quotas": ["alerts/channels/quotaQueries.ts"],
      "alerts/rates": ["alerts/outbox/rateQueries.ts"],
      "alerts/recipients": ["alerts/recipientQueries.ts"],
      "alerts/rotas": ["alerts/rotaQueries.ts"],
      "alerts/rules": ["alerts/ruleQueries.ts"],
      "alerts/strip": ["alerts/stripQueries.ts"],
      audit: ["audit/queries.ts"],
      displays: ["displays/queries.ts"],
      ingest: ["ingest/queries.ts"],
      embeds: ["embeds/queries.ts"],
      figures: ["figures/queries.ts", "figures/behindQueries.ts", "figures/changedHours.ts"],
      rebuild: ["rebuild/queries.ts"],
      reports: ["reports/queries.ts", "reports/scheduleQueries.ts"],
      reconciliation: ["rebuild/reconciliationQueries.ts"],
      screens: ["screens/queries.ts"],
      sla: ["sla/queries.ts", "sla/cases.ts"],
      targets: ["targets/queries.ts", "targets/annotationQueries.ts"],
      sources: ["sources/queries.ts", "sources/keyRows.ts"],
      quarantine: ["ingest/quarantineRows.ts"],
      "access/factors": ["access/factorQueries.ts"],
      "access/federation": ["access/federationQueries.ts"],
      "access/passkeys": ["access/passkeyQueries.ts"],
      "access/people": ["access/peopleQueries.ts"],
      "access/sessions": ["access/sessionQueries.ts"],
      "access/tries": ["access/tryQueries.ts"],
      timekeeping: ["timekeeping/queries.ts"],
      store: ["store/store.ts", "store/maintenance.ts", "health/ready.ts"],
    };
    const unused: string[] = [];
    let count = 0;
    for (const [room, files] of Object.entries(used)) {
      const sources = files.map((file) => readFileSync(join(root, "backend", file), "utf8")).join("\n");
      for (const [, name] of readFileSync(join(root, "sql", `${room}.sql`), "utf8").matchAll(
        /^-- name: (.+)/gm,
      )) {
        const slicings = (kind: Kind) =>
          name!.includes("{slicing}") ? 2 ** Object.keys(CELLS[kind].dimensions).length : 1;
        count += name!.includes("{entities}") ? ENTITIES.reduce((sum, kind) => sum + slicings(kind), 0) : 1;
        // A reading as of a moment adds its ending to the name of the plain one; of kinds the verb alone is fixed.
        const said = [`"${name}"`, `"${name!.replace(/AsOf$/, "")}"`, `\`${name!.split(" ")[0]} \${`];
        if (!said.some((known) => sources.includes(known))) unused.push(`${room}: ${name}`);
      }
    }
    expect(unused).toEqual([]);
    expect(count).toBe(statements.length);
  });
});

describe("the one list of kinds and columns", () => {
  it.each(KINDS)("has of %s what ingest, figures and rebuild ask for", (kind) => {
    const names = statements.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(VERBS.map((verb) => verb.replace("#", kind))));
  });
  it.each(ENTITIES)("has of %s the columns of its tables and of its contribution", async (kind) => {
    const { entity, slots, aside, dimensions, columns, times = [] }: Cells = CELLS[kind];
    const figures = [...Object.values(dimensions), ...columns, ...times];
    const members = aside ? [...Object.keys(slots), "aside"] : Object.keys(slots);
    expect(await columnsOf(kind)).toEqual(same(["id", ...members, "uses"]));
    expect(await columnsOf(`${entity}_cells`)).toEqual(same(["tier", "bucket", ...figures]));
    const [contribution] = await store.run<{ takes: string[]; gives: string[] }>("argumentsOf", [
      `${entity}_contribution`,
    ]);
    expect(contribution!.takes).toEqual(Object.keys(slots));
    expect(contribution!.gives).toEqual(same(["minute", ...figures]));
  });
  it("has of the lines the columns of their samples", async () => {
    const { columns } = CELLS.lines;
    const known = ["minute", "sender", "at", "neg_revision", "source", "id", "uses"];
    expect(await columnsOf("line_samples")).toEqual(same([...known, ...columns]));
  });
});

/** In any order: a new column stands at the end of its table. */
const same = (names: readonly string[]) => {
  expect(new Set(names).size).toBe(names.length);
  return expect.toSatisfy(
    (found: string[]) => [...found].sort().join() === [...names].sort().join(),
    `the columns ${names.join(", ")}`,
  );
};
const columnsOf = async (table: string) =>
  (await store.run<{ column: string }>("columnsOf", [table])).map(({ column }) => column);
