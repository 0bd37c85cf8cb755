/** Nobody listens beyond the own machine before somebody administers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { startProcess } from "../process.ts";
import { startProgram } from "../program.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "war-room-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The built command, as `npm run admin-link` runs it. */
async function adminLink(environment: Record<string, string>, ...args: string[]) {
  const file = /&& node (\S+)$/.exec(scripts["admin-link"])![1]!;
  const child = spawn(process.execPath, [join(root, file), ...args], {
    env: { ...process.env, ...environment },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(child, "exit");
  return { code, said };
}

it.each([
  ["a war room", false],
  ["a demo", true],
])("%s that nobody administers refuses to, and says what to do", async (_what, played) => {
  await expect(startProgram({ config: { host: "0.0.0.0" }, played })).rejects.toThrow(
    /^HOST is 0\.0\.0\.0, and nobody administers this centre yet: .*npm run admin-link/,
  );
});

it("npm run admin-link makes an administrator, by whose link one signs in once; then it listens", async () => {
  const environment = { DATA_DIR: folder(), HOST: "0.0.0.0", DATABASE_URL: "", PUBLIC_URL: "" };
  await expect(startProcess(environment)).rejects.toThrow(/it ended with 1: .*npm run admin-link/s);
  const { code, said } = await adminLink(environment, "Anong");
  expect([code, said]).toEqual([
    0,
    expect.stringMatching(/makes Anong an administrator; it can be used once/),
  ]);
  const token = /\/link#(\S+)/.exec(said)![1]!;
  const running = await startProcess(environment);
  try {
    const post = (path: string, body: object) =>
      fetch(running.url.replace("0.0.0.0", "127.0.0.1") + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect(await (await post("/v1/link", { token })).json()).toMatchObject({
      purpose: "invitation",
      name: "anong",
    });
    expect(running.output()).not.toContain("/link#");
    const used = await post("/v1/link/use", { token, password: "correct horse battery staple" });
    expect([used.status, await used.json()]).toEqual([200, { needs: "nothing", second: [] }]);
    expect((await post("/v1/link", { token })).status).toBe(404);
  } finally {
    await running.kill();
  }
}, 60_000);

it.each([
  ["a name that is none", ["a b"], /^admin-link: NAME must be/],
  ["two names", ["a", "b"], /^admin-link: b is a word too many/],
])("npm run admin-link refuses %s", async (_what, args, sentence) => {
  const { code, said } = await adminLink({ DATA_DIR: folder() }, ...args);
  expect([code, said]).toEqual([2, expect.stringMatching(sentence)]);
});
