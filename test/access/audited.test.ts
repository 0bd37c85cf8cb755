import { afterAll, beforeAll, expect, it } from "vitest";
import { movedClock, type Program, startProgram } from "../program.ts";
import { addTotp, type Client, firstAdministrator, newPerson, openClient, PASSWORD } from "./client.ts";

const clock = movedClock();
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

const deeds = async (who: string): Promise<string[]> =>
  (await admin.ask("GET", `/v1/audit?who=${who}`)).body.rows.map(({ deed }: { deed: string }) => deed);

it("every way to sign in is in the audit, and so is each that fails of a person that there is", async () => {
  const { client } = await newPerson(program, admin, "ploy", "viewer");
  expect((await deeds("ploy")).slice(0, 2).sort()).toEqual(["person.joined", "session.opened"]);
  await client.ask("POST", "/v1/session/proof", { password: PASSWORD });
  expect((await deeds("ploy"))[0]).toBe("session.proved");
  const wrong = openClient(program.url);
  await wrong.ask("POST", "/v1/session", { name: "ploy", password: "not the password" });
  // Nobody waits for it.
  await expect.poll(async () => (await deeds("ploy"))[0]).toBe("session.refused");
  const { codeAt } = await addTotp(client, clock.now);
  clock.ahead += 60_000;
  const second = openClient(program.url);
  await second.ask("POST", "/v1/session", { name: "ploy", password: PASSWORD });
  expect((await deeds("ploy"))[0]).toBe("person.totp-added");
  await second.ask("POST", "/v1/session/second", { code: "000000" });
  await expect.poll(async () => (await deeds("ploy"))[0]).toBe("session.refused");
  clock.ahead += 60_000;
  const { status } = await second.ask("POST", "/v1/session/second", { code: codeAt(clock.now()) });
  expect([status, (await deeds("ploy"))[0]]).toEqual([200, "session.opened"]);
  await second.ask("DELETE", "/v1/session");
  expect((await deeds("ploy"))[0]).toBe("session.closed");
});
