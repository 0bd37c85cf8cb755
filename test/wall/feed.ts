import { readFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { Server } from "socket.io";
import type { Failure, ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import { SCENES, type Scene, type Scenery } from "#wire/scenery.ts";
import { policyOf } from "../../backend/http/policy.ts";
import { withVerdicts } from "./verdicts.ts";

const DIST = resolve(import.meta.dirname, "../../dist/dashboard");
const TYPES: Record<string, string> = { js: "text/javascript", css: "text/css", woff2: "font/woff2" };

/** The banks that are not written as their code, as the table `codes` has them. */
export const BANKS = { TRUEMONEY: { th: "TMN", en: "TMN" }, OTHER: { th: "อื่น ๆ", en: "Other" } };

/** What a centre tells its screens at a moment of its own clock. */
export interface Told {
  now: number;
  sceneryOf: (scene: Scene, now: number) => Scenery;
}

export interface Feed {
  url: string;
  /** What any screen said last: what it painted, and what it cannot show. */
  heard: { painted: number; failed: Failure[] };
  /** Tells all screens something else, as the next snapshot; returns its number. */
  tell(told: Told): number;
  /** Says nothing any more, and that it was `seconds` ago when it last did. */
  fallSilent(seconds: number): void;
  close(): Promise<void>;
}

/** A named screen has all that a header can have; one that is called `en` is in English. */
export const SOUNDING = {
  theme: "dark",
  thaiDigits: false,
  reason: "fixed",
  sound: true,
  alarm: null,
} as const;

/** Serves the built wall, without its server; and which build it is. `as`: under the id of another build. */
export function serveWall(as?: string): { http: HttpServer; build: string } {
  const built = readFileSync(resolve(DIST, "index.html"), "utf8");
  const own = /name="build" content="([^"]*)"/.exec(built)?.[1] ?? "";
  const build = as ?? own;
  const page = built.replace(`content="${own}"`, `content="${build}"`);
  const policy = policyOf(page, "'none'");
  const http = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    if (!path.startsWith("/assets/") && path !== "/worker.js") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.setHeader("Content-Security-Policy", policy);
      response.end(page);
      return;
    }
    response.setHeader("Content-Type", TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream");
    response.end(readFileSync(DIST + path));
  });
  return { http, build };
}

/** Serves the built wall and tells each screen one scenery and a beat a second: what a picture of a wall needs. */
export async function startFeed(first: Told, as?: string): Promise<Feed> {
  const { http, build } = serveWall(as);
  const io = new Server<ScreenToServer, ServerToScreen>(http);
  let { sceneryOf } = first;
  let ahead = first.now - Date.now();
  let seq = 1;
  const now = () => Date.now() + ahead;
  const snapshot = (scene: Scene, at: number) =>
    ({
      epoch: "feed",
      seq,
      at,
      scene,
      build,
      banks: BANKS,
      scenery: withVerdicts(sceneryOf(scene, now())),
    }) as Snapshot;
  const beat = () => io.emit("beat", { epoch: "feed", seq, at: now(), sources: [] });
  let isSilent = false;
  const heard: Feed["heard"] = { painted: 0, failed: [] };
  io.on("connection", (socket) => {
    socket.on("join", (joining) => {
      if (isSilent) return;
      const scene = joining.scene ?? "overview";
      if ("screen" in joining) {
        const { screen } = joining;
        socket.emit("assignment", { ...SOUNDING, screen, scene, lang: screen === "en" ? "en" : "th" });
      }
      void socket.join(scene);
      socket.emit("snapshot", snapshot(scene, now()));
      beat();
    });
    socket.on("painted", (painted) => {
      heard.painted = painted;
    });
    socket.on("failed", (failed) => {
      heard.failed = failed;
    });
  });
  const tellAll = (at: number) => {
    for (const scene of SCENES) io.to(scene).emit("snapshot", snapshot(scene, at));
  };
  const beats = setInterval(() => isSilent || beat(), 1_000);
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    heard,
    tell(told) {
      sceneryOf = told.sceneryOf;
      ahead = told.now - Date.now();
      seq++;
      tellAll(now());
      beat();
      return seq;
    },
    fallSilent(seconds) {
      isSilent = true;
      tellAll(now() - seconds * 1_000);
    },
    close: async () => {
      clearInterval(beats);
      await io.close();
    },
  };
}
