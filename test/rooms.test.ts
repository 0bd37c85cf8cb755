import { describe, expect, it } from "vitest";
import {
  circlesIn,
  filesBelow,
  type Import,
  importOf,
  isEffect,
  isPureByRule,
  readImports,
  strangersIn,
  textOf,
} from "./dependencies.ts";

const backend = readImports(filesBelow("backend"));
const dashboard = readImports(filesBelow("dashboard"));
const say = (list: Import[]) => list.map(({ file, target }) => `${file} imports ${target}`);
/** Files that connect rooms with one another. */
const WIRING = [
  "backend/main.ts",
  "backend/demo.ts",
  "backend/start.ts",
  "backend/config.ts",
  "backend/http/http.ts",
  "backend/http/guard.ts",
  "backend/http/table.ts",
  ...[
    ...[
      "admission",
      "alerting",
      "condition",
      "intake",
      "judges",
      "look",
      "lookBack",
      "measures",
      "opening",
      "otherBackends",
      "parties",
    ],
    ...["reporting", "scenery", "serve", "storage", "walls", "web"],
  ].map((name) => `backend/wiring/${name}.ts`),
  ...["adminLink", "audit", "days", "onStore", "rebuild", "verify"].map(
    (name) => `backend/commands/${name}.ts`,
  ),
];
/** What any room says of its deeds, in the transaction of the change. */
const AUDIT = "backend/audit/write.ts";
/** The function that declares a room's routes. */
const ROUTE = "backend/http/route.ts";
/** Who makes a request: types only, which any room may know. */
const VISITOR = "backend/access/visitor.ts";
/** The one file of the dashboard that knows the table of routes, by its types only. */
const CALL = "dashboard/api/call.ts";
/** How the dashboard is bundled: a step of the build. */
const BUNDLING = "dashboard/vite.config.ts";
const files = [...filesBelow("backend"), ...filesBelow("dashboard")];
/** Files that have effects though they are no doors, each with its reason. */
const EFFECTS: Readonly<Record<string, string>> = {
  "backend/health/collecting.ts": "how busy the thread is, and how much it holds",
  "backend/commands/onStore.ts": "runs a command: settings, signals and the exit code",
  "backend/kit/clock.ts": "the one reader of the clock",
  "backend/build/emptyDatabase.ts": "a step of the build, run as a program",
  "backend/build/notices.ts": "a step of the build, run as a program",
  "backend/http/limits.ts": "ends requests that take too long",
  "backend/http/server.ts": "ends connections when the program stops",
  "backend/ingest/body.ts": "ends a body that does not come",
  "backend/pictures/draw.child.ts": "a process of its own",
  "backend/sender/post.ts": "waits before it sends again",
  "backend/sender/send.ts": "the command line",
  "backend/store/engine.ts": "starts the worker of the embedded database",
  "backend/store/lock.ts": "names the process that has the folder",
  "backend/store/notifications.ts": "numbers its process by chance, and waits before it connects again",
  "dashboard/embed/scene.ts": "asks again after a while",
  "dashboard/live/failures.ts": "forgets an error of a moment",
  "dashboard/live/paint.ts": "waits for the browser's paint",
  "dashboard/live/release.ts": "asks again after a while, at a moment of its own",
  "dashboard/live/served.ts": "ends a question that is not answered",
  "dashboard/wall/who.ts": "asks again after a while",
  "dashboard/wall/worker.ts": "ends a navigation that is not answered",
};
/** Pure rooms, shared by the server and the browser. */
const SHARED = ["backend/calendar", "backend/charts", "backend/wire", "backend/writing"];

/** The rules of dependency: each one finds the imports that break it. */
const RULES = {
  "wire imports nothing but itself and the schemas' library": (all) =>
    all.filter(
      ({ room, toRoom }) =>
        room === "backend/wire" && !["backend/wire", "@sinclair/typebox"].includes(toRoom),
    ),
  "writing imports nothing of ours but itself and the calendar": (all) =>
    all.filter(
      ({ room, toRoom }) =>
        room === "backend/writing" && !["backend/writing", "backend/calendar"].includes(toRoom),
    ),
  "the calendar imports nothing but itself": (all) =>
    all.filter(({ room, toRoom }) => room === "backend/calendar" && toRoom !== "backend/calendar"),
  "charts import nothing of ours but themselves, wire, calendar and writing, and of ECharts only its types": (
    all,
  ) =>
    all.filter(
      ({ room, toRoom, isType }) =>
        room === "backend/charts" && !SHARED.includes(toRoom) && !(isType && toRoom.startsWith("echarts")),
    ),
  "kit imports nothing of ours but wire": (all) =>
    all.filter(
      ({ room, toRoom }) =>
        room === "backend/kit" &&
        toRoom.startsWith("backend") &&
        !["backend/kit", "backend/wire"].includes(toRoom),
    ),
  "only the store imports pg and the embedded database": (all) =>
    all.filter(
      ({ room, target }) =>
        (target === "pg" || target.startsWith("@unni-craftsman/")) && room !== "backend/store",
    ),
  "a backend room imports itself, wire, kit, store, calendar, charts, writing and how to audit, never another room":
    (all) =>
      all.filter(
        ({ file, room, target, toRoom, isType }) =>
          room.startsWith("backend") &&
          toRoom.startsWith("backend") &&
          !WIRING.includes(file) &&
          toRoom !== room &&
          ![...SHARED, "backend/kit", "backend/store"].includes(toRoom) &&
          target !== AUDIT &&
          !(/\/(routes|\w+Routes)\.ts$/.test(file) && target === ROUTE) &&
          !(isType && target === VISITOR),
      ),
  "the store imports only kit, wire, calendar, charts and writing of ours": (all) =>
    all.filter(
      ({ room, toRoom }) =>
        room === "backend/store" &&
        toRoom.startsWith("backend") &&
        !["backend/store", "backend/kit", ...SHARED].includes(toRoom),
    ),
  "the dashboard imports of the backend only wire, calendar, charts and writing": (all) =>
    all.filter(
      ({ file, target, toRoom }) =>
        file.startsWith("dashboard") &&
        toRoom.startsWith("backend") &&
        !SHARED.includes(toRoom) &&
        !(file === CALL && target === "backend/http/table.ts") &&
        !(file === BUNDLING && toRoom === "backend/build"),
    ),
} satisfies Record<string, (all: readonly Import[]) => Import[]>;
type Rule = keyof typeof RULES;
const PLANTED: [Rule, file: string, written: string][] = [
  ["wire imports nothing but itself and the schemas' library", "backend/wire/live.ts", "../kit/fault.ts"],
  [
    "writing imports nothing of ours but itself and the calendar",
    "backend/writing/money.ts",
    "#wire/live.ts",
  ],
  ["the calendar imports nothing but itself", "backend/calendar/days.ts", "../kit/clock.ts"],
  [
    "charts import nothing of ours but themselves, wire, calendar and writing, and of ECharts only its types",
    "backend/charts/lines.ts",
    "echarts/core",
  ],
  ["kit imports nothing of ours but wire", "backend/kit/pace.ts", "../store/store.ts"],
  ["only the store imports pg and the embedded database", "backend/figures/queries.ts", "pg"],
  [
    "a backend room imports itself, wire, kit, store, calendar, charts, writing and how to audit, never another room",
    "backend/live/live.ts",
    "../screens/screens.ts",
  ],
  [
    "a backend room imports itself, wire, kit, store, calendar, charts, writing and how to audit, never another room",
    "backend/sla/sla.ts",
    "../http/route.ts",
  ],
  [
    "a backend room imports itself, wire, kit, store, calendar, charts, writing and how to audit, never another room",
    "backend/sla/sla.ts",
    "../access/visitor.ts",
  ],
  [
    "the store imports only kit, wire, calendar, charts and writing of ours",
    "backend/store/store.ts",
    "../ingest/check.ts",
  ],
  [
    "the dashboard imports of the backend only wire, calendar, charts and writing",
    "dashboard/wall/Wall.svelte",
    "../../backend/http/table.ts",
  ],
];

describe("the rules of dependency", () => {
  it("are checked against real imports", () => {
    expect(backend.length).toBeGreaterThan(50);
    expect(dashboard.length).toBeGreaterThan(20);
  });
  it.each(Object.keys(RULES) as Rule[])("hold: %s", (rule) => {
    expect(say(RULES[rule]([...backend, ...dashboard]))).toEqual([]);
  });
  it.each(PLANTED)("%s: a planted import is found in %s", (rule, file, written) => {
    expect(say(RULES[rule]([...backend, ...dashboard, importOf(file, written)]))).toHaveLength(1);
  });
  it("have a planted violation each", () => {
    expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(Object.keys(RULES)));
  });
  it("leave kit its six files", () => {
    expect(filesBelow("backend/kit").sort()).toEqual([
      "backend/kit/clock.ts",
      "backend/kit/closers.ts",
      "backend/kit/fault.ts",
      "backend/kit/pace.ts",
      "backend/kit/remember.ts",
      "backend/kit/rounds.ts",
    ]);
  });
  it("let the dashboard know the table of routes by its types alone", () => {
    const [only] = textOf(CALL).match(/^import .*table\.ts";$/m) ?? [];
    expect(only).toMatch(/^import type /);
  });
  it("exactly one component imports ECharts", () => {
    // A type costs nothing at run time.
    const real = (file: string) => /^\s*import (?!type )[^;]*"echarts/m.test(textOf(file));
    expect(filesBelow("dashboard").filter(real)).toHaveLength(1);
  });
});

describe("the files", () => {
  it("have no drawer for what has no name", () => {
    const drawers = [...filesBelow("backend"), ...filesBelow("dashboard")].filter((path) =>
      /(^|\/)(index|utils?|helpers?|types|manager|misc|services)(\.ts|\/)/.test(path),
    );
    expect(drawers).toEqual([]);
  });
  it("that only compute read no clock, timer, environment or chance", () => {
    const found = files.filter((file) => isPureByRule(file) && !(file in EFFECTS) && isEffect(textOf(file)));
    expect(found).toEqual([]);
  });
  it("that have effects without being doors are few, and each of them needs to be named", () => {
    const idle = Object.keys(EFFECTS).filter((file) => !isPureByRule(file) || !isEffect(textOf(file)));
    expect(idle).toEqual([]);
  });
  it("are pure by rule, whatever their name: a planted clock is found", () => {
    expect(isPureByRule("backend/sla/anything.ts")).toBe(true);
    expect(isPureByRule("dashboard/losses/anything.ts")).toBe(true);
    for (const file of [
      "backend/sla/sla.ts",
      "backend/sla/queries.ts",
      "backend/sla/routes.ts",
      "backend/x.ts",
    ])
      expect(isPureByRule(file), file).toBe(false);
    for (const text of ["Date.now()", "new Date()", "setTimeout(f)", "process.env.X", "Math.random()"])
      expect(isEffect(`const a = ${text};`), text).toBe(true);
    expect(isEffect("const at = new Date(given).getTime();")).toBe(false);
  });
});

/** Reads of a clock, and where they may stand: any other file takes the time as an argument or from `Clock`. */
const CLOCKS: { what: string; like: RegExp; may: Record<string, string> }[] = [
  {
    what: "the time of day, which may be set",
    like: /\bDate\.now\b|new Date\(\)/,
    may: {
      "backend/kit/clock.ts": "the clock itself",
      "backend/build/build.mjs": "stamps a file that it has built",
      "dashboard/api/reader.svelte.ts": "for how long this machine slept",
      "dashboard/live/clock.svelte.ts": "this machine's time, until the server has told its own",
    },
  },
  {
    what: "the monotonic clock",
    like: /\bperformance\.now\b|\bhrtime\b/,
    may: {
      "backend/kit/clock.ts": "the clock itself",
      "backend/build/build.mjs": "says how long it took",
      "dashboard/api/reader.svelte.ts": "how old an answer is",
      "dashboard/live/clock.svelte.ts": "carries the server's time on",
      "dashboard/live/connection.svelte.ts": "for how long nothing was heard",
      "dashboard/shell/server.svelte.ts": "for how long nothing was heard",
      "dashboard/chart/Chart.svelte": "how often a canvas is drawn",
    },
  },
  {
    what: "the time of day, to reckon with",
    like: /clock\.now\(\)\)* *[-+]|[-+] *\w*clock\.now\(\)/i,
    may: {
      "backend/alerts/freshness.ts": "when another process judged, at the first look",
      "backend/demo.ts": "so many days of history",
      "backend/ingest/routes.ts": "the oldest day that is accepted",
      "backend/simulator/playing.ts": "sends what happens at a time of the day then",
      "backend/store/maintenance.ts": "drops and compresses by days",
      "backend/store/store.ts": "how far moments lie ahead of it",
    },
  },
];

describe("a clock", () => {
  it.each(CLOCKS)("is read only where it is named: $what", ({ like, may }) => {
    const found = files.filter((file) => like.test(textOf(file)));
    expect(found.sort()).toEqual(Object.keys(may).sort());
  });
  it.each([
    ["const at = Date.now();", 0],
    ["const at = new Date().toISOString();", 0],
    ["now: Date.now,", 0],
    ["const at = new Date(given);", -1],
    ["const began = performance.now();", 1],
    ["if (clock.now() - since > PATIENCE_MS) return;", 2],
    ["const wait = lastChange + PACE_MS - clock.now();", 2],
    ["if (clock.ticks() - since > PATIENCE_MS) return;", -1],
  ])("is found in %s", (line, which) => {
    expect(CLOCKS.findIndex(({ like }) => like.test(line))).toBe(which);
  });
});

describe("the rooms of the dashboard", () => {
  const plant = (file: string, written: string) => [...dashboard, importOf(file, written)];
  it("know only those that they may", () => {
    expect(say(strangersIn(dashboard))).toEqual([]);
  });
  it.each([
    ["a scene that imports another one", "dashboard/losses/Trail.svelte", "../overview/Foot.svelte"],
    ["a scene that imports the frame", "dashboard/calls/Need.svelte", "../wall/situation.ts"],
    [
      "the frame that imports a scene beside its table",
      "dashboard/wall/Wall.svelte",
      "../losses/Slow.svelte",
    ],
    ["the frame that imports a page", "dashboard/wall/Header.svelte", "../screens/draft.ts"],
    ["what several use that imports one of them", "dashboard/figures/Tile.svelte", "../calls/need.ts"],
    ["a page that imports the frame", "dashboard/screens/Screen.svelte", "../wall/tone.ts"],
    ["a page that imports a scene", "dashboard/screens/Screen.svelte", "../calls/need.ts"],
    ["the chart that imports figures", "dashboard/chart/plot.ts", "../figures/time.ts"],
    ["a room that nobody has named", "dashboard/misc/x.ts", "../figures/time.ts"],
    ["a room that imports the table of pages", "dashboard/calls/need.ts", "../pages.ts"],
  ])("fail with %s", (_, file, written) => {
    expect(say(strangersIn(plant(file, written)))).toHaveLength(1);
  });
});

describe("files that import one another", () => {
  it("form no circle", () => {
    // The wire's schemas and types name each other, so that no schema reaches the browser: types alone, gone at run
    // time.
    const real = backend.filter(({ room, isType }) => !(isType && room === "backend/wire"));
    expect(circlesIn([...real, ...dashboard])).toEqual([]);
  });
  it("form one that is found, however long", () => {
    const planted: Import[] = [
      importOf("dashboard/a/one.ts", "./two.ts"),
      importOf("dashboard/a/two.ts", "../b/three.svelte"),
      importOf("dashboard/b/three.svelte", "../a/one.ts"),
      importOf("dashboard/b/four.ts", "./three.svelte"),
    ];
    expect(circlesIn([...dashboard, ...planted])).toEqual([
      "dashboard/a/one.ts → dashboard/a/two.ts → dashboard/b/three.svelte → dashboard/a/one.ts",
    ]);
    expect(circlesIn([importOf("backend/sla/sla.ts", "./sla.ts")])).toHaveLength(1);
  });
});
