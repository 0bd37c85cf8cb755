/** `npm run audit:verify` as a process of its own, on the embedded database. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HEADS_FILE } from "../../backend/audit/heads.ts";
import { SERVER, writeAudit } from "../../backend/audit/write.ts";
import { root } from "../../backend/build/root.ts";
import { startProgram } from "../program.ts";
import { openTampered } from "./tampering.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const file = /&& node (\S+)$/.exec(scripts["audit:verify"])![1]!;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const dataDir = join(folder, "data");

async function verify(...args: string[]) {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    env: { ...process.env, DATABASE_URL: "", DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], said, refused] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, output: said + refused };
}
const heads = () => readFileSync(join(dataDir, HEADS_FILE), "utf8").trim().split("\n");

beforeAll(async () => {
  const program = await startProgram({ folder: dataDir });
  for (const name of ["one", "two", "three"])
    await fetch(`${program.url}/v1/screens/${name}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ scene: "calls" }),
    });
  await program.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("npm run audit:verify", () => {
  it("finds what the war room wrote whole, and its heads published at the start and at the end", async () => {
    // The first source, and three screens.
    expect(heads().map((line) => line.split(" ")[1])).toEqual(["0", "4"]);
    const { code, output } = await verify();
    expect(output).toMatch(/^the audit is whole: 4 rows, 2 published heads; its head is 4:[0-9a-f]{64}\n$/);
    expect(output).toContain(heads()[1]!.split(" ")[2]);
    expect(code).toBe(0);
  });

  it.each<[string, string[], number, RegExp]>([
    ["a head from the log that is there", ["HEAD"], 0, /^the audit is whole/],
    ["one that is not", [`2:${"0".repeat(64)}`], 3, /broken at row 2: it is not the one that was published/],
    [
      "one that lies beyond",
      [`9:${"0".repeat(64)}`],
      3,
      /broken at row 5: it is not there; 4 rows before it/,
    ],
    ["one that is none", ["2:3fa2"], 2, /--head must be a place and a hash/],
  ])("compares %s", async (_what, given, code, said) => {
    const [, place, hash] = heads()[1]!.split(" ");
    const result = await verify(
      ...given.flatMap((head) => ["--head", head.replace("HEAD", `${place}:${hash}`)]),
    );
    expect(result.output).toMatch(said);
    expect(result.code).toBe(code);
  });

  it("says the first broken row, in a chain longer than it reads at once", async () => {
    const store = await openTampered(folder);
    await store.transaction(async (run) => {
      for (let n = 0; n < 4_500; n++)
        await writeAudit(run, { ...SERVER, deed: "screen.kept", of: { kind: "screen", id: `${n}` } }, n);
    });
    await store.close();
    expect(await verify()).toMatchObject({ code: 0, output: expect.stringContaining("whole: 4504 rows") });
    const again = await openTampered(folder);
    await again.run("disarm");
    for (const place of [4_321, 4_400]) await again.run("rename", [place]);
    await again.close();
    const { code, output } = await verify();
    expect(output).toContain(
      "the audit is broken at row 4321: it is not what was written; 4320 rows before it are right",
    );
    expect(code).toBe(3);
  });

  it("says what is wrong with the folder, and ends with 1", async () => {
    const program = await startProgram({ folder: dataDir });
    expect(await verify()).toMatchObject({ code: 1, output: expect.stringMatching(/^audit:verify: /) });
    await program.close();
  });
});
