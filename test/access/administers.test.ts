import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, newPerson, openClient } from "./client.ts";

/** What a proxy adds: the request comes from another machine. */
const AFAR = "192.0.2.31";
const FROM_AFAR = { "x-forwarded-for": AFAR };

let program: Program;
let administrator: Client;
let others: Record<"viewer" | "analyst" | "commander", Client>;
beforeAll(async () => {
  program = await startProgram({ config: { trustedProxies: ["127.0.0.1"] } });
  administrator = await firstAdministrator(program);
  const person = async (role: string) => (await newPerson(program, administrator, `a-${role}`, role)).client;
  others = {
    viewer: await person("viewer"),
    analyst: await person("analyst"),
    commander: await person("commander"),
  };
});
afterAll(() => program.close());

describe("from another machine", () => {
  it.each<[string, string, object | undefined, number]>([
    ["GET", "/v1/audit", undefined, 200],
    ["GET", "/v1/health", undefined, 200],
    ["POST", "/v1/sources", { name: "bank-a", beatSeconds: 30 }, 201],
    ["DELETE", "/v1/sources/bank-a", undefined, 204],
  ])("%s %s is for who administers, and for nobody else", async (method, path, body, status) => {
    const ask = async (client: Client) => (await client.ask(method, path, body, FROM_AFAR)).status;
    for (const client of Object.values(others)) expect([401, 403]).toContain(await ask(client));
    expect([401, 403]).toContain(await ask(openClient(program.url)));
    expect(await ask(administrator)).toBe(status);
  });

  it("what a person does is said to be that person's, from where it is", async () => {
    await administrator.ask("PUT", "/v1/screens/audited", { scene: "losses" }, FROM_AFAR);
    const { body } = await administrator.ask("GET", "/v1/audit?object=screen/audited");
    expect(body.rows[0]).toMatchObject({
      by: { kind: "person", name: "anong" },
      deed: "screen.planned",
      address: AFAR,
    });
  });
});
