/** Every route that tells of the centre, every role, every kind of limit: who is limited is told of his own alone. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING, ROLES, type Scope } from "#wire/access.ts";
import { dayOf, isoDate } from "../../backend/calendar/days.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import type { Example, Route } from "../../backend/http/route.ts";
import { CELLS, type Cells } from "../../backend/store/cells.ts";
import { event, type Program, startProgram } from "../program.ts";
import { idOf, pathOf, ROUTES } from "../routes.ts";
import { type Answer, type Client, firstAdministrator, newPerson } from "./client.ts";

/** The first of each is the visitor's own. */
const VALUES = {
  banks: ["KBANK", "SCB", "BBL"],
  provinces: ["TH-50", "TH-10", "TH-90"],
  agencies: ["ccib", "tcsd", "dsi"],
} as const;
type Limit = keyof typeof VALUES;
const LIMITS = Object.keys(VALUES) as Limit[];
const DIMENSION = { banks: "bank", provinces: "province", agencies: "agency" } as const;
const limitedTo = (limit: Limit): Scope => ({ ...EVERYTHING, [limit]: [VALUES[limit][0]] });

/** Routes that name other values to anybody, each with its reason. */
const NAMES_ALL: Record<string, string> = {
  "GET /v1/codes": "the words of the centre, which are public and count nothing",
  "GET /v1/openapi.json": "its examples name banks",
};
/** Asked about a time that has events here, which no example can name. */
const ASKED: Record<string, Record<string, string>> = {
  "GET /v1/reports/draft": { kind: "daily", from: isoDate(dayOf(Date.now() - MINUTE)) },
  "GET /v1/figures/behind": {
    from: isoDate(dayOf(Date.now() - MINUTE) - 1),
    to: isoDate(dayOf(Date.now() - MINUTE) + 2),
  },
};
/** Not of people: pages, what is one's own, what only administrators are shown, and what takes the ticket of an embed. */
const isAside = (route: Route) =>
  route.isPage === true || ["self", "administer", "monitor", "embed"].includes(route.right);
const READS = ROUTES.filter((route) => route.method === "GET" && !isAside(route));

const NOW = Date.now() - MINUTE;
const window = `from=${isoDate(dayOf(NOW) - 1)}&to=${isoDate(dayOf(NOW) + 2)}`;

let program: Program;
const people = new Map<string, Client>();

beforeAll(async () => {
  program = await startProgram();
  const admin = await firstAdministrator(program);
  for (const [n, bank] of VALUES.banks.entries()) {
    const [province, agency] = [VALUES.provinces[n]!, VALUES.agencies[n]!];
    const amount = 100 ** (n + 1);
    const report = { reportId: `r-${n}`, channel: "1441", scamType: "job" } as const;
    const freeze = { bank, hop: 1, reportId: `r-${n}`, amountSatang: amount, accountToken: "t" };
    await program.tell(
      event("report.filed", NOW, { ...report, agency, province, lossSatang: amount }),
      event("freeze.requested", NOW, { ...freeze, freezeId: `held-${n}` }),
      event("freeze.requested", NOW, { ...freeze, freezeId: `open-${n}` }),
      event("freeze.confirmed", NOW + 20_000, { freezeId: `held-${n}`, bank, hop: 1, heldSatang: amount }),
      event("refund.paid", NOW, { refundId: `p-${n}`, reportId: `r-${n}`, bank, amountSatang: amount }),
      event("arrest.made", NOW, { arrestId: `a-${n}`, people: 1 + n, province }),
    );
    // A source of each bank, which is never heard: it is missing from figures.
    const source = { name: bank, nameTh: bank, banks: [bank], types: ["freeze.confirmed", "refund.paid"] };
    const registered = await fetch(`${program.url}/v1/sources`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...source, beatSeconds: 15 }),
    });
    expect(registered.status).toBe(201);
  }
  for (const role of ROLES)
    for (const limit of LIMITS) {
      const { client } = await newPerson(program, admin, `${role}-${limit}`, role, limitedTo(limit));
      people.set(`${role} ${limit}`, client);
    }
}, 120_000);
afterAll(() => program.close());

/** Every value that is not the visitor's, which a text names as a word. */
const strangersIn = (text: string, limit: Limit) =>
  VALUES[limit].slice(1).filter((value) => new RegExp(`(?<![\\w-])${value}(?![\\w-])`).test(text));
const addressOf = (route: Route, { params, query }: Example) =>
  `${pathOf(route, params, "x")}?${new URLSearchParams({ ...query, ...ASKED[idOf(route)] })}`;

describe.each(ROLES)("%s", (role) => {
  describe.each(LIMITS)("limited to one of the %s", (limit) => {
    const client = () => people.get(`${role} ${limit}`)!;
    const ask = (path: string) => client().ask("GET", path);
    const [own, ...others] = VALUES[limit];
    const dimension = DIMENSION[limit];
    const told = [...METRICS.values()].filter(
      ({ cells }) => dimension in (CELLS as Record<string, Cells>)[cells]!.dimensions,
    );

    it.each(READS.map((route) => [idOf(route), route] as const))(
      "is told of nothing else by %s",
      async (id, route) => {
        for (const example of route.examples ?? [{ what: "" }]) {
          const answer = await fetch(program.url + addressOf(route, example), {
            headers: { cookie: client().header() },
          });
          expect([200, 403, 404]).toContain(answer.status);
          if (!(id in NAMES_ALL)) expect(strangersIn(await answer.text(), limit), example.what).toEqual([]);
        }
      },
    );

    it("is told of his own by every metric that is counted by it, whole, sliced and filtered", async () => {
      const metric = told.map(({ id }) => id).join();
      const whole = await ask(`/v1/figures?metric=${metric}&${window}&${dimension}=${own}`);
      expect(whole.status).toBe(200);
      const plain = await ask(`/v1/figures?metric=${metric}&${window}`);
      const value = ({ body }: Answer) =>
        body.rows.map((row: { metric: string; value: unknown }) => [row.metric, row.value]);
      const unanswered = /waiting_seconds|seconds_lost/;
      const lasting = (answer: Answer) => value(answer).filter(([id]: [string]) => !unanswered.test(id));
      expect(lasting(plain)).toEqual(lasting(whole));
      const sliced = await ask(`/v1/figures?metric=${metric}&${window}&by=${dimension}`);
      expect(sliced.body.rows.length).toBe(told.length);
      for (const { slice } of sliced.body.rows) expect(slice).toEqual({ [dimension]: own });
      for (const answer of [whole, plain, sliced])
        expect(strangersIn(JSON.stringify(answer.body), limit)).toEqual([]);
      const counted = value(plain).filter(([, figure]: [string, unknown]) => Number(figure) > 0);
      expect(counted.length).toBeGreaterThan(1);
      const foreign = await ask(`/v1/figures?metric=${metric}&${window}&${dimension}=${others.join()}`);
      expect(foreign.status).toBe(200);
      expect(value(foreign).every(([, figure]: [string, unknown]) => Number(figure ?? 0) === 0)).toBe(true);
    });

    it("is refused every metric that is not counted by it, with what can be asked instead", async () => {
      for (const { id } of METRICS.values()) {
        if (told.some((metric) => metric.id === id)) continue;
        const answer = await ask(`/v1/figures?metric=${id}&${window}`);
        expect([id, answer.status, answer.body.title]).toEqual([id, 403, "forbidden"]);
        expect(answer.body.detail).toContain(
          `your access is limited to ${dimension} ${own}. You can ask for `,
        );
        expect(strangersIn(JSON.stringify(answer.body), limit)).toEqual([]);
      }
    });
  });
});

describe("who has no limit", () => {
  it("is told of everybody, so that what the others miss is there", async () => {
    for (const limit of LIMITS) {
      const metric = limit === "banks" ? "freezes.requested" : "reports.filed";
      const { rows } = await program.figures(`metric=${metric}&${window}&by=${DIMENSION[limit]}`);
      expect(rows.map(({ slice }) => slice[DIMENSION[limit]]).sort()).toEqual(
        expect.arrayContaining([...VALUES[limit]]),
      );
    }
  });
});
