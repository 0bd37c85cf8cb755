import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const below = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(below, { recursive: true }));

/** What a process of its own sees of the browser as soon as it may start it. */
const LOOK = `
  import { statSync } from "node:fs";
  import { unpackedBrowser } from ${JSON.stringify(new URL("./unpacked.ts", import.meta.url).href)};
  const folder = await unpackedBrowser(process.argv[1]);
  console.log(JSON.stringify({ folder, bytes: statSync(folder + "/chromium").size }));
`;

it("two processes that want the browser at the same moment both have it whole, and one folder is left", async () => {
  const look = () =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", LOOK, below]);
  const looks = await Promise.all([look(), look()]);
  const [one, other] = looks.map(({ stdout }) => JSON.parse(stdout));
  expect(other).toEqual(one);
  expect(one.bytes).toBe(statSync(join(one.folder, "chromium")).size);
  expect(one.bytes).toBeGreaterThan(50_000_000);
  expect(readdirSync(below)).toHaveLength(1);
  expect(readdirSync(one.folder)).toEqual(expect.arrayContaining(["al2023", "chromium", "fonts"]));
});
