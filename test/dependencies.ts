import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "../backend/build/root.ts";

/** One import of one file. Paths start at the root; of a package, `target` and `toRoom` are its name. */
export interface Import {
  file: string;
  /** The room of the importing file: `backend/sla/x.ts` → `backend/sla`; a file of a shelf itself: the shelf. */
  room: string;
  target: string;
  toRoom: string;
  /** A type import: it does not exist at run time. */
  isType: boolean;
  /** A call of `import`: it is loaded when it is needed. */
  isLater: boolean;
}

export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : /\.(ts|svelte|mjs)$/.test(path) ? [path] : [];
  });
}

export const textOf = (file: string) => readFileSync(join(root, file), "utf8");

export const roomOf = (path: string) =>
  path.split("/").length > 2 ? path.split("/").slice(0, 2).join("/") : path.split("/")[0]!;

/** An import as written in a file of the project. */
export function importOf(file: string, written: string, isType = false, isLater = false): Import {
  const path = written.startsWith("#")
    ? join("backend", written.slice(1))
    : written.startsWith(".")
      ? relative(root, resolve(root, dirname(file), written))
      : written;
  const isOurs = path !== written || written.startsWith("#");
  return { file, room: roomOf(file), target: path, toRoom: isOurs ? roomOf(path) : path, isType, isLater };
}

export function readImports(files: string[]): Import[] {
  return files.flatMap((file) => {
    const found = textOf(file).matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"|import\(\s*"([^"]+)"|(?:^|\n)\s*import\s+"([^"]+)"/g,
    );
    return [...found].map((match) =>
      importOf(
        file,
        match[1] ?? match[2] ?? match[3]!,
        /^\s*(import|export) type /.test(match[0]),
        match[2] !== undefined,
      ),
    );
  });
}

/** Each circle of imports, once, as the list of its files. */
export function circlesIn(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { file, target } of imports) next.set(file, [...(next.get(file) ?? []), target]);
  const done = new Set<string>();
  const circles: string[] = [];
  function walk(file: string, way: string[]) {
    if (way.includes(file)) {
      circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  }
  for (const file of next.keys()) walk(file, []);
  return circles;
}

/** The dashboard's rooms that each room of it may import, beside itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  live: ["api"],
  chart: [],
  figures: ["live"],
  ...Object.fromEntries(
    ["overview", "calls", "freezes", "losses", "targets", "sla"].map((scene) => [
      scene,
      ["figures", "chart", "live"],
    ]),
  ),
  wall: ["figures", "live", "api", "pairing"],
  embed: ["wall", "figures", "live", "api"],
  pairing: ["figures", "live", "api"],
  shell: ["parts", "figures", "live", "api"],
  parts: ["figures"],
  gallery: ["shell", "parts", "figures"],
  api: [],
  ...Object.fromEntries(
    ["screens", "health", "people", "account", "signIn", "link"].map((page) => [
      page,
      ["shell", "parts", "figures", "api"],
    ]),
  ),
  sources: ["shell", "parts", "api"],
  alerts: ["shell", "parts", "figures", "chart", "api"],
  rota: ["alerts", "shell", "parts", "api"],
  slaPage: ["shell", "parts", "api"],
  targetsPage: ["shell", "parts", "chart", "api"],
  explore: ["shell", "parts", "chart", "api"],
  reports: ["shell", "parts", "api"],
  audit: ["shell", "parts", "figures", "api"],
  nowhere: ["shell", "parts"],
};
/** Files that may import more rooms: the first one that runs, the table of pages and the table of scenes. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  "dashboard/main.ts": ["live", "api", "nowhere"],
  "dashboard/pages.ts": [
    ...[
      "wall",
      "alerts",
      "rota",
      "slaPage",
      "targetsPage",
      "explore",
      "reports",
      "screens",
      "sources",
      "people",
      "audit",
      "health",
      "account",
      "signIn",
      "link",
      "embed",
    ],
    ...["shell", "gallery"],
  ],
  // The header of pages says the sentence of the walls, by their function and words.
  "dashboard/shell/Situation.svelte": ["wall", "parts", "figures", "live", "api"],
  "dashboard/shell/said.ts": ["wall", "parts", "figures", "live"],
  "dashboard/wall/scenes.ts": ["overview", "calls", "freezes", "losses", "targets", "sla", "figures"],
};

/** Imports from one room of the dashboard into another that are not allowed. */
export function strangersIn(imports: readonly Import[]): Import[] {
  const named = (room: string) => room.replace("dashboard/", "");
  return imports.filter(({ file, room, toRoom, target }) => {
    if (!toRoom.startsWith("dashboard") || toRoom === room) return false;
    // Files beside the rooms: `main` and the shell's rail may import the table of pages; all may import styles.
    if (toRoom === "dashboard") return !target.endsWith(".css") && !["dashboard/shell"].includes(room);
    const allowed = TABLES[file] ?? MAY[named(room)];
    return !allowed?.includes(named(toRoom));
  });
}

const EFFECT = /Date\.now\(|new Date\(\)|setTimeout|setInterval|process\.|Math\.random|performance\./;

/** Does a source text read a clock, a timer, the environment or a random number? */
export const isEffect = (text: string) => EFFECT.test(text);

/** Must the file only compute? Doors, components and reactive files may have effects. */
export function isPureByRule(file: string): boolean {
  const parts = file.split("/");
  const [name, room] = [parts.at(-1)!, parts.at(-2)!];
  if (parts.length < 3 || !name.endsWith(".ts") || name.endsWith(".d.ts")) return false;
  if (file.startsWith("dashboard/")) return !name.endsWith(".svelte.ts");
  return name !== `${room}.ts` && name !== "queries.ts" && name !== "routes.ts";
}
