import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { Server } from "socket.io";
import type { Scene, Scenery, ScreenToServer, ServerToScreen } from "#wire/live.ts";

const DIST = resolve(import.meta.dirname, "../../dist/dashboard");
const TYPES: Record<string, string> = { js: "text/javascript", css: "text/css", woff2: "font/woff2" };

export interface Feed {
  url: string;
  close(): Promise<void>;
}

/** A named screen has all that a header can have. */
const SOUNDING = {
  theme: "dark",
  lang: "th",
  thaiDigits: false,
  reason: "fixed",
  sound: true,
  alarm: null,
} as const;

/** Serves the built wall and tells each screen one scenery and a beat a second: what a picture of a wall needs. */
export async function startFeed(sceneryOf: (scene: Scene, now: number) => Scenery): Promise<Feed> {
  const page = readFileSync(resolve(DIST, "index.html"), "utf8");
  const build = /name="build" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const http = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    if (!path.startsWith("/assets/")) {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(page);
      return;
    }
    response.setHeader("Content-Type", TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream");
    response.end(readFileSync(DIST + path));
  });
  const io = new Server<ScreenToServer, ServerToScreen>(http);
  const stamp = () => ({ epoch: "feed", seq: 0, at: Date.now() });
  io.on("connection", (socket) => {
    socket.on("join", (joining) => {
      const scene = joining.scene ?? "overview";
      if ("screen" in joining) socket.emit("show", { ...SOUNDING, screen: joining.screen, scene });
      const scenery = sceneryOf(scene, Date.now());
      socket.emit("snapshot", { ...stamp(), scene, build, scenery });
    });
  });
  const beats = setInterval(() => io.emit("beat", { ...stamp(), sources: [] }), 1_000);
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      clearInterval(beats);
      await io.close();
    },
  };
}
