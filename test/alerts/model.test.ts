/** The decision under random judgements, people, pauses and clocks: what must hold whatever happens. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { type Finding, REASONS } from "#wire/alerts.ts";
import { acknowledge, closeByHand } from "../../backend/alerts/byHand.ts";
import { decide } from "../../backend/alerts/decide.ts";
import type { Decision, Episode, World } from "../../backend/alerts/episode.ts";
import { burnKey } from "../../backend/alerts/inhibition.ts";
import { findingOf, ruleOf } from "./rules.ts";

/** How the chain is: a person leaves it, another one comes, or one hears of alerts earlier. */
type Hearers = "all" | "no first" | "no second" | "others" | "earlier";
type Deed =
  | {
      do: "look";
      after: number;
      kind: "good" | "between" | "bad" | "few" | "no-data";
      settled: boolean;
      isBelieved: boolean;
    }
  | { do: "gone"; after: number }
  | { do: "acknowledge"; after: number; minutes: number }
  | { do: "close"; after: number }
  | { do: "silence"; after: number; on: boolean }
  | { do: "duty"; after: number; on: boolean }
  | { do: "hearers"; after: number; are: Hearers }
  | { do: "faster"; after: number; on: boolean }
  | { do: "rule"; after: number; on: boolean };

const after = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 120 }) },
  // The process was stopped.
  { weight: 1, arbitrary: fc.integer({ min: 120, max: 20_000 }) },
);
const look = fc.record({
  do: fc.constant("look" as const),
  after,
  kind: fc.constantFrom("good", "good", "between", "bad", "bad", "few", "no-data"),
  settled: fc.boolean(),
  isBelieved: fc.boolean(),
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: look as fc.Arbitrary<Deed> },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("gone" as const), after }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("acknowledge" as const),
      after,
      minutes: fc.integer({ min: 1, max: 120 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), after }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("silence" as const), after, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("duty" as const), after, on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("hearers" as const),
      after,
      are: fc.constantFrom<Hearers>("all", "no first", "no second", "others", "earlier"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("faster" as const), after, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rule" as const), after, on: fc.boolean() }) },
);
const rules = fc.record({
  forSeconds: fc.constantFrom(0, 60, 300),
  keepSeconds: fc.constantFrom(0, 60, 300),
  quietSeconds: fc.constantFrom(60, 900),
  noData: fc.constantFrom("hold", "alert", "bad", "good"),
  opens: fc.constantFrom("bad", "between"),
  recovers: fc.constant("good"),
  chainHours: fc.constantFrom(1, 24),
});
const chain: World["chain"] = [
  { afterMinutes: 0, recipients: [1, 2] },
  { afterMinutes: 5, recipients: [3] },
  { afterMinutes: 15, recipients: [4] },
];
/** Its second step and its last are told by rotas: each has somebody on duty, or nobody. */
function chainWith(isManned: boolean, are: Hearers): World["chain"] {
  const duty = new Map(isManned ? [[5, [1]]] : []);
  const byRota = { duty, manned: isManned ? [1] : [], unmanned: isManned ? [] : [1] };
  const first = { afterMinutes: 0, recipients: are === "others" ? [2, 6] : [1, 2] };
  const second = { afterMinutes: 5, recipients: isManned ? [3, 5] : [3], ...byRota };
  const third = { afterMinutes: are === "earlier" ? 1 : 15, recipients: [4] };
  const fourth = { afterMinutes: 20, recipients: isManned ? [5] : [], ...byRota };
  const all = [first, second, third, fourth].sort((a, b) => a.afterMinutes - b.afterMinutes);
  return all.filter((each) => each !== (are === "no first" ? first : are === "no second" ? second : null));
}
/** Its windows: a shorter one of the same budget may have told it. */
const SLOW = { longMinutes: 180, shortMinutes: 30 };
const isHurried = (episode: Episode | null) => episode?.isHurried ?? false;

describe("whatever happens", () => {
  it("nobody is told twice, each is told of the end once, and nothing but that after an acknowledgement", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(rules, fc.array(deed, { minLength: 1, maxLength: 60 }), (given, deeds) => {
        let now = Date.UTC(2026, 10, 26, 13);
        let rule = ruleOf(given as object);
        let silent = false;
        let isManned = true;
        let are: Hearers = "all";
        /** An alert of a shorter window of the same budget is open. */
        let isFaster = false;
        let was: Episode | null = null;
        /** What was told of the present episode. */
        let told = new Set<number>();
        let isOver = true;
        let finding: Finding | null = null;
        const queue = [...deeds];
        for (const [place, each] of queue.entries()) {
          now += each.after * SECOND;
          if (each.do === "silence") silent = each.on;
          if (each.do === "duty") isManned = each.on;
          if (each.do === "hearers") are = each.are;
          if (each.do === "faster") isFaster = each.on;
          if (each.do === "rule")
            rule = ruleOf({ ...(given as object), isOn: each.on, version: rule.version + 1 });
          if (each.do === "acknowledge" || each.do === "close") {
            if (was?.state !== "firing" && was?.state !== "acknowledged") continue;
            const by = {
              owner: "somsri",
              ownerRole: "commander" as const,
              note: null,
              until: now + ("minutes" in each ? each.minutes : 0) * MINUTE,
            };
            const { next, say }: Decision =
              each.do === "close" ? closeByHand(was, by, now) : acknowledge(was, by);
            if (each.do === "close") {
              expect(say).toEqual([{ kind: "resolve", recipients: "told" }]);
              isOver = true;
            } else expect(say).toEqual([]);
            was = next;
            continue;
          }
          if (each.do === "look")
            finding = findingOf({
              kind: each.kind,
              state: each.settled ? "settled" : "provisional",
              isBelieved: each.isBelieved,
              missing: ["KBANK"],
              burn: SLOW,
            });
          if (each.do === "gone") finding = null;
          const world = {
            silent: new Set(silent ? ["KBANK"] : []),
            burning: new Map(isFaster ? [[burnKey(findingOf()), 60]] : []),
            chain: chainWith(isManned, are),
          };
          const before: Episode | null = was;
          const { next, reason, nextAt, say } = decide(rule, before, finding, world, now);
          seen.add(reason);
          expect(REASONS).toContain(reason);
          // One episode is open at most: a new one only after the end of the last.
          if (next !== before && before && before.state !== "resolved" && next?.seq !== before.seq + 1)
            throw new Error("an open episode was left for another");
          const isNew =
            next !== null &&
            next !== before &&
            (before === null || (before.state === "resolved" && next.state !== "resolved"));
          if (isNew) {
            told = new Set();
            isOver = false;
          }
          // What is due is in the future, or the timer would spin, and the audit would find it late.
          expect(next?.nextAt ?? null).toBe(nextAt);
          expect(nextAt === null || nextAt > now || isHurried(next)).toBe(true);
          for (const intent of say) {
            if (intent.kind === "resolve") {
              // Of what somebody may have been told, once.
              expect(isOver).toBe(false);
              expect(next!.state).toBe("resolved");
              expect(before!.state === "firing" || before!.state === "acknowledged").toBe(true);
              isOver = true;
              continue;
            }
            expect(next!.state).toBe("firing");
            for (const recipient of intent.recipients) {
              expect(told.has(recipient)).toBe(intent.kind === "reminder");
              told.add(recipient);
            }
          }
          if (next && next !== before && next.state === "resolved" && before?.state !== "resolved") {
            expect(say.some(({ kind }) => kind === "resolve")).toBe(before!.state !== "pending");
            isOver = true;
          }
          // No step whose time has come is left, whatever the chain was before.
          if (next?.state === "firing" && next.goodSince === null && reason !== "chain-too-old") {
            const isOld = now - next.firedAt! > rule.chainHours * HOUR;
            const due = world.chain.filter(
              ({ afterMinutes }) => now >= next.chainFrom! + afterMinutes * MINUTE,
            );
            if (!isOld && !next.isHurried)
              expect(due.filter(({ afterMinutes }) => afterMinutes > (next.taken ?? -1))).toEqual([]);
            // Nor anybody whose time it is, whoever heard of it before; a shift alone is no news of an alert.
            const untold = due
              .flatMap(({ recipients, duty }) => recipients.filter((id) => !duty?.has(id)))
              .filter((id) => !next.said.includes(id));
            if (!isOld && !next.isHurried) expect(untold).toEqual([]);
          }
          if (before?.state === "acknowledged" && now < before.ackUntil!)
            expect(say.filter(({ kind }) => kind !== "resolve")).toEqual([]);
          if (next) expect([...next.said].sort()).toEqual([...told].sort());
          // Looking again at the same moment changes nothing: a restart repeats nothing.
          const again = decide(rule, next, finding, world, now);
          // But for the step after one that found nobody: a change of its own, which is taken at once.
          if (nextAt === now && isHurried(next)) {
            expect(again.reason).toBe("nobody-on-duty");
            queue.splice(place + 1, 0, { do: "silence", after: 0, on: silent });
          } else if (next?.state !== "resolved") expect(again.next).toBe(next);
          was = next;
        }
      }),
      { numRuns: 3_000, seed: 1441 },
    );
    // The run has met what can happen: all but what the loop or a person says.
    const others = ["acknowledged", "given-back", "closed-by-hand", "chain-step"];
    expect(REASONS.filter((reason) => !seen.has(reason) && !others.includes(reason))).toEqual([]);
  });

  it("it is enough to look when it says so: nothing changes before", () => {
    fc.assert(
      fc.property(
        rules,
        fc.constantFrom("good", "bad", "no-data"),
        fc.integer({ min: 1, max: 600 }),
        (given, kind, early) => {
          const rule = ruleOf(given as object);
          const world = { silent: new Set<string>(), burning: new Map(), chain };
          let now = Date.UTC(2026, 10, 26, 13);
          let was = decide(rule, null, findingOf(), world, now).next;
          for (let n = 0; n < 12 && was; n++) {
            const finding = findingOf({ kind: n < 4 ? "bad" : kind });
            const { next, nextAt } = decide(rule, was, finding, world, now);
            was = next;
            if (nextAt === null) break;
            const before = Math.max(now, nextAt - early * SECOND);
            expect(decide(rule, was, finding, world, before).next).toBe(was);
            now = nextAt;
            if (decide(rule, was, finding, world, now).next === was) expect(was!.goodSince).not.toBeNull();
          }
        },
      ),
      { numRuns: 500, seed: 1441 },
    );
  });
});
