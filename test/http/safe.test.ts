/** What a link, a picture or a search engine may ask for changes nothing: every change is in the audit, and none is added. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, firstAdministrator } from "../access/client.ts";
import { type Program, startProgram } from "../program.ts";
import { addressOf, ROUTES } from "../routes.ts";

let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
});
afterAll(() => program.close());

/** That a file was taken is in the audit too, and changes nothing else. */
const newest = async () =>
  (await admin.ask("GET", "/v1/audit")).body.rows.find(
    ({ deed }: { deed: string }) => !deed.endsWith(".exported"),
  );

it("no GET of the table changes what stands", async () => {
  const before = await newest();
  expect(before).toBeDefined();
  for (const route of ROUTES.filter(({ method }) => method === "GET"))
    for (const example of route.examples ?? [{}]) {
      const answer = await fetch(program.url + addressOf(route, example), {
        headers: { cookie: admin.header() },
        redirect: "manual",
      });
      await answer.arrayBuffer();
      expect(answer.status).toBeLessThan(500);
    }
  expect(await newest()).toEqual(before);
});

it("a change is in the audit, so that one would be seen", async () => {
  const before = await newest();
  await admin.ask("POST", "/v1/reading-keys", { name: "seen" });
  expect(await newest()).not.toEqual(before);
});
