/** What a limited administrator would change, and another one widens while the request is under way: it stays as it is. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { TargetVersion } from "#wire/targets.ts";
import { openTargets } from "../../backend/targets/targets.ts";
import { type Program, startProgram } from "../program.ts";
import { ROUTES } from "../routes.ts";
import { type Client, firstAdministrator, newPerson } from "./client.ts";

const OWN: Scope = { ...EVERYTHING, banks: ["KBANK"] };
let program: Program;
let admin: Client;
let limited: Client;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
  ({ client: limited } = await newPerson(program, admin, "limited", "admin", OWN));
});
afterAll(() => program.close());

/** Does `deed` when `of[name]` has answered next: after the request was checked, before it begins its own transaction. */
function after<K extends string>(
  of: Record<K, () => Promise<unknown>>,
  name: K,
  deed: () => Promise<unknown>,
) {
  const real = of[name];
  of[name] = async () => {
    of[name] = real;
    const read = await real();
    await deed();
    return read;
  };
}

let count = 0;
/** A person of the limited administrator's bank, who is everybody's as soon as that one's request has been checked. */
async function widened() {
  const { id, client } = await newPerson(program, admin, `person-${++count}`, "viewer", OWN);
  const wide = { displayName: "x", role: "analyst", scope: EVERYTHING };
  after(program.access.people, "list", async () => {
    expect((await admin.ask("PUT", `/v1/people/${id}`, wide)).status).toBe(200);
  });
  return { id, client };
}
const personOf = async (id: number) =>
  (await admin.ask("GET", "/v1/people")).body.find((person: { id: number }) => person.id === id);

describe("a person", () => {
  it.each([
    ["is not changed", "PUT", "", { displayName: "mine", role: "viewer", scope: OWN }],
    ["is not reset", "POST", "/reset", undefined],
    ["is not signed out", "DELETE", "/sessions", undefined],
    ["is not disabled", "POST", "/disable", undefined],
    ["is not enabled", "POST", "/enable", undefined],
  ])("%s", async (_, method, path, body) => {
    const { id, client } = await widened();
    const { status, body: said } = await limited.ask(method, `/v1/people/${id}${path}`, body);
    expect([status, said.title]).toEqual([403, "forbidden"]);
    expect(await personOf(id)).toMatchObject({ role: "analyst", scope: EVERYTHING, state: "active" });
    expect((await client.ask("GET", "/v1/session")).body.person).not.toBeNull();
  });

  it("of the bank is, when nobody has widened it", async () => {
    const { id } = await newPerson(program, admin, `person-${++count}`, "viewer", OWN);
    expect((await limited.ask("POST", `/v1/people/${id}/disable`)).status).toBe(200);
  });
});

it("a rule is not changed", async () => {
  const put = ROUTES.find(({ method, path }) => method === "PUT" && path === "/v1/alerts/rules/:id")!;
  const own = { ...put.examples![0]!.body, only: ["KBANK"] };
  expect((await admin.ask("PUT", "/v1/alerts/rules/own", own)).status).toBe(200);
  const mine = { ...own, nameEn: "mine" };
  expect((await limited.ask("PUT", "/v1/alerts/rules/own", mine)).status).toBe(200);
  after(program.alerts, "rules", async () => {
    expect((await admin.ask("PUT", "/v1/alerts/rules/own", { ...mine, only: null })).status).toBe(200);
  });
  const { status, body } = await limited.ask("PUT", "/v1/alerts/rules/own", mine);
  expect([status, body.title]).toEqual([403, "forbidden"]);
  const rules = (await admin.ask("GET", "/v1/alerts/rules")).body;
  expect(rules.find(({ id }: { id: string }) => id === "own")).toMatchObject({ version: 3, only: null });
});

it("a target is not changed, for it is looked at where it is written", async () => {
  const { store } = program;
  const clock = { now: Date.now, ticks: () => 0 } as never;
  const targets = openTargets({ store, clock, codes: [], onChanged() {}, isHoliday: () => false });
  const [shipped] = (await targets.versions()) as [TargetVersion];
  const doer = { by: { kind: "person", id: "1", name: "limited" }, address: null } as const;
  const refusing = (extents: readonly Scope[]) => {
    if (extents.some(({ banks }) => banks === null)) throw new Error("of the whole");
  };
  const change = targets.change(shipped.id, { ...shipped.target, enabled: false }, null, doer, refusing);
  await expect(change).rejects.toThrow("of the whole");
  targets.forget();
  expect((await targets.versions()).filter(({ id }) => id === shipped.id)).toEqual([shipped]);
});
