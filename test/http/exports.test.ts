import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, firstAdministrator } from "../access/client.ts";
import { type Program, startProgram } from "../program.ts";

let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

it.each([
  ["figures.csv", "/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02&format=csv"],
  ["audit.csv", "/v1/audit?format=csv"],
  ["quarantine.csv", "/v1/quarantine?format=csv"],
])("%s has a name of its own, whatever was asked", async (name, path) => {
  for (const more of ["", "&filename=x.exe", `&who=${encodeURIComponent('"; filename="x.exe')}`]) {
    const answer = await fetch(program.url + path + more, { headers: { cookie: admin.header() } });
    await answer.arrayBuffer();
    const said = answer.headers.get("content-disposition");
    expect([path + more, said]).toEqual([path + more, answer.ok ? `attachment; filename="${name}"` : null]);
    if (more === "") expect(answer.headers.get("content-type")).toMatch(/^text\/csv; charset=utf-8/);
  }
});
