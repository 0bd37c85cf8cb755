/**
 * The judge, people's deeds and the outbox of one or two processes on the real embedded database, with real HTTP receivers,
 * under random commits, acknowledgements, mutes, clocks and kills: what must hold after each of them, and at the end.
 * Within 50 s; MODEL_RUNS: so many runs, however long they take; SEED: another seed.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { REASONS, type Reason } from "#wire/alerts.ts";
import type { Verdict } from "#wire/sla.ts";
import { mendAlerts } from "../../backend/alerts/judgeQueries.ts";
import { openProcess, openStoreOfModel, openTime, type Point, type Process, type Stored } from "./parts.ts";
import { type Answer, type Hook, openHook } from "./receivers.ts";
import { ruleOf } from "./rules.ts";

const SEED = Number(process.env.SEED ?? 1441);
const RUNS = Number(process.env.MODEL_RUNS ?? 25);
const BANKS = ["KBANK", "SCB", "BBL"] as const;
const DOER = { by: { kind: "person", id: null, name: "somsri" }, address: null } as const;

type Deed =
  | { do: "found"; bank: number; kind: "good" | "bad" | "between" | "no-data" }
  | { do: "all"; kind: "good" | "bad" }
  | { do: "acknowledge" | "close"; nth: number; minutes: number }
  | { do: "mute"; bank: number | null; minutes: number }
  | { do: "unmute" | "second" }
  | { do: "rule"; isOn: boolean }
  | { do: "recipient"; isThere: boolean }
  | { do: "wait"; seconds: number }
  | { do: "stand"; minutes: number }
  | { do: "clock"; hours: -1 | 1 }
  | { do: "kill"; nth: number; at: Point }
  | { do: "stop"; nth: number; bank: number }
  | { do: "answer"; answers: Answer[] };

const nth = fc.nat(1);
const bank = fc.nat(BANKS.length - 1);
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const just = <T extends string>(name: T) => fc.constant(name);
const deed = fc.oneof(
  weighted(
    8,
    fc.record({
      do: just("found"),
      bank,
      kind: fc.constantFrom("bad", "bad", "bad", "good", "good", "between", "no-data"),
    }),
  ),
  weighted(4, fc.record({ do: just("all"), kind: fc.constantFrom("bad", "good") })),
  weighted(3, fc.record({ do: just("acknowledge"), nth, minutes: fc.integer({ min: 1, max: 90 }) })),
  weighted(1, fc.record({ do: just("close"), nth, minutes: fc.constant(0) })),
  weighted(
    4,
    fc.record({ do: just("mute"), bank: fc.option(bank), minutes: fc.integer({ min: 1, max: 90 }) }),
  ),
  weighted(1, fc.record({ do: fc.constantFrom("unmute", "second") })),
  weighted(1, fc.record({ do: just("rule"), isOn: fc.boolean() })),
  weighted(1, fc.record({ do: just("recipient"), isThere: fc.boolean() })),
  weighted(2, fc.record({ do: just("wait"), seconds: fc.integer({ min: 1, max: 8 }) })),
  weighted(5, fc.record({ do: just("stand"), minutes: fc.constantFrom(1, 2, 6, 35, 95) })),
  weighted(1, fc.record({ do: just("clock"), hours: fc.constantFrom(-1, 1) })),
  weighted(
    2,
    fc.record({
      do: just("kill"),
      nth,
      at: fc.constantFrom<Point>(
        { statement: "addMessages", moment: "before" },
        { statement: "addMessages", moment: "committed" },
        { statement: "claimMessages", moment: "after" },
        { statement: "claimGroup", moment: "after" },
        { statement: "claimGroup", moment: "committed" },
        { statement: "unfoldMessage", moment: "before" },
        { statement: "unfoldMessage", moment: "committed" },
        { statement: "recordMessage", moment: "before" },
        { statement: "recordMessage", moment: "committed" },
        { statement: "holdJudge", moment: "after" },
      ),
    }),
  ),
  weighted(1, fc.record({ do: just("stop"), nth, bank })),
  weighted(
    3,
    fc.record({
      do: just("answer"),
      answers: fc.array(
        fc.constantFrom<Answer>(
          { status: 500 },
          { status: 429, headers: { "retry-after": "30" } },
          { status: 400 },
          "cut",
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  ),
) as fc.Arbitrary<Deed>;
const settings = fc.record({
  forSeconds: fc.constantFrom(0, 60),
  keepSeconds: fc.constantFrom(0, 120),
  noData: fc.constantFrom("hold", "alert"),
  format: fc.constantFrom("standard", "alertmanager"),
});

/** A request as a receiver had it. */
interface Had {
  key: string;
  /** Requests are counted: one may tell several alerts. */
  request: number;
  kind: string;
  episode: number;
  who: "first" | "later";
  bank: string;
  answer: Answer;
  at: number;
}
const mayBeTaken = (answer: Answer) =>
  answer === "cut" || (typeof answer === "object" && answer.status === 204);
/** It is not tried again under another key. */
const isFinal = (answer: Answer) =>
  mayBeTaken(answer) || (typeof answer === "object" && answer.status === 400);
const HEARERS = { first: 0, later: 5 };

let model: Awaited<ReturnType<typeof openStoreOfModel>>;
const hooks = {} as Record<Had["who"], Hook>;
/** Times go on through all runs. */
let start = Date.UTC(2026, 10, 26, 3);
const met = new Set<string>();
beforeAll(async () => {
  model = await openStoreOfModel();
  for (const who of ["first", "later"] as const) hooks[who] = await openHook();
});
afterAll(async () => {
  await model.close();
  for (const hook of Object.values(hooks)) await hook.close();
});

/** What a request tells, in either format. */
function alertsIn(raw: string): { kind: string; episode: number; bank: string }[] {
  const { type, data, alerts } = JSON.parse(raw);
  if (!alerts) return [{ kind: type.replace("alert.", ""), episode: data.episode, bank: data.subject.of }];
  return alerts.map(
    (each: { labels: { bank: string }; annotations: { kind: string }; generatorURL: string }) => ({
      kind: each.annotations.kind,
      episode: Number(new URL(each.generatorURL).searchParams.get("of")),
      bank: each.labels.bank,
    }),
  );
}

async function live({ format, ...given }: { format: "standard" | "alertmanager" }, deeds: readonly Deed[]) {
  const { store, stored } = model;
  await model.startAnew();
  const time = openTime(start);
  const rule = ruleOf(given);
  const kinds = BANKS.map(() => "good" as Verdict["kind"]);
  const had: Had[] = [];
  let requests = 0;
  const troubles: unknown[] = [];
  /** What receivers do with the next requests; afterwards they take them. */
  const fates: Answer[] = [];
  for (const who of ["first", "later"] as const) {
    const hook = hooks[who];
    hook.got.length = 0;
    hook.next.shift = () => {
      const { id: key, raw } = hook.got.at(-1)!;
      const answer = fates.shift() ?? { status: 204 };
      const told = alertsIn(raw);
      if (told.length > 1) met.add("together");
      for (const each of told) had.push({ ...each, key, request: requests, who, answer, at: time.now() });
      requests++;
      return answer;
    };
  }
  const open = () =>
    openProcess({
      store,
      time,
      verdicts: () =>
        BANKS.map((of, place) => ({
          ...{
            objective: rule.condition,
            slice: { by: "bank", of },
            kind: kinds[place]!,
            why: "below-target",
          },
          ...{ numerator: "9", denominator: "14", target: { p: 95, q: 100 }, window: null },
          ...{ state: "settled", missing: null, isBelieved: false },
        })) as unknown as Verdict[],
      onTrouble: (what, error) => troubles.push(what, error),
    });
  let processes: Process[] = [open()];
  let kills = 0;
  const mutes: { id: number; bank: string | null; from: number; until: number }[] = [];
  let later: number | null = null;
  const removed = new Set<string>();
  const firstEver: number[] = [];

  /** Somebody is there who judges and sends; what a dead one holds is free after a while. */
  async function relieve() {
    const alive = processes.filter(({ isDead }) => !isDead);
    if (alive.length < processes.length) {
      kills += processes.length - alive.length;
      await model.endLease();
    }
    processes = alive.length > 0 ? alive : [open()];
  }
  /** A person's deed, by a process that is not killed meanwhile. The others hear of it. */
  async function person<T>(what: (by: Process["alerts"]) => Promise<T>): Promise<T> {
    const by = processes[0]!;
    by.killAt = null;
    const gives = await what(by.alerts);
    for (const { alerts } of processes.slice(1)) alerts.forget();
    return gives;
  }
  const add = (name: Had["who"]) =>
    person((by) =>
      by.addRecipient(
        {
          name,
          lang: "th",
          mostIn10Minutes: 100,
          hears: [{ policy: "duty", afterMinutes: HEARERS[name] }],
          channels: [{ kind: "webhook", url: hooks[name].url, format }],
        },
        DOER,
      ),
    );
  const putRule = (isOn: boolean) => {
    const { id, version: _, from: __, ...body } = { ...rule, isOn };
    return person((by) => by.putRule(id, body, DOER, () => {}));
  };

  let before = new Map<number, Stored>();
  let looked = 0;
  /** What must hold now. @param after requests since the last look were made by what is so now */
  async function look(after: "deed" | "all") {
    const now = await stored();
    const ofSlice = now
      .filter(({ state }) => state !== "resolved")
      .map(({ rule: of, subject }) => of + subject);
    expect(new Set(ofSlice).size, "one episode is open at most").toBe(ofSlice.length);
    const turned = new Map<number, Set<string>>();
    for (const { id, seq, state, turns } of now) {
      const was = before.get(id);
      expect(turns.map((turn) => turn.seq)).toEqual(turns.map((_, place) => turns[0]!.seq + place));
      expect(turns.at(-1)).toMatchObject({ seq, to: state });
      for (const [place, turn] of turns.entries()) {
        expect(REASONS).toContain(turn.reason);
        met.add(turn.reason);
        expect(turn.from).toBe(place === 0 ? null : turns[place - 1]!.to);
      }
      // One that was closed and is still bad is noted as well again later: it stays closed.
      if (was?.state === "resolved") expect(state, "what is over stays over").toBe("resolved");
      if (was) expect(seq).toBeGreaterThanOrEqual(was.seq);
      const since = turns.filter((turn) => turn.seq > (was?.seq ?? -1)).map(({ to }) => to);
      turned.set(id, new Set([...since, ...(was ? [was.state] : [])]));
    }
    if (after === "all")
      for (const each of had.slice(looked)) {
        const { episode, kind, bank: of, at } = each;
        if (kind !== "resolve")
          expect([...turned.get(episode)!], `${kind} only while it fires`).toContain("firing");
        const muted = mutes.some((mute) => (mute.bank ?? of) === of && at >= mute.from && at < mute.until);
        expect(muted, `nothing is sent during a mute: ${kind}`).toBe(false);
      }
    if (after === "all") looked = had.length;
    before = new Map(now.map((each) => [each.id, each]));
    const keys = new Map<string, string>();
    for (const { key, kind, episode, who, answer } of had) {
      if (kind === "reminder") continue;
      // A group that was certainly not taken is none any more.
      if (format === "alertmanager" && !mayBeTaken(answer)) continue;
      const place = `${episode} ${kind} ${who}`;
      if (who === "later" && removed.has("later")) continue;
      expect(keys.get(place) ?? key, `${place}: one key`).toBe(key);
      keys.set(place, key);
    }
    if (kills === 0)
      for (const [place, { key, answer }] of had.entries())
        if (typeof answer === "object" && (answer.status === 204 || answer.status === 400))
          expect(
            had.some((each) => each.request > had[place]!.request && each.key === key),
            "what was answered for good is not sent again",
          ).toBe(false);
    expect(troubles).toEqual([]);
  }

  const openOnes = () =>
    [...before.values()].filter(({ state }) => state === "firing" || state === "acknowledged");
  async function take(at: number, deedOf: (by: Process["alerts"], id: number) => Promise<void>) {
    const all = openOnes();
    if (all.length === 0) return;
    await person((by) => deedOf(by, all[at % all.length]!.id));
    await look("deed");
  }
  async function act(each: Deed) {
    met.add(each.do);
    if (each.do === "found") {
      kinds[each.bank] = each.kind;
      for (const { alerts } of processes) alerts.changed();
    }
    if (each.do === "all") {
      kinds.fill(each.kind);
      for (const { alerts } of processes) alerts.changed();
    }
    if (each.do === "acknowledge")
      await take(each.nth, (by, id) =>
        by.acknowledge(id, { note: null, minutes: each.minutes, role: null }, DOER),
      );
    if (each.do === "close") await take(each.nth, (by, id) => by.close(id, null, DOER));
    if (each.do === "mute") {
      const subject = each.bank === null ? null : `bank:${BANKS[each.bank]}`;
      const times = { from: time.now(), until: time.now() + each.minutes * MINUTE };
      const mute = { rule: rule.id, subject, ...times, daily: null, reason: "test" };
      const { id } = await person((by) => by.mute(mute, DOER));
      mutes.push({ id, bank: each.bank === null ? null : BANKS[each.bank]!, ...times });
    }
    if (each.do === "unmute") {
      const last = mutes.findLast(({ until }) => until > time.now());
      if (last) {
        last.until = time.now();
        await person((by) => by.endMute(last.id, DOER));
      }
    }
    if (each.do === "second" && processes.length < 2) processes.push(open());
    if (each.do === "rule") await putRule(each.isOn);
    if (each.do === "recipient" && each.isThere && later === null) later = (await add("later")).id;
    if (each.do === "recipient" && !each.isThere && later !== null) {
      const id = later;
      later = null;
      removed.add("later");
      await person((by) => by.removeRecipient(id, DOER));
    }
    if (each.do === "wait") await time.turn(each.seconds * SECOND);
    if (each.do === "stand") await time.stand(each.minutes * MINUTE);
    if (each.do === "clock") {
      time.set(each.hours * HOUR);
      // As it is mended where a step is noticed.
      await time.turn(1.5 * SECOND);
      await mendAlerts(store.run, time.now());
    }
    if (each.do === "kill") processes[each.nth % processes.length]!.killAt = each.at;
    if (each.do === "stop") {
      if (processes.length < 2) processes.push(open());
      await time.turn(SECOND);
      await relieve();
      if (processes.length < 2) processes.push(open());
      const [stopped] = processes.splice(each.nth % processes.length, 1);
      kinds[each.bank] = "bad";
      // It is stopped at whatever it does next, while the other takes over.
      for (const { alerts } of [...processes, stopped!]) alerts.changed();
      await new Promise(setImmediate);
      stopped!.stop();
      await model.endLease();
      await time.turn(4 * SECOND);
      await relieve();
      await look("all");
      await take(each.bank, (by, id) => by.acknowledge(id, { note: null, minutes: 30, role: null }, DOER));
      await time.turn(3 * SECOND);
      stopped!.goOn();
      stopped!.alerts.forget();
      processes.push(stopped!);
    }
    if (each.do === "answer") fates.push(...each.answers);
  }

  try {
    await putRule(true);
    firstEver.push((await add("first")).id);
    for (const each of deeds) {
      await act(each);
      await time.turn(2.2 * SECOND);
      await relieve();
      await look("all");
    }
    // All is well again, and receivers take what comes.
    fates.length = 0;
    kinds.fill("good");
    for (const each of processes) each.killAt = null;
    for (let n = 0; n < 6; n++) {
      await time.stand(40 * MINUTE);
      await time.turn(2.2 * SECOND);
      await look("all");
    }
    const end = await stored();
    for (const { state } of end) expect(state, "what is well again is over").toBe("resolved");
    const waiting = end
      .flatMap(({ messages }) => messages)
      .filter(({ state }) => ["queued", "deferred", "claimed"].includes(state));
    expect(waiting, "nothing waits").toEqual([]);
    for (const { id, turns, messages } of end) {
      const reasons = new Set<Reason>(turns.map(({ reason }) => reason));
      const hasFired = turns.some(({ to }) => to === "firing");
      const own = messages.filter(({ recipient }) => recipient === firstEver[0]);
      expect(
        own.some(({ kind }) => kind === "firing"),
        "who hears of it has a message",
      ).toBe(hasFired);
      for (const { state, why } of messages) {
        expect(["sent", "delivered", "doubt", "refused", "superseded"]).toContain(state);
        if (state === "superseded") expect(["acknowledged-first", "resolved-first", "muted"]).toContain(why);
        if (why === "acknowledged-first") expect([...reasons]).toContain("acknowledged");
      }
      for (const who of ["first", "later"] as const) {
        const of = had.filter((each) => each.episode === id && each.who === who);
        const taken = of.filter(({ kind, answer }) => kind === "firing" && mayBeTaken(answer));
        const ended = of.filter(
          ({ kind, answer }) => kind === "resolve" && (format === "standard" || isFinal(answer)),
        );
        const ends = new Set(ended.map(({ key }) => key)).size;
        if (who === "first" || !removed.has(who))
          expect(ends, `${who} of ${id}: its end is told once to whoever was told`).toBe(
            taken.length > 0 ||
              messages.some(
                ({ kind, state, recipient }) =>
                  kind === "firing" &&
                  (recipient === firstEver[0]) === (who === "first") &&
                  ["sent", "delivered", "doubt"].includes(state),
              )
              ? 1
              : 0,
          );
        if (taken.length > 0) met.add("told");
      }
      if (messages.some(({ state }) => state === "doubt")) met.add("doubt");
    }
  } finally {
    for (const each of processes) each.goOn();
    await Promise.all(processes.filter(({ isDead }) => !isDead).map((each) => each.close()));
    start = time.ticks();
  }
}

it(`holds whatever happens to its parts (SEED=${SEED}, MODEL_RUNS=${RUNS})`, {
  timeout: 600_000,
}, async () => {
  // A busy machine makes fewer runs; where more are wanted, all are made.
  const limit = process.env.MODEL_RUNS ? {} : { interruptAfterTimeLimit: 50 * SECOND };
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      settings as fc.Arbitrary<{ format: "standard" | "alertmanager" }>,
      fc.array(deed, { minLength: 8, maxLength: 30 }),
      async (given, deeds) => {
        await live(given, deeds);
        runs++;
      },
    ),
    { numRuns: RUNS, seed: SEED, ...limit },
  );
  // The runs have met what can happen.
  if (SEED === 1441 && runs >= 25)
    for (const each of [
      "told",
      "together",
      "doubt",
      "recovered",
      "acknowledged",
      "ack-expired",
      "kill",
      "stop",
      "clock",
    ])
      expect([...met]).toContain(each);
});
