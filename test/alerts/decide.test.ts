import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Finding, Reason, Rule } from "#wire/alerts.ts";
import type { Judgement } from "#wire/sla.ts";
import { acknowledge, closeByHand } from "../../backend/alerts/byHand.ts";
import { decide } from "../../backend/alerts/decide.ts";
import type { Decision, Episode, World } from "../../backend/alerts/episode.ts";
import { findingOf, ruleOf } from "./rules.ts";

const NOW = Date.UTC(2026, 10, 26, 13);
const world: World = {
  silent: new Set(),
  burning: new Map(),
  chain: [
    { afterMinutes: 0, recipients: [1, 2] },
    { afterMinutes: 10, recipients: [3] },
  ],
};
const rule = ruleOf({ forSeconds: 300, keepSeconds: 120 });

/** Looks at these judgements, each at its seconds after the start. */
function play(
  steps: [seconds: number, kind: Judgement | Partial<Finding> | null][],
  { by = rule, in: within = world, from = null }: { by?: Rule; in?: World; from?: Episode | null } = {},
) {
  let episode = from;
  const decisions: Decision[] = [];
  for (const [seconds, kind] of steps) {
    const finding = kind === null ? null : findingOf(typeof kind === "string" ? { kind } : kind);
    const decision = decide(by, episode, finding, within, NOW + seconds * SECOND);
    episode = decision.next;
    decisions.push(decision);
  }
  return { last: decisions.at(-1)!, decisions, episode, reasons: decisions.map(({ reason }) => reason) };
}
const fired = play([
  [0, "bad"],
  [300, "bad"],
]).episode!;

describe("a breach", () => {
  it.each<[string, [number, Judgement | Partial<Finding> | null][], Reason[], string | undefined]>([
    ["is nothing while all is well", [[0, "good"]], ["no-breach"], undefined],
    [
      "waits until it has held",
      [
        [0, "bad"],
        [299, "bad"],
      ],
      ["breach-began", "for-not-over"],
      "pending",
    ],
    [
      "fires when it has",
      [
        [0, "bad"],
        [300, "bad"],
      ],
      ["breach-began", "breach-held"],
      "firing",
    ],
    [
      "is dropped when it ends before",
      [
        [0, "bad"],
        [200, "good"],
      ],
      ["breach-began", "breach-ended-early"],
      "resolved",
    ],
    [
      "waits on between the thresholds",
      [
        [0, "bad"],
        [300, "between"],
      ],
      ["breach-began", "between-thresholds"],
      "pending",
    ],
    [
      "waits on with few",
      [
        [0, "bad"],
        [300, "few"],
      ],
      ["breach-began", "few"],
      "pending",
    ],
    ["does not begin with few", [[0, "few"]], ["few"], undefined],
    ["does not begin between the thresholds", [[0, "between"]], ["between-thresholds"], undefined],
    [
      "does not begin in a minute that runs",
      [[0, { kind: "bad", state: "open" }]],
      ["not-settled"],
      undefined,
    ],
    [
      "does not begin while a source has not spoken",
      [[0, { kind: "bad", state: "provisional" }]],
      ["not-settled"],
      undefined,
    ],
    [
      "begins in one, where it can only grow",
      [[0, { kind: "bad", state: "open", isBelieved: true }]],
      ["breach-began"],
      "pending",
    ],
    [
      "ends in one too, where the figure is of a day that runs",
      [
        [0, "bad"],
        [300, "bad"],
        [301, { kind: "good", state: "open", isBelieved: true }],
      ],
      ["breach-began", "breach-held", "recovery-began"],
      "firing",
    ],
    [
      "does not end in a minute that runs",
      [
        [0, "bad"],
        [300, "bad"],
        [301, { kind: "good", state: "open" }],
      ],
      ["breach-began", "breach-held", "not-settled"],
      "firing",
    ],
    [
      "ends with its slice",
      [
        [0, "bad"],
        [300, "bad"],
        [301, null],
      ],
      ["breach-began", "breach-held", "slice-gone"],
      "resolved",
    ],
    ["is not made of a slice that is not there", [[0, null]], ["slice-gone"], undefined],
  ])("%s", (_what, steps, reasons, state) => {
    const played = play(steps);
    expect(played.reasons).toEqual(reasons);
    expect(played.episode?.state).toBe(state);
  });

  it("tells the first of the chain when it fires, and nobody before", () => {
    const { decisions } = play([
      [0, "bad"],
      [299, "bad"],
      [300, "bad"],
      [301, "bad"],
    ]);
    expect(decisions.map(({ say }) => say)).toEqual([
      [],
      [],
      [{ kind: "firing", step: 0, recipients: [1, 2] }],
      [],
    ]);
  });
  it("says when it must be looked at again", () => {
    const { decisions } = play([
      [0, "bad"],
      [300, "bad"],
      [400, "good"],
    ]);
    const after = decisions.map(({ nextAt }) => (nextAt! - NOW) / SECOND);
    expect(after).toEqual([300, 900, 520]);
  });
  it("fires at once without a for-duration", () => {
    expect(play([[0, "bad"]], { by: ruleOf({ forSeconds: 0 }) }).reasons).toEqual(["breach-held"]);
  });
  it("of a rule that opens at risk begins there", () => {
    expect(play([[0, "between"]], { by: ruleOf({ opens: "between" }) }).reasons).toEqual(["breach-began"]);
  });
  it("opens nothing by a rule that is off, and what is open ends", () => {
    const off = ruleOf({ isOn: false });
    expect(play([[0, "bad"]], { by: off }).reasons).toEqual(["rule-off"]);
    const { last } = play([[301, "bad"]], { by: off, from: fired });
    expect([last.reason, last.next!.state, last.say]).toEqual([
      "rule-off",
      "resolved",
      [{ kind: "resolve", recipients: "told" }],
    ]);
  });
  it("is judged by the new version of its rule, in the same episode", () => {
    const { last } = play([[301, "bad"]], { by: ruleOf({ version: 2 }), from: fired });
    expect([last.reason, last.next!.version, last.next!.state, last.say]).toEqual([
      "rule-changed",
      2,
      "firing",
      [],
    ]);
  });
});

describe("the end of a breach", () => {
  it.each<[string, [number, Judgement][], Reason[], string]>([
    [
      "waits until it is kept",
      [
        [400, "good"],
        [519, "good"],
      ],
      ["recovery-began", "recovery-not-kept"],
      "firing",
    ],
    [
      "comes when it is",
      [
        [400, "good"],
        [520, "good"],
      ],
      ["recovery-began", "recovered"],
      "resolved",
    ],
    [
      "does not come between the thresholds",
      [
        [400, "between"],
        [600, "between"],
      ],
      ["between-thresholds", "between-thresholds"],
      "firing",
    ],
    [
      "is counted anew after them",
      [
        [400, "good"],
        [450, "between"],
        [530, "good"],
        [600, "good"],
      ],
      ["recovery-began", "between-thresholds", "recovery-began", "recovery-not-kept"],
      "firing",
    ],
    [
      "is counted anew after a relapse",
      [
        [400, "good"],
        [450, "bad"],
        [530, "good"],
      ],
      ["recovery-began", "unstable-began", "recovery-began"],
      "firing",
    ],
  ])("%s", (_what, steps, reasons, state) => {
    const played = play(steps, { from: fired });
    expect(played.reasons).toEqual(reasons);
    expect(played.episode!.state).toBe(state);
  });
  it("is told to those who were told, and of one that never fired to nobody", () => {
    const { last } = play(
      [
        [400, "good"],
        [520, "good"],
      ],
      { from: fired },
    );
    expect(last.say).toEqual([{ kind: "resolve", recipients: "told" }]);
    expect(
      play([
        [0, "bad"],
        [100, "good"],
      ]).last.say,
    ).toEqual([]);
  });
  it("comes at once where nothing must be kept, also below the upper threshold where the rule says so", () => {
    const by = ruleOf({ keepSeconds: 0, recovers: "between" });
    expect(play([[400, "between"]], { by, from: fired }).reasons).toEqual(["recovered"]);
  });
  it("is of no step of the chain: nobody is woken while it recovers", () => {
    const by = ruleOf({ keepSeconds: 3_600 });
    const { decisions } = play(
      [
        [700, "good"],
        [1_000, "good"],
        [2_000, "bad"],
      ],
      { by, from: fired },
    );
    expect(decisions.map(({ say }) => say.length)).toEqual([0, 0, 1]);
  });
});

describe("flapping", () => {
  it("of a square wave becomes one unstable episode: one alert and one end", () => {
    const by = ruleOf({ forSeconds: 0, keepSeconds: 120, quietSeconds: 1_800 });
    const wave = Array.from({ length: 60 }, (_, n): [number, Judgement] => [
      n * 60,
      n % 2 === 0 ? "bad" : "good",
    ]);
    const { decisions, episode } = play([...wave, [3_600, "good"], [5_339, "good"], [5_340, "good"]], { by });
    const said = decisions.flatMap(({ say }) => say.map(({ kind, recipients }) => `${kind} ${recipients}`));
    expect(said).toEqual(["firing 1,2", "firing 3", "resolve told"]);
    expect([episode!.cause, episode!.state]).toEqual(["unstable", "resolved"]);
  });
  it("slower than the recovery is one episode from the third turn on", () => {
    const by = ruleOf({ forSeconds: 0, keepSeconds: 60, quietSeconds: 1_800 });
    const wave = [0, 1, 2, 3, 4, 5].flatMap((n): [number, Judgement][] => [
      [n * 300, n % 2 === 0 ? "bad" : "good"],
      [n * 300 + 60, n % 2 === 0 ? "bad" : "good"],
    ]);
    const { decisions } = play(wave, { by });
    const said = decisions.flatMap(({ say }) => say.map(({ kind, recipients }) => `${kind} ${recipients}`));
    expect(said).toEqual(["firing 1,2", "resolve told", "firing 1,2", "firing 3"]);
  });
  it("slower than the window is none", () => {
    const by = ruleOf({ forSeconds: 0, keepSeconds: 60, chatterSeconds: 600 });
    const { episode } = play(
      [
        [0, "bad"],
        [700, "good"],
        [760, "good"],
        [1_400, "bad"],
      ],
      { by },
    );
    expect(episode).toMatchObject({ cause: "limit", state: "firing" });
  });
});

describe("no data", () => {
  it.each<[Rule["noData"], Reason, string | undefined, string | undefined]>([
    ["hold", "no-data-held", undefined, undefined],
    ["alert", "no-data-began", "pending", "no-data"],
    ["bad", "breach-began", "pending", "limit"],
    ["good", "no-breach", undefined, undefined],
  ])(
    "complaint 17: surprises where there is no data: it is taken as its rule says: %s",
    (noData, reason, state, cause) => {
      const { last } = play([[0, "no-data"]], { by: ruleOf({ noData }) });
      expect([last.reason, last.next?.state, last.next?.cause]).toEqual([reason, state, cause]);
    },
  );
  it("is an episode of its own, which ends when data come", () => {
    const by = ruleOf({ noData: "alert" });
    const { reasons, decisions } = play(
      [
        [0, "no-data"],
        [300, "no-data"],
        [301, "no-data"],
        [400, "bad"],
        [401, "bad"],
      ],
      { by },
    );
    expect(reasons).toEqual([
      "no-data-began",
      "breach-held",
      "no-data-held",
      "data-came-back",
      "breach-began",
    ]);
    expect(decisions[3]!.say).toEqual([{ kind: "resolve", recipients: "told" }]);
  });
  it("freezes an alert, with a label, until data come: it does not resolve it", () => {
    const { decisions, reasons } = play(
      [
        [400, "no-data"],
        [9_000, "no-data"],
        [9_001, "between"],
      ],
      { from: fired },
    );
    expect(reasons).toEqual(["no-data-held", "chain-step", "data-came-back"]);
    expect(decisions.map(({ next }) => next!.noDataSince)).toEqual([
      NOW + 400 * SECOND,
      NOW + 400 * SECOND,
      null,
    ]);
  });
});

describe("the chain", () => {
  it("goes on until somebody acknowledges, and tells each once", () => {
    const { decisions } = play(
      [
        [899, "bad"],
        [900, "bad"],
        [901, "bad"],
      ],
      { from: fired },
    );
    expect(decisions.map(({ say }) => say)).toEqual([
      [],
      [{ kind: "firing", step: 10, recipients: [3] }],
      [],
    ]);
  });
  it("takes all steps that are due after a pause of the process", () => {
    expect(play([[9_000, "bad"]], { from: fired }).last.say).toEqual([
      { kind: "firing", step: 10, recipients: [3] },
    ]);
  });
  it("stops with the acknowledgement, and begins again when that ends", () => {
    const acked = acknowledge(fired, {
      owner: "somsri",
      ownerRole: "commander",
      note: null,
      until: NOW + HOUR,
    }).next;
    const { decisions, reasons } = play(
      [
        [900, "bad"],
        [3_600, "bad"],
        [4_200, "bad"],
      ],
      { from: acked },
    );
    expect(reasons).toEqual(["ack-holds", "ack-expired", "chain-step"]);
    expect(decisions.map(({ say }) => say)).toEqual([
      [],
      [{ kind: "reminder", step: 0, recipients: [1, 2] }],
      [{ kind: "firing", step: 10, recipients: [3] }],
    ]);
  });
  it("has an age limit: an old one wakes nobody", () => {
    const acked = acknowledge(fired, {
      owner: "somsri",
      ownerRole: "commander",
      note: null,
      until: NOW + 26 * HOUR,
    }).next;
    const { last } = play([[26 * 3_600, "bad"]], { from: acked });
    expect([last.reason, last.say]).toEqual(["ack-expired", []]);
    expect(play([[27 * 3_600, "bad"]], { from: last.next }).reasons).toEqual(["chain-too-old"]);
  });
  it("of nobody opens an episode all the same", () => {
    const { episode, last } = play(
      [
        [0, "bad"],
        [300, "bad"],
      ],
      { in: { ...world, chain: [] } },
    );
    expect([episode!.state, last.say, last.nextAt]).toEqual(["firing", [], null]);
  });
});

describe("a step whose rota has nobody on duty", () => {
  const chain: World["chain"] = [
    { afterMinutes: 0, recipients: [1], unmanned: [1] },
    { afterMinutes: 10, recipients: [3] },
    { afterMinutes: 30, recipients: [4] },
  ];
  const unmanned = { ...world, chain };
  const manned = {
    ...world,
    chain: [
      { afterMinutes: 0, recipients: [1, 2], duty: new Map([[2, [1]]]), manned: [1] },
      ...chain.slice(1),
    ],
  };
  const holding: [number, Judgement][] = [
    [0, "bad"],
    [300, "bad"],
  ];

  it("tells whom else it has, and the next step is taken at once, with the reason; then all goes on as planned", () => {
    const { decisions, reasons, episode } = play([...holding, [300, "bad"], [301, "bad"]], { in: unmanned });
    expect(reasons).toEqual(["breach-began", "breach-held", "nobody-on-duty", "still-broken"]);
    expect(decisions.map(({ say }) => say)).toEqual([
      [],
      [{ kind: "firing", step: 0, recipients: [1] }],
      [{ kind: "firing", step: 10, recipients: [3] }],
      [],
    ]);
    expect(decisions[1]!.nextAt).toBe(NOW + 300 * SECOND);
    expect(episode!.nextAt).toBe(NOW + 300 * SECOND + 30 * MINUTE);
  });
  it("tells whoever comes on duty while nobody has it", () => {
    const { episode } = play([...holding, [300, "bad"]], { in: unmanned });
    const { decisions, reasons } = play(
      [
        [400, "bad"],
        [401, "bad"],
      ],
      { from: episode, in: manned },
    );
    expect(reasons).toEqual(["duty-began", "still-broken"]);
    // One who hears of it anyway was told before.
    expect(decisions[0]!.say).toEqual([{ kind: "firing", step: 0, recipients: [2] }]);
  });
  it("tells whoever comes on duty in one rota while another has nobody still, and nobody of that step again", () => {
    /** Who is on duty in rotas 1 and 2, which are one step. */
    const both = (...who: (number | null)[]) => {
      const there = who.flatMap((id, place) => (id === null ? [] : [[id, [place + 1]] as const]));
      const unmanned = [1, 2].filter((rota) => who[rota - 1] === null);
      const manned = [1, 2].filter((rota) => !unmanned.includes(rota));
      const recipients = there.map(([id]) => id);
      return { ...world, chain: [{ afterMinutes: 0, recipients, duty: new Map(there), manned, unmanned }] };
    };
    const sayOf = (at: number, from: Episode | null, ...who: (number | null)[]) => {
      const played = play([[at, "bad"]], { from, in: both(...who) });
      return { episode: played.episode, say: played.last.say };
    };
    const none = play([...holding, [300, "bad"]], { in: both(null, null) });
    const one = sayOf(400, none.episode, 5, null);
    const two = sayOf(500, one.episode, 5, 6);
    const shift = sayOf(600, two.episode, 7, 6);
    expect([one.say, two.say, shift.say]).toEqual([
      [{ kind: "firing", step: 0, recipients: [5] }],
      [{ kind: "firing", step: 0, recipients: [6] }],
      [],
    ]);
  });
  it("is said once where no step is left, and nobody comes on duty for one who has it", () => {
    const only = { ...world, chain: [{ afterMinutes: 0, recipients: [], unmanned: [1] }] };
    const { episode, reasons, last } = play([...holding, [300, "bad"], [301, "bad"]], { in: only });
    expect(reasons.slice(1)).toEqual(["breach-held", "nobody-on-duty", "still-broken"]);
    expect([last.nextAt, last.say]).toEqual([null, []]);
    const by = { owner: "somsri", ownerRole: "commander", note: null, until: NOW + HOUR } as const;
    const taken = acknowledge(episode!, by).next;
    expect(play([[400, "bad"]], { from: taken, in: manned }).reasons).toEqual(["ack-holds"]);
  });
});

describe("who hears of it is changed while the chain goes on", () => {
  /** Who hears of it, by the minute; a rota has nobody on duty, or somebody. */
  type Given = Record<number, number[] | { rota: number | null; recipients?: number[]; id?: number }>;
  const chainOf = (given: Given): World["chain"] =>
    Object.entries(given).map(([minutes, each]) => {
      const {
        rota,
        recipients = [],
        id = 9,
      } = Array.isArray(each) ? { rota: undefined, recipients: each } : each;
      // Whoever hears of it anyway is not told as one on duty.
      const isOwn = rota ? recipients.includes(rota) : false;
      return {
        afterMinutes: Number(minutes),
        recipients: [...recipients, ...(rota && !isOwn ? [rota] : [])],
        duty: new Map(rota && !isOwn ? [[rota, [id]]] : []),
        manned: rota ? [id] : [],
        unmanned: rota === null ? [id] : [],
      };
    });
  /** Who is told at which minute; `again` those who hear of it once more. */
  type Told = [minute: number, who: number, again?: "again"];
  const now = ruleOf({ forSeconds: 0 });

  it.each<[string, Given, at: number, then: Given, Told[]]>([
    [
      "the first is removed: the others have their turns",
      { 0: [1], 10: [2], 30: [3] },
      5,
      { 10: [2], 30: [3] },
      [
        [0, 1],
        [10, 2],
        [30, 3],
      ],
    ],
    [
      "one comes before those who were told: he is told then, and nobody hears of it twice",
      { 10: [2], 30: [3] },
      15,
      { 0: [1], 10: [2], 30: [3] },
      [
        [10, 2],
        [15, 1],
        [30, 3],
      ],
    ],
    [
      "the second is removed before its turn",
      { 0: [1], 10: [2], 30: [3] },
      5,
      { 0: [1], 30: [3] },
      [
        [0, 1],
        [30, 3],
      ],
    ],
    [
      "the second is removed after its turn",
      { 0: [1], 10: [2], 30: [3] },
      15,
      { 0: [1], 30: [3] },
      [
        [0, 1],
        [10, 2],
        [30, 3],
      ],
    ],
    [
      "the last is to hear of it earlier: as soon as it is his turn by then",
      { 0: [1], 10: [2], 30: [3] },
      15,
      { 0: [1], 10: [2], 12: [3] },
      [
        [0, 1],
        [10, 2],
        [15, 3],
      ],
    ],
    [
      "the first is to hear of it later: once more",
      { 0: [1], 10: [2] },
      5,
      { 10: [2], 20: [1] },
      [
        [0, 1],
        [10, 2],
        [20, 1, "again"],
      ],
    ],
    [
      "another one takes the place of the first, who was told: he is told then",
      { 0: [1], 10: [2] },
      5,
      { 0: [4], 10: [2] },
      [
        [0, 1],
        [5, 4],
        [10, 2],
      ],
    ],
    [
      "nobody hears of it, and then somebody does",
      {},
      15,
      { 0: [1], 30: [3] },
      [
        [15, 1],
        [30, 3],
      ],
    ],
    [
      "all others hear of it",
      { 0: [1], 10: [2] },
      15,
      { 5: [3], 12: [4], 40: [5] },
      [
        [0, 1],
        [10, 2],
        [15, 3],
        [15, 4],
        [40, 5],
      ],
    ],
    [
      "whoever comes on duty after a step was told hears nothing of it",
      { 0: { rota: 1 }, 10: [2] },
      5,
      { 0: { rota: 4 }, 10: [2] },
      [
        [0, 1],
        [10, 2],
      ],
    ],
    [
      "a rota is to hear of it after its step was told: whoever is on duty is told then, and a shift tells nobody else",
      { 0: [1], 10: [2] },
      5,
      { 0: { rota: 4, recipients: [1] }, 10: [2], 30: { rota: 6 } },
      [
        [0, 1],
        [5, 4],
        [10, 2],
        [30, 6],
      ],
    ],
    [
      "a rota is to hear of it at another step that was told too: once is enough",
      { 0: { rota: 4 }, 10: [2] },
      15,
      { 0: { rota: 4 }, 5: { rota: 7 }, 10: [2] },
      [
        [0, 4],
        [10, 2],
      ],
    ],
    [
      "another rota is to hear of it at a step that a rota had",
      { 0: { rota: 4 }, 10: [2] },
      15,
      { 0: { rota: 4 }, 5: { rota: 7, id: 8 }, 10: [2] },
      [
        [0, 4],
        [10, 2],
        [15, 7],
      ],
    ],
    [
      "whoever is on duty hears of it anyway: the next one on duty there is not told",
      { 0: { rota: 1, recipients: [1] } },
      5,
      { 0: { rota: 4, recipients: [1] } },
      [[0, 1]],
    ],
    [
      "a rota without anybody is removed: nobody who heard of it then hears of it again",
      { 0: { rota: null, recipients: [1] }, 30: [3] },
      5,
      { 0: [1], 30: [3] },
      [
        [0, 1],
        [0, 3],
      ],
    ],
    [
      "a step before the one without anybody is removed: somebody comes on duty",
      { 0: [1], 10: { rota: null }, 30: [3] },
      15,
      { 10: { rota: 4 }, 30: [3] },
      [
        [0, 1],
        [10, 3],
        [15, 4],
      ],
    ],
    [
      "the step after the one without anybody is another one by then",
      { 0: [1], 10: { rota: null } },
      15,
      { 0: [1], 10: { rota: null }, 11: [3], 30: [4] },
      [
        [0, 1],
        [15, 3],
        [30, 4],
      ],
    ],
    [
      "one comes to two steps that were told, where a rota has nobody: once",
      { 0: { rota: null, recipients: [1] }, 10: [2] },
      5,
      { 0: { rota: null, recipients: [1, 4] }, 10: [2, 4] },
      [
        [0, 1],
        [0, 2],
        [5, 4],
      ],
    ],
  ])("%s", (_what, before, at, then, expected) => {
    const told: Told[] = [];
    let was: Episode | null = null;
    // Twice at each minute: what is due at once is a change of its own.
    for (let half = 0; half <= 2 * 45; half++) {
      const minute = Math.floor(half / 2);
      const chain = chainOf(minute < at ? before : then);
      const { next, say } = decide(now, was, findingOf(), { ...world, chain }, NOW + minute * MINUTE);
      was = next;
      for (const intent of say) {
        if (intent.kind === "resolve") continue;
        for (const who of intent.recipients)
          told.push(intent.kind === "firing" ? [minute, who] : [minute, who, "again"]);
      }
    }
    expect(told).toEqual(expected);
  });

  it("tells whoever is to hear of it since, with its reason, and not while somebody has it or it recovers", () => {
    const more: World = { ...world, chain: [{ afterMinutes: 0, recipients: [1, 2, 7] }] };
    const { last, reasons, episode } = play(
      [
        [310, "bad"],
        [311, "bad"],
      ],
      { from: fired, in: more },
    );
    expect(reasons).toEqual(["hearers-changed", "still-broken"]);
    expect(episode!.said).toEqual([1, 2, 7]);
    expect(last.say).toEqual([]);
    const by = { owner: "somsri", ownerRole: "commander", note: null, until: NOW + HOUR } as const;
    const { decisions } = play(
      [
        [310, "bad"],
        [3_600, "bad"],
      ],
      { from: acknowledge(fired, by).next, in: more },
    );
    expect(decisions.map(({ say }) => say)).toEqual([
      [],
      [
        { kind: "firing", step: 0, recipients: [7] },
        { kind: "reminder", step: 0, recipients: [1, 2] },
      ],
    ]);
    const { decisions: recovering } = play(
      [
        [310, "good"],
        [311, "good"],
      ],
      { from: fired, in: more },
    );
    expect(recovering.flatMap(({ say }) => say)).toEqual([]);
    expect(play([[25 * 3_600, "bad"]], { from: fired, in: more }).last.say).toEqual([]);
  });
});

describe("a silent source", () => {
  const silent: World = { ...world, silent: new Set(["KBANK"]) };
  it("holds back what depends on it, until it speaks", () => {
    const bad = { kind: "bad", missing: ["KBANK"] } as const;
    const held = play(
      [
        [0, bad],
        [300, bad],
        [900, bad],
      ],
      { in: silent },
    );
    expect(held.reasons).toEqual(["breach-began", "inhibited", "inhibited"]);
    expect(play([[901, bad]], { from: held.episode }).reasons).toEqual(["breach-held"]);
  });
  it("is said once when it would have fired: then it is not due any more, nor late", () => {
    const bad = { kind: "bad", missing: ["KBANK"] } as const;
    const { decisions } = play(
      [
        [0, bad],
        [299, bad],
        [301, bad],
        [302, bad],
      ],
      { in: silent },
    );
    expect(decisions.map(({ next, nextAt }) => [next!.seq, nextAt])).toEqual([
      [1, NOW + 300 * SECOND],
      [1, NOW + 300 * SECOND],
      [2, null],
      [2, null],
    ]);
    expect(decisions.map(({ next }) => next!.nextAt)).toEqual(decisions.map(({ nextAt }) => nextAt));
  });
  it("holds back nothing else, nor the alert of itself", () => {
    const other = { kind: "bad", missing: ["SCB"] } as const;
    expect(
      play(
        [
          [0, other],
          [300, other],
        ],
        { in: silent },
      ).reasons.at(-1),
    ).toBe("breach-held");
    const own = { kind: "bad", missing: ["KBANK"], condition: "source-silent" } as const;
    expect(
      play(
        [
          [0, own],
          [300, own],
        ],
        { in: silent },
      ).reasons.at(-1),
    ).toBe("breach-held");
  });
});

describe("what a person closes", () => {
  const closed = closeByHand(fired, { owner: "somsri", note: "เหตุทดสอบ" }, NOW + 400 * SECOND);
  it("is told to those who were told", () => {
    expect(closed.next).toMatchObject({ state: "resolved", owner: "somsri", note: "เหตุทดสอบ" });
    expect(closed.say).toEqual([{ kind: "resolve", recipients: "told" }]);
  });
  it("stays closed while it is still broken, for four hours at most", () => {
    const { reasons } = play(
      [
        [500, "bad"],
        [14_799, "bad"],
        [14_800, "bad"],
      ],
      { from: closed.next },
    );
    expect(reasons).toEqual(["closed-by-hand", "closed-by-hand", "breach-began"]);
  });
  it("opens again when it was well in between", () => {
    const { reasons } = play(
      [
        [500, "good"],
        [501, "bad"],
      ],
      { from: closed.next, by: ruleOf({ chatterSeconds: 10 }) },
    );
    expect(reasons).toEqual(["no-breach", "breach-began"]);
  });
});
