import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../backend/build/root.ts";

interface Import {
  file: string;
  /** The room of the importing file: `backend/sla/x.ts` → `backend/sla`; a file of a shelf itself: the shelf. */
  room: string;
  target: string;
  toRoom: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : /\.(ts|svelte|mjs)$/.test(path) ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"|import\(\s*"([^"]+)"|(?:^|\n)import\s+"([^"]+)"/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3]!);
}

const roomOf = (path: string) =>
  path.split("/").length > 2 ? path.split("/").slice(0, 2).join("/") : path.split("/")[0]!;

function readImports(files: string[]): Import[] {
  return files.flatMap((file) =>
    importsOf(file).map((target) => {
      const path = target.startsWith("#")
        ? join("backend", target.slice(1))
        : target.startsWith(".")
          ? relative(root, resolve(root, dirname(file), target))
          : target;
      const isOurs = path !== target || target.startsWith("#");
      return { file, room: roomOf(file), target: path, toRoom: isOurs ? roomOf(path) : path };
    }),
  );
}

const backend = readImports(filesBelow("backend"));
const dashboard = readImports(filesBelow("dashboard"));
const say = (list: Import[]) => list.map(({ file, target }) => `${file} imports ${target}`);
/** Files that introduce rooms to one another. */
const WIRING = [
  "backend/main.ts",
  "backend/demo.ts",
  "backend/start.ts",
  "backend/http/http.ts",
  "backend/rebuild/rebuild.ts",
  "backend/http/table.ts",
];
/** What a room's routes are declared with. */
const ROUTE = "backend/http/route.ts";
/** The one file of the dashboard that knows the table of routes, by its types only. */
const CALL = "dashboard/api/call.ts";
/** Rooms that compute and say the same on the server and in the browser. */
const SHARED = ["backend/calendar", "backend/wire", "backend/writing"];

describe("the rules of dependency", () => {
  it("are checked against real imports", () => {
    expect(backend.length).toBeGreaterThan(50);
    expect(dashboard.length).toBeGreaterThan(20);
  });
  it("wire imports nothing but itself and the schemas' library", () => {
    const allowed = ["backend/wire", "@sinclair/typebox"];
    const outside = backend.filter(
      ({ room, toRoom }) => room === "backend/wire" && !allowed.includes(toRoom),
    );
    expect(say(outside)).toEqual([]);
  });
  it("writing imports nothing of ours but itself and the calendar", () => {
    const outside = backend.filter(
      ({ room, toRoom }) =>
        room === "backend/writing" && !["backend/writing", "backend/calendar"].includes(toRoom),
    );
    expect(say(outside)).toEqual([]);
  });
  it("the calendar imports nothing but itself", () => {
    const outside = backend.filter(
      ({ room, toRoom }) => room === "backend/calendar" && toRoom !== "backend/calendar",
    );
    expect(say(outside)).toEqual([]);
  });
  it("kit imports nothing of ours but wire, and has three files", () => {
    const ours = backend.filter(({ room, toRoom }) => room === "backend/kit" && toRoom.startsWith("backend"));
    expect(say(ours.filter(({ toRoom }) => !["backend/kit", "backend/wire"].includes(toRoom)))).toEqual([]);
    expect(filesBelow("backend/kit").sort()).toEqual([
      "backend/kit/batch.ts",
      "backend/kit/clock.ts",
      "backend/kit/fault.ts",
    ]);
  });
  it("only the store imports pg and the embedded database", () => {
    const drivers = backend.filter(({ target }) => target === "pg" || target.startsWith("@unni-craftsman/"));
    expect(new Set(drivers.map(({ room }) => room))).toEqual(new Set(["backend/store"]));
  });
  it("a backend room imports itself, wire, kit, store, calendar and writing, never another room", () => {
    const shared = [...SHARED, "backend/kit", "backend/store"];
    const strangers = backend.filter(
      ({ file, room, target, toRoom }) =>
        toRoom.startsWith("backend") &&
        !WIRING.includes(file) &&
        toRoom !== room &&
        !shared.includes(toRoom) &&
        !(file === `${room}/routes.ts` && target === ROUTE),
    );
    expect(say(strangers)).toEqual([]);
  });
  it("the store imports only kit, wire, calendar and writing of ours", () => {
    const ours = backend.filter(
      ({ room, toRoom }) => room === "backend/store" && toRoom.startsWith("backend"),
    );
    expect(
      say(ours.filter(({ toRoom }) => !["backend/store", "backend/kit", ...SHARED].includes(toRoom))),
    ).toEqual([]);
  });
  it("the dashboard imports of the backend only wire, calendar and writing", () => {
    const others = dashboard.filter(({ toRoom }) => toRoom.startsWith("backend") && !SHARED.includes(toRoom));
    expect(say(others)).toEqual([`${CALL} imports backend/http/table.ts`]);
    const [only] = readFileSync(join(root, CALL), "utf8").match(/^import .*table\.ts";$/m) ?? [];
    expect(only).toMatch(/^import type /);
  });
  it("exactly one component imports ECharts", () => {
    // A type costs nothing at run time.
    const real = (file: string) =>
      /^\s*import (?!type )[^;]*"echarts/m.test(readFileSync(join(root, file), "utf8"));
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
  it("that judge read no clock, timer, environment or chance", () => {
    const PURE = [
      ...filesBelow("backend/calendar"),
      ...filesBelow("backend/writing"),
      "backend/ingest/check.ts",
      "backend/ingest/time.ts",
      "backend/figures/additive.ts",
      "backend/figures/derived.ts",
      "backend/figures/state.ts",
      "backend/figures/window.ts",
      "backend/live/asking.ts",
      "backend/live/common.ts",
      "backend/live/board.ts",
      "backend/live/calls.ts",
      "backend/live/changes.ts",
      "backend/live/freezes.ts",
      "backend/live/joining.ts",
      "backend/live/losses.ts",
      "backend/live/overview.ts",
      "backend/live/pace.ts",
      "backend/live/recall.ts",
      "backend/live/scenes.ts",
      "backend/staffing/erlang.ts",
      "backend/staffing/staffing.ts",
      "backend/screens/plan.ts",
      "backend/screens/assignment.ts",
      "backend/sources/silence.ts",
    ];
    const impure = PURE.filter((file) =>
      /Date\.now\(|new Date\(\)|setTimeout|setInterval|process\.|Math\.random|performance\./.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
    expect(impure).toEqual([]);
  });
});
