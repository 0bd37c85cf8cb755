/** `npm run rebuild` and `npm run audit` as processes of their own, on the embedded database. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { root } from "../../backend/build/root.ts";
import { dayText } from "../../backend/rebuild/range.ts";
import { KINDS } from "../../backend/store/cells.ts";
import { event } from "../program.ts";
import { contents, openCentre, openTelling, spoilCells } from "./centre.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const fileOf = (script: "rebuild" | "audit") => /&& node (\S+)$/.exec(scripts[script])![1]!;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const DAYS = 20;
const TODAY = Date.now();

beforeAll(async () => {
  const store = await openCentre(folder);
  const tell = await openTelling(store);
  for (let day = 0; day < DAYS; day++)
    await tell([
      event("call.offered", TODAY - day * DAY, { callId: `c-${day}`, queue: "report" }),
      event("call.ended", TODAY - day * DAY, { callId: `c-${day}`, queue: "report" }),
    ]);
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs it until it ends, or until a line makes `isEnough` true: then it is killed. */
async function run(
  args: string[],
  isEnough?: (output: string) => boolean,
  script: "rebuild" | "audit" = "rebuild",
) {
  const child: ChildProcess = spawn(process.execPath, [join(root, fileOf(script)), ...args], {
    env: { ...process.env, DATABASE_URL: "", DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const read = (chunk: Buffer) => {
    output += chunk;
    if (isEnough?.(output)) child.kill("SIGKILL");
  };
  child.stdout!.on("data", read);
  child.stderr!.on("data", read);
  const [code] = await once(child, "close");
  return { code, output };
}

describe("npm run rebuild", () => {
  it("killed half-way goes on where it was, and every cell is right in the end", async () => {
    let store = await openCentre(folder);
    const right = await contents(store);
    await spoilCells(store);
    await store.close();
    const reached = (output: string) =>
      [...output.matchAll(/ (\d+) of \d+ days/g)].map(([, done]) => Number(done)).at(-1) ?? 0;
    const killed = await run([], (output) => /^freezes /m.test(output));
    expect(killed.code).toBe(null);
    const again = await run([]);
    expect(again.output).toMatch(/^goes on where it was: \w+, \d{4}-\d\d-\d\d$/m);
    const [beginning] = [...again.output.matchAll(/ (\d+) of (\d+) days \(\d+ %\)/g)];
    expect(Number(beginning![1])).toBeGreaterThanOrEqual(reached(killed.output));
    expect(Number(beginning![2]) % KINDS.length).toBe(0);
    expect(again.output).toMatch(
      /^all cells from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d are right: \d+ were mended, and 0 entities$/m,
    );
    expect(again.code).toBe(0);
    store = await openCentre(folder);
    expect(await contents(store)).toEqual(right);
    await store.close();
  }, 180_000);

  it("takes a range in Bangkok days, the last one exclusive", async () => {
    const [from, to] = [dayText(TODAY - 10 * DAY), dayText(TODAY - 8 * DAY)];
    const { code, output } = await run(["--from", from, "--to", to]);
    expect(output).toContain(`all cells from ${from} to ${to} are right: 0 were mended, and 0 entities`);
    expect(code).toBe(0);
  });

  it("says in a sentence that the folder is open in another process", async () => {
    const store = await openCentre(folder);
    const { code, output } = await run([]);
    await store.close();
    expect(output).toMatch(
      /^rebuild: the embedded database in \S+ is open in another process \(\d+ on .+\); stop that one/,
    );
    expect(code).toBe(1);
  });

  it.each([
    [["--from", "yesterday"], '--from must be a day such as 2026-11-01, not "yesterday"'],
    [["--from", "2569-11-01"], "--from: 2569 is a year of the Buddhist era; write 2026"],
    [["--from", "2026-02-30"], '--from must be a day such as 2026-11-01, not "2026-02-30"'],
    [
      ["--from", "2026-11-02", "--to", "2026-11-02"],
      "--from must lie before --to, the day after the last one",
    ],
    [["--all"], "Unknown option '--all'"],
  ])("refuses %j", async (args, sentence) => {
    const { code, output } = await run(args);
    expect(output).toContain(`rebuild: ${sentence}`);
    expect(output).toContain("--help");
    expect(code).toBe(2);
  });

  it("explains itself", async () => {
    const { code, output } = await run(["--help"]);
    for (const option of ["--from", "--to", "--restart"]) expect(output).toContain(option);
    expect(code).toBe(0);
  });
});

describe("npm run audit", () => {
  const audit = (...args: string[]) => run(args, undefined, "audit");
  const [from, to] = [dayText(TODAY - 3 * DAY), dayText(TODAY - DAY)];

  it("prints what it compared, the newest day first, and changes nothing", async () => {
    const { code, output } = await audit("--from", from, "--to", to);
    const days = [...output.matchAll(/^(\S+) {2}calls {4}1 entities, \d+ cells: equal$/gm)].map(
      ([, day]) => day,
    );
    expect(days).toEqual([dayText(TODAY - 2 * DAY), from]);
    expect(output).toMatch(/ {2}lines {4}0 minutes of events, 0 samples: equal$/m);
    expect(output).toContain(`all cells from ${from} to ${to} are what the raw events say`);
    expect(code).toBe(0);
  });

  it("names what differs, and a rebuild mends it", async () => {
    const store = await openCentre(folder);
    await store.run("spoil a day");
    const spoilt = await contents(store);
    await store.close();
    const { code, output } = await audit("--from", from, "--to", to);
    expect(output).toContain(`${from}  calls    1 entities, 3 cells: DIFFERENT: 0 entities, 1 cells`);
    expect(output).toContain(
      `2 from ${from} to ${to} are not what the raw events say; npm run rebuild mends them`,
    );
    expect(code).toBe(1);
    const again = await openCentre(folder);
    expect(await contents(again)).toEqual(spoilt);
    await again.close();
    await run(["--restart"]);
    expect((await audit("--from", from, "--to", to)).code).toBe(0);
  }, 180_000);

  it("called wrongly says how it is called", async () => {
    const { code, output } = await audit("--restart");
    expect(output).toContain("audit: Unknown option '--restart'");
    expect(code).toBe(2);
    expect((await audit("--help")).output).toContain("npm run audit -- [--from DAY]");
  });
});
