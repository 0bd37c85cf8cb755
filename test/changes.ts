/** What several people change, and how it is changed by the API. */
import { EVERYTHING } from "#wire/access.ts";
import { type Client, newPerson } from "./access/client.ts";
import { pair } from "./displays/pair.ts";
import type { Program } from "./program.ts";
import { idOf, ROUTES } from "./routes.ts";

export const routeOf = (id: string) => ROUTES.find((each) => idOf(each) === id)!;
// biome-ignore lint/suspicious/noExplicitAny: each route has its own
export const exampleOf = (id: string): any => structuredClone(routeOf(id).examples![0]!.body!);
// biome-ignore lint/suspicious/noExplicitAny: each list has its own rows
type Row = any;

export interface Thing {
  path: string;
  /** It, as it is listed. */
  row(): Promise<Row>;
  /** What a change changes of it: it ends in the number of the last one. */
  its(row: Row): string;
  /** The body of the nth change; the first is the tenth. */
  body(n: number): object;
}

/** An administrator of a program, and what it asks. */
export interface Asking {
  program: Program;
  admin: Client;
  /** Throws unless it is done. */
  done(method: string, path: string, body?: object): Promise<Row>;
  listed(path: string, is: (row: Row) => boolean, list?: (body: Row) => Row[]): Promise<Row>;
}

export function askingOf(program: Program, admin: Client): Asking {
  async function done(method: string, path: string, body?: object) {
    const answer = await admin.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  return {
    ...{ program, admin, done },
    listed: async (path, is, list = (body) => body) => list(await done("GET", path)).find(is),
  };
}

/** By the route that changes it. */
export const THINGS: Record<string, (of: Asking) => Promise<Thing>> = {
  async "PUT /v1/alerts/rules/:id"({ done, listed }) {
    const body = (n: number) => ({ ...exampleOf("PUT /v1/alerts/rules/:id"), nameEn: `name ${n}` });
    await done("PUT", "/v1/alerts/rules/one", body(10));
    const row = () => listed("/v1/alerts/rules", ({ id }) => id === "one");
    return { path: "/v1/alerts/rules/one", row, its: ({ nameEn }) => nameEn, body };
  },
  async "PUT /v1/targets/:id"({ done }) {
    const { from: _, ...target } = exampleOf("PUT /v1/targets/:id");
    const path = "/v1/targets/losses-per-day";
    const row = async () => (await done("GET", `${path}/versions`)).at(-1);
    return { path, row, its: ({ target: { en } }) => en, body: (n) => ({ ...target, en: `name ${n}` }) };
  },
  async "PUT /v1/sla/objectives/:id"({ listed }) {
    const { from: _, ...objective } = exampleOf("PUT /v1/sla/objectives/:id");
    const list = ({ objectives }: Row) => objectives;
    const row = async () =>
      (await listed("/v1/sla/objectives", ({ id }) => id === "calls-20s", list)).versions.at(-1);
    return {
      ...{ path: "/v1/sla/objectives/calls-20s", row, its: ({ objective: { en } }: Row) => en },
      body: (n) => ({ ...objective, en: `name ${n}` }),
    };
  },
  async "PUT /v1/alerts/recipients/:id"({ done, listed }) {
    const example = exampleOf("POST /v1/alerts/recipients");
    const { id } = await done("POST", "/v1/alerts/recipients", example);
    const row = () => listed("/v1/alerts/recipients", (each) => each.id === id);
    const path = `/v1/alerts/recipients/${id}`;
    return { path, row, its: ({ name }) => name, body: (n) => ({ ...example, name: `name ${n}` }) };
  },
  async "PUT /v1/alerts/rotas/:id"({ done, listed }) {
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
  async "PUT /v1/schedules/:id"({ done, listed }) {
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
  async "PUT /v1/people/:id"({ program, admin, listed }) {
    const { id } = await newPerson(program, admin, "somchai", "viewer");
    return {
      path: `/v1/people/${id}`,
      row: () => listed("/v1/people", (each) => each.id === id),
      its: ({ displayName }) => displayName,
      body: (n) => ({ displayName: `name ${n}`, role: "viewer", scope: EVERYTHING }),
    };
  },
  async "PUT /v1/sources/:name"({ done, listed }) {
    const { name } = await done("POST", "/v1/sources", exampleOf("POST /v1/sources"));
    const body = (n: number) => ({ ...exampleOf("PUT /v1/sources/:name"), nameTh: `name ${n}` });
    const row = () => listed("/v1/sources", (each) => each.name === name);
    return { path: `/v1/sources/${name}`, row, its: ({ nameTh }) => nameTh, body };
  },
  async "PUT /v1/screens/:name"({ done, listed }) {
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
  async "PUT /v1/displays/:id"({ program, done, listed }) {
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
