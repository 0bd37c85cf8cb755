/** Whoever may make something makes no more of it than the lists and judgements of others can bear. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { addPerson } from "../../backend/access/peopleQueries.ts";
import { addMute } from "../../backend/alerts/muteQueries.ts";
import { addRecipient } from "../../backend/alerts/recipientQueries.ts";
import { addOverride, addRota } from "../../backend/alerts/rotaQueries.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { addSchedule, listSchedules } from "../../backend/reports/scheduleQueries.ts";
import { addExclusion } from "../../backend/sla/queries.ts";
import type { Run } from "../../backend/store/store.ts";
import { addAnnotation } from "../../backend/targets/annotationQueries.ts";
import { addTarget } from "../../backend/targets/queries.ts";
import { type Program, startProgram } from "../program.ts";
import { idOf, ROUTES } from "../routes.ts";
import { type Client, firstAdministrator } from "./client.ts";

const NOW = Date.now();
let program: Program;
let admin: Client;
beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
}, 60_000);
afterAll(() => program.close());

async function made(method: string, path: string, body?: object) {
  const answer = await admin.ask(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const route = (id: string) => ROUTES.find((each) => idOf(each) === id)!;
// biome-ignore lint/suspicious/noExplicitAny: each route has its own
const exampleOf = (id: string): any => structuredClone(route(id).examples![0]!.body!);

interface Most {
  /** How many there may be. */
  most: number;
  said: RegExp;
  path: string;
  body: object;
  /** Makes the nth of those before, without asking whether there is room. */
  make(run: Run, n: number): Promise<unknown>;
}
const iso = (at: number) => new Date(at).toISOString();
/** By what is made. */
const MOST: Record<string, () => Promise<Most>> = {
  async "POST /v1/annotations"() {
    const slice = { by: "all", of: null } as const;
    const said = { from: NOW, until: null, text: "x", slice, by: "anong", madeAt: NOW };
    const body = { from: iso(NOW), text: "x", slice };
    const make = (run: Run) => addAnnotation(run, said);
    return { most: 200, said: /200 annotations of one day already/, path: "/v1/annotations", body, make };
  },
  async "POST /v1/sla/exclusions"() {
    const slice = { by: "bank", of: "SCB" } as const;
    const [from, until] = [NOW - 2 * HOUR, NOW - HOUR].map((at) => Math.floor(at / MINUTE) * MINUTE) as [
      number,
      number,
    ];
    const excluded = { objective: "freeze-60m", slice, from, until, reason: "x" };
    return {
      ...{ most: 200, said: /200 exclusions of one day already/, path: "/v1/sla/exclusions" },
      body: { ...excluded, from: iso(from), until: iso(until) },
      make: (run) => addExclusion(run, { ...excluded, by: "anong", madeAt: NOW }),
    };
  },
  async "POST /v1/alerts/mutes"() {
    const body = { rule: null, subject: "bank:SCB", from: NOW, until: NOW + HOUR, daily: null, reason: "x" };
    const make = (run: Run) => addMute(run, body, "anong");
    return { most: 300, said: /300 mutes already/, path: "/v1/alerts/mutes", body, make };
  },
  async "PUT /v1/alerts/rules/:id"() {
    const body = { ...exampleOf("PUT /v1/alerts/rules/:id"), isOn: false };
    const make = (run: Run, n: number) => addRule(run, `made-${n}`, body, "anong", NOW);
    return { most: 500, said: /500 rules already/, path: "/v1/alerts/rules/another", body, make };
  },
  async "POST /v1/alerts/recipients"() {
    const body = exampleOf("POST /v1/alerts/recipients");
    const make = (run: Run, n: number) => addRecipient(run, { ...body, name: `made ${n}` }, "x");
    return { most: 500, said: /500 recipients already/, path: "/v1/alerts/recipients", body, make };
  },
  async "POST /v1/alerts/rotas"() {
    const path = "/v1/alerts/rotas";
    const body = exampleOf(`POST ${path}`);
    const make = (run: Run, n: number) => addRota(run, { ...body, name: `made ${n}` });
    return { most: 100, said: /100 rotas already/, path, body, make };
  },
  async "POST /v1/alerts/rotas/:id/overrides"() {
    const { rotas } = await made("GET", "/v1/alerts/rotas");
    const [recipient] = await made("GET", "/v1/alerts/recipients");
    const { id } = rotas[0];
    const body = { recipient: recipient.id, from: NOW, until: NOW + HOUR };
    const make = (run: Run) => addOverride(run, id, body, "anong");
    const path = `/v1/alerts/rotas/${id}/overrides`;
    return { most: 300, said: /300 overrides already/, path, body, make };
  },
  async "POST /v1/schedules"() {
    const body = { ...exampleOf("POST /v1/schedules"), isPaused: true };
    const { id } = await made("POST", "/v1/schedules", body);
    const kept = (await listSchedules(program.store.run)).find((each) => each.id === id)!;
    return {
      ...{ most: 300, said: /300 schedules already/, path: "/v1/schedules", body },
      make: (run) => addSchedule(run, kept),
    };
  },
  async "POST /v1/people"() {
    const body = { name: "another", displayName: "x", role: "viewer", scope: EVERYTHING } as const;
    const make = (run: Run, n: number) => addPerson(run, { ...body, name: `made-${n}` }, NOW);
    return { most: 2_000, said: /2000 people already/, path: "/v1/people", body, make };
  },
  async "PUT /v1/targets/:id"() {
    const { from: _, ...target } = exampleOf("PUT /v1/targets/:id");
    const put = { from: NOW, by: "anong", target: { ...target, enabled: false } };
    const make = (run: Run, n: number) => addTarget(run, { id: `made-${n}`, ...put });
    const path = "/v1/targets/another";
    return { most: 300, said: /300 targets already/, path, body: target, make };
  },
};

/** What makes something too, with what limits it. */
const ELSEWHERE: Record<string, string> = {
  "POST /v1/embeds": "200: embeds/embeds",
  "POST /v1/me/passkeys": "20: access/passkeys",
  "POST /v1/reading-keys": "500: as the keys of a source, sources/rotation",
  "POST /v1/reports": "one for each question, and none that is not settled",
  "POST /v1/reports/:id/editions": "one for each change of the figures",
  "POST /v1/sources": "for who has no limit",
  "POST /v1/sources/:name/keys": "50: sources/rotation",
  "PUT /v1/screens/:name": "200: screens/http",
};

it("each route that makes something is known here", () => {
  const makes = ROUTES.filter(
    ({ method, path, status }) =>
      status === 201 || (method === "PUT" && /^\/v1\/(screens|targets|alerts\/rules)\/:/.test(path)),
  );
  expect(makes.map(idOf).sort()).toEqual([...Object.keys(MOST), ...Object.keys(ELSEWHERE)].sort());
});

it.each(Object.keys(MOST))("is refused when there are too many already: %s", async (id) => {
  const { most, said, path, body, make } = await MOST[id]!();
  const method = id.split(" ")[0]!;
  await program.store.transaction(async (run) => {
    for (let n = 0; n < most; n++) await make(run, n);
  });
  const answer = await admin.ask(method, path, body);
  expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(said)]);
});
