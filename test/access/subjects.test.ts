/** What a provider calls a person, here a national id: a release before this one kept it as it is. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import { addFederated, findFederated, keptSubjects } from "../../backend/access/federationQueries.ts";
import { subjectOf } from "../../backend/access/subjects.ts";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore } from "../../backend/store/store.ts";
import { type Program, startProgram } from "../program.ts";
import { openClient } from "./client.ts";
import { freePort, type IdentityProvider, passProvider, startProvider, visit } from "./provider.ts";

const NATIONAL_ID = "3100600000005";
const person = { name: "wipa", displayName: "Wipa", role: "viewer", scope: EVERYTHING } as const;

let folder: string;
/** Of a centre in which a release before this one has kept a person of the provider. */
let before: string;
let provider: IdentityProvider;
let publicUrl: string;
let port: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
  port = await freePort();
  publicUrl = `http://localhost:${port}`;
  provider = await startProvider(publicUrl);
  provider.accounts.set(NATIONAL_ID, { name: "Wipa", groups: ["kbank"] });
  before = await keptBefore();
}, 60_000);
afterAll(async () => {
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

async function keptBefore(): Promise<string> {
  const sqlFolder = join(folder, "sql");
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  const migrations = join(sqlFolder, "migrations");
  const own = readdirSync(migrations).find((file) => file.endsWith("-subjects.sql"))!;
  for (const file of readdirSync(migrations)) if (file >= own) rmSync(join(migrations, file));
  const dataDir = join(folder, "before");
  const more = { databaseUrl: undefined, template: null, clock: realClock, onTrouble: console.error };
  const store = await openStore({ ...more, dataDir, sqlFolder });
  const who = { issuer: provider.settings.issuer, subject: NATIONAL_ID };
  expect(await addFederated(store.run, who, person, Date.now())).not.toBeNull();
  await store.close();
  return dataDir;
}
function start(name: string, accessKeyFile?: string): Promise<Program> {
  const dataDir = join(folder, name);
  cpSync(before, dataDir, { recursive: true });
  return startProgram({
    folder: dataDir,
    config: { port, publicUrl, provider: provider.settings, accessKeyFile },
  });
}
async function signIn(): Promise<unknown> {
  const client = openClient(publicUrl);
  const { to } = await visit(client, `${publicUrl}/v1/session/oidc`);
  await visit(client, await passProvider(to, NATIONAL_ID));
  return (await client.ask("GET", "/v1/session")).body.person?.name;
}
const kept = async ({ store }: Program) =>
  (await store.transaction(keptSubjects)).map(({ subject }) => subject);

describe("a subject that was kept as it is", { timeout: 60_000 }, () => {
  it("is hashed at the start, and its person is found again", async () => {
    const program = await start("at the start");
    try {
      await expect.poll(() => kept(program), { timeout: 20_000 }).toEqual([]);
      const issuer = provider.settings.issuer;
      expect(await findFederated(program.store.run, { issuer, subject: NATIONAL_ID })).toBeNull();
      expect(await signIn()).toBe("wipa");
    } finally {
      await program.close();
    }
  });

  it("is hashed when its person comes, where the key could not be read at the start", async () => {
    const keyFile = join(folder, "access.key");
    const program = await start("later", keyFile);
    try {
      expect(await kept(program)).toEqual([NATIONAL_ID]);
      writeFileSync(keyFile, "a key of the access of at least 32 letters\n");
      expect(await signIn()).toBe("wipa");
      expect(await kept(program)).toEqual([]);
    } finally {
      await program.close();
    }
  });

  it("is added by nobody any more: the database refuses it", async () => {
    const program = await startProgram();
    try {
      const who = { issuer: provider.settings.issuer, subject: NATIONAL_ID };
      await expect(addFederated(program.store.run, who, person, Date.now())).rejects.toThrow(
        /people_subject_is_hashed/,
      );
    } finally {
      await program.close();
    }
  });
});

it("the hash is another one at another provider, for another person and with another key", () => {
  const signed = (key: string) => (text: string) => Buffer.from(`${key} ${text}`);
  const hashes = [
    subjectOf("https://a.example", "1", signed("k")),
    subjectOf("https://b.example", "1", signed("k")),
    subjectOf("https://a.example", "2", signed("k")),
    subjectOf("https://a.example", "1", signed("l")),
  ];
  expect(new Set(hashes).size).toBe(4);
  // What the issuer and the subject say cannot be divided otherwise.
  expect(subjectOf('a","b', "c", signed("k"))).not.toBe(subjectOf("a", 'b","c', signed("k")));
});
