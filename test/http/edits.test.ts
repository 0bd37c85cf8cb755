/** What several people change, none of them undoes unseen: whoever changes it says which version was read. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, firstAdministrator } from "../access/client.ts";
import { type Asking, askingOf, exampleOf, routeOf, THINGS, type Thing } from "../changes.ts";
import { type Program, startProgram } from "../program.ts";
import { idOf, ROUTES } from "../routes.ts";

/** What nobody else changes. */
const ONES_OWN: Record<string, string> = {
  "PUT /v1/me/password": "one's own, and the one until now must be known",
  "PUT /v1/me/passkeys/:id": "the name of one's own",
  "PUT /v1/me/push": "the browser that rings for oneself, in place of the one before",
};

let program: Program;
let admin: Client;
let asking: Asking;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
  asking = askingOf(program, admin);
}, 60_000);
afterAll(() => program.close());

const CHANGES = ROUTES.filter(({ method, body }) => method === "PUT" && body).map(idOf);
it("each change of what several people change says of which version it is", () => {
  const without = CHANGES.filter((id) => {
    const { body, faults = [] } = routeOf(id);
    return !("version" in body!.properties) || !faults.includes("changed-meanwhile");
  });
  expect(without.sort()).toEqual(Object.keys(ONES_OWN).sort());
});
it("each of them is here", () => {
  expect([...Object.keys(THINGS), ...Object.keys(ONES_OWN)].sort()).toEqual([...CHANGES].sort());
});

const refused = ({ status, body }: Answer) => [status, body?.title];
const MEANWHILE = [409, "changed-meanwhile"];

describe.each(Object.keys(THINGS))("%s", (id) => {
  let thing: Thing;
  const put = (n: number, version?: number) =>
    admin.ask("PUT", thing.path, { ...thing.body(n), ...(version === undefined ? {} : { version }) });
  const nth = async () => Number(/\d+$/.exec(thing.its(await thing.row()))![0]);
  beforeAll(async () => {
    thing = await THINGS[id]!(asking);
  });

  it("is taken of the version that was read, and refused of the same once more", async () => {
    const { version } = await thing.row();
    const answer = await put(11, version);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(await nth()).toBe(11);
    const after = await thing.row();
    expect(after.version).toBeGreaterThan(version);
    expect(answer.body.version).toBe(after.version);

    const late = await put(12, version);
    expect(refused(late)).toEqual(MEANWHILE);
    expect(late.body.detail).toContain(`since its version ${version}; look at it, and change it again`);
    expect(await nth()).toBe(11);
    expect((await thing.row()).version).toBe(after.version);
  });
  it("is taken once of two at once", async () => {
    const { version } = await thing.row();
    const both = await Promise.all([13, 14].map((n) => put(n, version)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await nth()).toBe(both[0]!.status === 200 ? 13 : 14);
  });
  it("is taken of whatever it is where no version is said, twice at once too", async () => {
    const { version } = await thing.row();
    const both = await Promise.all([put(15), put(16)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await thing.row()).version).toBeGreaterThan(version + 1);
    expect(refused(await put(17, version))).toEqual(MEANWHILE);
  });
});

describe("what is made by its name", () => {
  it.each([
    ["PUT /v1/alerts/rules/:id", "/v1/alerts/rules/another"],
    ["PUT /v1/targets/:id", "/v1/targets/another"],
    ["PUT /v1/screens/:name", "/v1/screens/another"],
  ])("is made of the version 0 where there is none, by one of two at once: %s", async (id, path) => {
    const { from: _, ...body } = exampleOf(id);
    const both = await Promise.all([1, 2].map(() => admin.ask("PUT", path, { ...body, version: 0 })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)!.body.detail).toMatch(/^somebody has made the /);
    expect((await admin.ask("PUT", `${path}-one`, body)).status).toBe(200);
  });
  it("is not what was removed and made again: a screen", async () => {
    const plan = { scene: "calls" };
    const { version } = await asking.done("PUT", "/v1/screens/again", plan);
    await asking.done("DELETE", "/v1/screens/again");
    expect(refused(await admin.ask("PUT", "/v1/screens/again", { ...plan, version }))).toEqual(MEANWHILE);
    await asking.done("PUT", "/v1/screens/again", plan);
    expect(refused(await admin.ask("PUT", "/v1/screens/again", { ...plan, version }))).toEqual(MEANWHILE);
  });
});
