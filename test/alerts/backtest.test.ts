/** A rule on the past: exactly what the judge did over the same events, when its clock was moved through them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Backtest, BacktestProgress, EpisodeRow, NewRecipient, Rule, RuleBody } from "#wire/alerts.ts";
import type { CloudEvent } from "#wire/events.ts";
import { backtest } from "../../backend/alerts/backtest.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { firstAdministrator, newPerson } from "../access/client.ts";
import { askOf } from "../ask.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { ruleOf } from "./rules.ts";

const START = Date.parse("2026-11-21T22:00:00+07:00");
/** Past midnight, when the objective of the day begins anew. */
const MINUTES = 170;
/** So long before each minute it is seen what the judge's own times have brought: some seconds before anything happens. */
const EARLIER = 16 * SECOND;
/**
 * Times in seconds that are no whole minutes, nor nearly so: the judge looks within the ten seconds before a minute, and at
 * it, and both must come to the same minute.
 */
const CHANGED = { forSeconds: 200, keepSeconds: 100, quietSeconds: 1_770, chatterSeconds: 1_830 };

const BURNING = ["freeze-60m-fast", "freeze-60m-slow"];

let clock: HandClock;
let program: Program;
const minuteOf = (at: number) => Math.ceil((at - 5 * SECOND) / MINUTE);

beforeAll(async () => {
  clock = handClock(START);
  program = await startProgram({ clock });
}, 60_000);
afterAll(() => program.close());

const ask = askOf(() => program);
const bodyOf = ({ id: _, version: __, from: ___, ...body }: Rule): RuleBody => body;
const look = (rule: RuleBody, from = START, until = clock.now()) =>
  ask<Backtest>("POST", "/v1/alerts/backtest", { rule, from, until });

/**
 * Freezes of three banks, one of which is slow for an hour: each as its events, ten seconds before a whole minute. Of three
 * minutes, the first has requests, and the ends of their half hours and hours; the second the ends of 55 minutes; the third has
 * answers. So nothing turns good and bad again within a minute, which the judge would see, and a look back at each minute not.
 */
function historyOf(seed: number): Map<number, CloudEvent[]> {
  const random = chance(seed, "history");
  const told = new Map<number, CloudEvent[]>();
  const tell = (minute: number, make: (at: number) => CloudEvent) => {
    const own = told.get(minute) ?? [];
    told.set(minute, own);
    own.push(make(START + minute * MINUTE - 10 * SECOND));
  };
  for (let minute = 3; minute <= MINUTES; minute += 3)
    for (const bank of ["KBANK", "SCB", "BBL"]) {
      const id = `${bank}-${minute}`;
      const requestedAt = START + minute * MINUTE - 10 * SECOND;
      const isSlow = bank === "KBANK" && minute > 40 && minute < 100;
      const isLate = random() < 0.15;
      const delay = isSlow
        ? 50 + 3 * Math.floor(random() * 13)
        : isLate
          ? 56 + 3 * Math.floor(random() * 3)
          : 2 + 3 * Math.floor(random() * 8);
      tell(minute, (at) =>
        event("freeze.requested", at, {
          freezeId: id,
          reportId: id,
          bank,
          hop: 1,
          amountSatang: 100,
          accountToken: "t",
        }),
      );
      tell(minute + delay, (at) =>
        event("freeze.confirmed", at, {
          freezeId: id,
          bank,
          hop: 1,
          heldSatang: 100,
          requestedAt: new Date(requestedAt).toISOString(),
        }),
      );
    }
  return told;
}

/** Until it has judged what is there now, as of now. */
async function settle() {
  const from = clock.now();
  let looks = 0;
  await expect
    .poll(
      async () => {
        // Two seconds wake it. From then on it needs time, and its clock must not run into the next minute meanwhile.
        await clock.turn(++looks <= 40 ? 60 : 2);
        return (await program.alerts.health()).judgedAt;
      },
      { timeout: 20_000, interval: 1 },
    )
    .toBeGreaterThan(from);
}

it("is what the judge did, episode by episode, of deadlines and of objectives, over midnight", {
  timeout: 240_000,
}, async () => {
  const rules = await ask<Rule[]>("GET", "/v1/alerts/rules");
  // Of the slow burn each bank: of the whole the fast one inhibits it, and a rule on the past is looked at alone.
  const shipped = ["freeze-overdue", "freeze-will-miss", "freeze-60m", "freeze-60m-bank", ...BURNING];
  const tried = shipped.map((id) => ({
    ...rules.find((rule) => rule.id === id)!,
    ...CHANGED,
    ...(id === "freeze-60m-slow" ? { by: "bank" as const } : {}),
    // A deadline is told nearly at once, or few would be told at all.
    ...(id.startsWith("freeze-60m") ? {} : { forSeconds: 20 }),
  }));
  for (const rule of tried) await ask("PUT", `/v1/alerts/rules/${rule.id}`, bodyOf(rule));
  const history = historyOf(8);
  for (let minute = 1; minute <= MINUTES; minute++) {
    const end = START + minute * MINUTE;
    // What its times bring comes before what happens ten seconds before the minute: events, and hours that are over.
    await clock.turn(end - EARLIER - clock.now());
    await settle();
    await clock.turn(end - 11 * SECOND - clock.now());
    // What is over is settled.
    const beat = event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() });
    await program.tell(...(history.get(minute) ?? []), beat);
    await clock.turn(end - clock.now());
    await settle();
  }
  const judged = async (state: string) =>
    (await ask<{ rows: EpisodeRow[] }>("GET", `/v1/alerts?state=${state}`)).rows;
  const rows = [...(await judged("open")), ...(await judged("history"))].filter(
    ({ firedAt }) => firedAt !== null,
  );
  let count = 0;
  const burnt: string[] = [];
  for (const rule of tried) {
    const found = await look(bodyOf(rule));
    const did = rows
      .filter((row) => row.rule === rule.id)
      .map(({ subject, firedAt, resolvedAt, cause }) => [
        ...[subject.of, minuteOf(firedAt!), resolvedAt && minuteOf(resolvedAt), cause],
      ]);
    const would = found.episodes.map(({ subject, firedAt, resolvedAt, cause }) => [
      ...[subject.of, minuteOf(firedAt), resolvedAt && minuteOf(resolvedAt), cause],
    ]);
    expect(would.sort(), rule.id).toEqual(did.sort());
    count += did.length;
    if (rule.burn && did.length > 0) burnt.push(rule.id);
  }
  // The history has something of each kind, or this would prove nothing.
  expect(count).toBeGreaterThan(12);
  expect(burnt).toEqual(BURNING);
  expect(new Set(rows.map(({ cause }) => cause))).toEqual(new Set(["limit", "unstable"]));
});

describe("over HTTP", () => {
  const overdue = async () =>
    bodyOf((await ask<Rule[]>("GET", "/v1/alerts/rules")).find(({ id }) => id === "freeze-overdue")!);

  it("says how far it has come, and the same at the end; nothing is stored or sent", async () => {
    const rule = await overdue();
    const before = await ask("GET", "/v1/alerts/rules");
    const answer = await fetch(`${program.url}/v1/alerts/backtest?progress=lines`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ rule: { ...rule, isOn: false }, from: START, until: clock.now() }),
    });
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (await answer.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const last = lines.pop() as { backtest: Backtest };
    expect((lines as BacktestProgress[]).every(({ done, of }) => done >= 0 && done <= of)).toBe(true);
    expect(lines.length).toBeGreaterThan(0);
    // A rule that is off is tried as it would be on.
    expect(last.backtest).toEqual(await look(rule));
    expect(last.backtest.fired).toBeGreaterThan(0);
    expect(await ask("GET", "/v1/alerts/rules")).toEqual(before);
  });

  it.each<[string, Partial<RuleBody>, [number, number], string]>([
    [
      "what leaves no history",
      { condition: "disk", by: "server" },
      [START, START + HOUR],
      "leaves no history",
    ],
    [
      "a burn over windows that its objective does not have",
      { condition: "freeze-60m", burn: { longMinutes: 60, shortMinutes: 5 } },
      [START, START + HOUR],
      "burn: freeze-60m has no windows of 60 and 5 minutes; it has 60 and 15 minutes; 180 and 30 minutes",
    ],
    [
      "a burn of what has no budget",
      { burn: { longMinutes: 60, shortMinutes: 15 } },
      [START, START + HOUR],
      "burn: freeze-overdue has no windows in which a budget is used up",
    ],
    ["what nobody judges", { condition: "nothing" }, [START, START + HOUR], "there is no nothing"],
    ["a range that ends before it begins", {}, [START, START], "until: must be a minute after from"],
    ["a range of two years", {}, [START - 2 * 366 * 24 * HOUR, START], "until: must be a year after from"],
  ])("refuses %s", async (_what, changes, [from, until], sentence) => {
    await expect(look({ ...(await overdue()), ...changes }, from, until)).rejects.toThrow(sentence);
  });

  it("is for whoever commands, of his own banks alone", async () => {
    const admin = await firstAdministrator(program);
    const body = async (only: string[] | null) => ({
      rule: { ...(await overdue()), only },
      from: START,
      until: clock.now(),
    });
    const { client: viewer } = await newPerson(program, admin, "viewer", "viewer");
    expect((await viewer.ask("POST", "/v1/alerts/backtest", await body(null))).status).toBe(403);
    const { client } = await newPerson(program, admin, "limited", "commander", {
      ...EVERYTHING,
      banks: ["KBANK"],
    });
    expect((await client.ask("POST", "/v1/alerts/backtest", await body(null))).status).toBe(403);
    expect((await client.ask("POST", "/v1/alerts/backtest", await body(["SCB"]))).status).toBe(403);
    const own = await client.ask("POST", "/v1/alerts/backtest", await body(["KBANK"]));
    expect(own.status).toBe(200);
    expect(new Set(own.body.episodes.map(({ subject }: Backtest["episodes"][number]) => subject.of))).toEqual(
      new Set(["KBANK"]),
    );
  });

  it("ends when nobody waits for it", async () => {
    const reading = program.alerts.tryRule(
      await overdue(),
      { from: START, until: clock.now() },
      AbortSignal.abort(new Error("gone")),
    );
    await expect(reading.next()).rejects.toThrow("gone");
  });
});

describe("what people would have got", () => {
  const person = (id: number, name: string, afterMinutes: number | null) =>
    ({
      id,
      name,
      lang: "th",
      channels: [{ kind: "mail", to: "a@example.go.th" }],
      secret: "",
      hears: afterMinutes === null ? [] : [{ policy: "duty", afterMinutes }],
      mostIn10Minutes: 10,
    }) as NewRecipient & { id: number; secret: string };
  const rule = ruleOf({ forSeconds: 300, keepSeconds: 120, by: "bank" });
  const noon = Date.parse("2026-11-21T12:00:00+07:00");
  const found = (kind: "bad" | "good", bad: number) => ({
    kind,
    why: "below-target" as const,
    bad,
    cases: 20,
  });
  const change = (minute: number, kind: "bad" | "good", bad: number) => ({
    at: noon + minute * MINUTE,
    of: "KBANK",
    found: found(kind, bad),
  });
  const run = (changes: ReturnType<typeof change>[], until = noon + 48 * HOUR) => {
    const rota = {
      id: 1,
      name: "หัวหน้าเวร",
      firstDay: 99_999,
      overrides: [],
      holidaysOff: false,
      holidays: [],
      hears: [{ policy: "duty" as const, afterMinutes: 0 }],
      shifts: [],
    };
    const recipients = [person(1, "director", 10), person(2, "nobody", null)];
    const running = backtest(rule, changes, { recipients, rotas: [rota] }, { from: noon, until });
    for (;;) {
      const step = running.next();
      if (step.done) return step.value;
    }
  };

  it("is counted by recipient and day: the chain, and the end to whoever was told", () => {
    const day = 24 * 60;
    const told = run([
      // Over before it is told.
      ...[change(0, "bad", 9), change(4, "good", 0)],
      // Told after five minutes to whoever is on duty; the director's ten minutes are not over.
      ...[change(60, "bad", 9), change(70, "good", 0)],
      // The next day: both, and the worst of it is known.
      ...[
        change(day, "bad", 9),
        change(day + 3, "bad", 15),
        change(day + 20, "bad", 12),
        change(day + 30, "good", 0),
      ],
    ]);
    expect(told).toMatchObject({ fired: 2, endedEarly: 1, days: 2 });
    expect(
      told.episodes.map(({ firedAt, resolvedAt, worst }) =>
        [firedAt, resolvedAt, worst.bad, worst.at].map((each, place) =>
          place === 2 ? each : (each! - noon) / MINUTE,
        ),
      ),
    ).toEqual([
      [day + 5, day + 32, 15, day + 3],
      [65, 72, 9, 60],
    ]);
    expect(told.messages.map(({ name, isRota, count, most }) => [name, isRota, count, most])).toEqual([
      ["director", false, 2, 2],
      ["หัวหน้าเวร", true, 4, 2],
    ]);
  });

  it("says of what is not over that it is not", () => {
    expect(run([change(0, "bad", 9)]).episodes).toMatchObject([{ resolvedAt: null }]);
  });
});
