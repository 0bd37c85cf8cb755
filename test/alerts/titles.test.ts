/** Shipped rules get better names; what somebody has called a rule stays. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addRule, listRules } from "../../backend/alerts/ruleQueries.ts";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore } from "../../backend/store/store.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (sqlFolder: string) =>
  openStore({
    ...{ databaseUrl: undefined, dataDir: join(folder, "data"), sqlFolder, template: null },
    ...{ clock: realClock, onTrouble: console.error },
  });

it("a rule is called anew, in a version of its own, unless somebody has called it otherwise", {
  timeout: 60_000,
}, async () => {
  const before = join(folder, "sql");
  cpSync(join(root, "sql"), before, { recursive: true });
  const migrations = join(before, "migrations");
  const own = readdirSync(migrations).find((file) => file.endsWith("-titles.sql"))!;
  for (const file of readdirSync(migrations)) if (file >= own) rmSync(join(migrations, file));
  const old = await open(before);
  const bodies = new Map(
    (await listRules(old.run)).map(({ id, version: _, from: __, ...body }) => [id, body]),
  );
  const change = (id: string, more: object) =>
    addRule(old.run, id, { ...bodies.get(id)!, ...more }, "somsri", Date.now());
  await change("freeze-60m", { nameTh: "ระงับช้าทั้งศูนย์" });
  await change("calls-20s", { forSeconds: 60 });
  await old.close();

  const now = await open(join(root, "sql"));
  const rules = new Map((await listRules(now.run)).map((rule) => [rule.id, rule]));
  await now.close();
  expect(rules.get("freeze-60m")).toMatchObject({ version: 2, nameTh: "ระงับช้าทั้งศูนย์" });
  expect(rules.get("calls-20s")).toMatchObject({
    ...{ version: 3, forSeconds: 60, nameTh: "อัตรารับสายใน 20 วินาทีต่ำกว่าเกณฑ์" },
  });
  expect(rules.get("freeze-60m-bank")).toMatchObject({
    ...bodies.get("freeze-60m-bank"),
    ...{ version: 2, nameTh: "อัตราระงับใน 60 นาทีของธนาคารต่ำกว่าเกณฑ์" },
  });
});
