/** What several people change, none of them undoes unseen: whoever changes it says which version was read. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING } from "#wire/access.ts";
import { type Answer, type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { pair } from "../displays/pair.ts";
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
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
}, 60_000);
afterAll(() => program.close());

const CHANGES = ROUTES.filter(({ method, body }) => method === "PUT" && body).map(idOf);
const route = (id: string) => ROUTES.find((each) => idOf(each) === id)!;
// biome-ignore lint/suspicious/noExplicitAny: each route has its own
const exampleOf = (id: string): any => structuredClone(route(id).examples![0]!.body!);
async function done(method: string, path: string, body?: object) {
  const answer = await admin.ask(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
// biome-ignore lint/suspicious/noExplicitAny: each list has its own rows
type Row = any;

interface Thing {
  path: string;
  /** It, as it is listed. */
  row(): Promise<Row>;
  /** What a change changes of it: it ends in the number of the last one. */
  its(row: Row): string;
  /** The body of the nth change; the first is the tenth. */
  body(n: number): object;
}
const listed = async (path: string, is: (row: Row) => boolean, list = (body: Row): Row[] => body) =>
  list(await done("GET", path)).find(is);

/** By the route that changes it. */
const THINGS: Record<string, () => Promise<Thing>> = {
  async "PUT /v1/alerts/rules/:id"() {
    const body = (n: number) => ({ ...exampleOf("PUT /v1/alerts/rules/:id"), nameEn: `name ${n}` });
    await done("PUT", "/v1/alerts/rules/one", body(10));
    const row = () => listed("/v1/alerts/rules", ({ id }) => id === "one");
    return { path: "/v1/alerts/rules/one", row, its: ({ nameEn }) => nameEn, body };
  },
  async "PUT /v1/targets/:id"() {
    const { from: _, ...target } = exampleOf("PUT /v1/targets/:id");
    const path = "/v1/targets/losses-per-day";
    const row = async () => (await done("GET", `${path}/versions`)).at(-1);
    return { path, row, its: ({ target: { en } }) => en, body: (n) => ({ ...target, en: `name ${n}` }) };
  },
  async "PUT /v1/sla/objectives/:id"() {
    const { from: _, ...objective } = exampleOf("PUT /v1/sla/objectives/:id");
    const list = ({ objectives }: Row) => objectives;
    const row = async () =>
      (await listed("/v1/sla/objectives", ({ id }) => id === "calls-20s", list)).versions.at(-1);
    return {
      ...{ path: "/v1/sla/objectives/calls-20s", row, its: ({ objective: { en } }: Row) => en },
      body: (n) => ({ ...objective, en: `name ${n}` }),
    };
  },
  async "PUT /v1/alerts/recipients/:id"() {
    const example = exampleOf("POST /v1/alerts/recipients");
    const { id } = await done("POST", "/v1/alerts/recipients", example);
    const row = () => listed("/v1/alerts/recipients", (each) => each.id === id);
    const path = `/v1/alerts/recipients/${id}`;
    return { path, row, its: ({ name }) => name, body: (n) => ({ ...example, name: `name ${n}` }) };
  },
  async "PUT /v1/alerts/rotas/:id"() {
    const [{ id: recipient }] = await done("GET", "/v1/alerts/recipients");
    const shifts = [{ from: 480, until: 1_200, turn: "daily", people: [recipient] }];
    const body = (n: number) => ({ ...exampleOf("POST /v1/alerts/rotas"), shifts, name: `name ${n}` });
    const { id } = await done("POST", "/v1/alerts/rotas", body(10));
    const row = () =>
      listed(
        "/v1/alerts/rotas",
        (each) => each.id === id,
        ({ rotas }) => rotas,
      );
    return { path: `/v1/alerts/rotas/${id}`, row, its: ({ name }) => name, body };
  },
  async "PUT /v1/schedules/:id"() {
    const body = (n: number) => ({ ...exampleOf("POST /v1/schedules"), isPaused: true, name: `name ${n}` });
    const { id } = await done("POST", "/v1/schedules", body(10));
    const row = () =>
      listed(
        "/v1/schedules",
        (each) => each.id === id,
        ({ schedules }) => schedules,
      );
    return { path: `/v1/schedules/${id}`, row, its: ({ body: { name } }) => name, body };
  },
  async "PUT /v1/people/:id"() {
    const { id } = await newPerson(program, admin, "somchai", "viewer");
    return {
      path: `/v1/people/${id}`,
      row: () => listed("/v1/people", (each) => each.id === id),
      its: ({ displayName }) => displayName,
      body: (n) => ({ displayName: `name ${n}`, role: "viewer", scope: EVERYTHING }),
    };
  },
  async "PUT /v1/sources/:name"() {
    const { name } = await done("POST", "/v1/sources", exampleOf("POST /v1/sources"));
    const body = (n: number) => ({ ...exampleOf("PUT /v1/sources/:name"), nameTh: `name ${n}` });
    const row = () => listed("/v1/sources", (each) => each.name === name);
    return { path: `/v1/sources/${name}`, row, its: ({ nameTh }) => nameTh, body };
  },
  async "PUT /v1/screens/:name"() {
    const body = (n: number) => ({ rotation: [{ scene: "calls", seconds: n }] });
    await done("PUT", "/v1/screens/one", body(10));
    const row = () =>
      listed(
        "/v1/screens",
        ({ name }) => name === "one",
        ({ screens }) => screens,
      );
    return { path: "/v1/screens/one", row, its: ({ rotation: [{ seconds }] }) => String(seconds), body };
  },
  async "PUT /v1/displays/:id"() {
    await pair(program, "hall");
    const [{ id }] = await done("GET", "/v1/displays");
    const row = () => listed("/v1/displays", (each) => each.id === id);
    return {
      path: `/v1/displays/${id}`,
      row,
      its: ({ place }) => place,
      body: (n) => ({ place: `floor ${n}` }),
    };
  },
};

it("each change of what several people change says of which version it is", () => {
  const without = CHANGES.filter((id) => {
    const { body, faults = [] } = route(id);
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
    thing = await THINGS[id]!();
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
    const { version } = await done("PUT", "/v1/screens/again", plan);
    await done("DELETE", "/v1/screens/again");
    expect(refused(await admin.ask("PUT", "/v1/screens/again", { ...plan, version }))).toEqual(MEANWHILE);
    await done("PUT", "/v1/screens/again", plan);
    expect(refused(await admin.ask("PUT", "/v1/screens/again", { ...plan, version }))).toEqual(MEANWHILE);
  });
});
