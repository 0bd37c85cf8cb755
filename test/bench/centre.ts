// A simulated centre in which every frame changes everything and whose clock can run faster. It serves the built wall
// and sends each screen the difference from the last state that the screen was sent, as the server does.
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import type { Bar, OpenFreeze } from "#wire/sceneParts.ts";
import type { Scene, Scenery } from "#wire/scenery.ts";
import { SCENES } from "#wire/scenery.ts";
import { changesOf } from "../../backend/live/changes.ts";
import { BANKS, SOUNDING, serveWall } from "../wall/feed.ts";
import { STATES, type State, sceneryOf } from "../wall/sceneries.ts";
import { withVerdicts } from "../wall/verdicts.ts";
import { answer } from "./scope.ts";

/** Of the charts' series, those that are a part of another. */
const KEPT = new Set(["calls.answered", "freezes.confirmed"]);
/** How long the centre stays in one state. */
const STATE = 20_000;

interface Told {
  scene: Scene;
  named: boolean;
  seq: number;
  painted: number;
  scenery: Scenery | null;
}

let now = Date.parse("2026-11-21T12:00:00+07:00");
/** The state of the centre, another one every twenty seconds, so that every part of a wall appears and disappears. */
let states: readonly State[] = STATES;
/** How long a named screen shows a scene. */
let turnMs = 45_000;
let step = 0;
let frames = 0;
const told = new Map<string, Told>();
const { http, build } = serveWall();
// A wall sends something every second, however fast its seconds pass.
const io = new Server<ScreenToServer, ServerToScreen>(http, { pingTimeout: 60_000 });
const turnOf = (at: number) => SCENES[Math.floor(at / turnMs) % SCENES.length] ?? "overview";

io.on("connection", (socket) => {
  socket.on("disconnect", () => told.delete(socket.id));
  socket.on("join", (joining) => {
    const named = "screen" in joining;
    const scene = named ? turnOf(now) : joining.scene;
    if (named)
      socket.emit("assignment", { ...SOUNDING, lang: "th", sound: false, screen: joining.screen, scene });
    const scenery = stirred(scene);
    told.set(socket.id, { scene, named, seq: 1, painted: 0, scenery });
    socket.emit("snapshot", {
      epoch: "centre",
      seq: 1,
      at: now,
      scene,
      build,
      banks: BANKS,
      scenery,
    } as Snapshot);
  });
  socket.on("painted", (seq) => {
    const its = told.get(socket.id);
    if (its) its.painted = seq;
  });
});

function stirred(scene: Scene): Scenery {
  const state = states[Math.floor(now / STATE) % states.length] ?? "normal";
  const scenery = sceneryOf(state, scene, now);
  let place = 0;
  const part = () => 0.8 + (0.2 * ((step * 7 + place++) % 11)) / 11;
  const stir = <T extends number | string>(value: T) =>
    typeof value !== "number"
      ? value
      : ((Number.isInteger(value) ? Math.round(value * part()) : value * part()) as T);
  const figure = (figure: Figure): Figure => {
    const { value, numerator, denominator } = figure;
    if (typeof numerator !== "number" || typeof denominator !== "number")
      return { ...figure, value: value === null ? null : stir(value) };
    const above = stir(numerator);
    return { ...figure, numerator: above, value: value === null ? null : above / denominator };
  };
  const figures = (all: Record<string, Figure>) =>
    Object.fromEntries(Object.entries(all).map(([id, each]) => [id, figure(each)]));
  const bars = (id: string, all: Bar[]) =>
    all.map((bar) => {
      if (bar.value === null) return bar;
      const grown = bar.state === "open" ? step % 100 : Math.round(95 + 40 * Math.sin(bar.at / MINUTE / 9));
      return { ...bar, value: KEPT.has(id) ? Math.round(grown * 0.9) : grown };
    });
  // Every forty seconds one freeze is answered and another one requested.
  const first = Math.floor(now / 40_000);
  const moved = (all: readonly OpenFreeze[]) =>
    all.map((one, at) => ({ ...one, key: `f-${first + at}`, amountSatang: stir(one.amountSatang) }));
  return withVerdicts({
    ...scenery,
    figures: figures(scenery.figures),
    nearest: moved(scenery.nearest),
    ...("series" in scenery
      ? { series: Object.fromEntries(Object.entries(scenery.series).map(([id, all]) => [id, bars(id, all)])) }
      : {}),
    ...("tables" in scenery
      ? {
          tables: Object.fromEntries(
            Object.entries(scenery.tables).map(([id, rows]) => [
              id,
              rows.map((row) => ({ ...row, figures: figures(row.figures) })),
            ]),
          ),
        }
      : {}),
    ...("board" in scenery ? { board: moved(scenery.board) } : {}),
    ...("staffing" in scenery
      ? {
          staffing: scenery.staffing.map((of) => ({
            ...of,
            erlangs: stir(of.erlangs),
            agentsNow: stir(of.agentsNow ?? 0),
          })),
        }
      : {}),
  } as Scenery);
}

const isAwaited = () => [...told.values()].some((its) => its.scenery !== null && its.painted < its.seq);

function tellAll(isBeat: boolean) {
  for (const [id, its] of told) {
    const socket = io.sockets.sockets.get(id);
    const scene = its.named ? turnOf(now) : its.scene;
    if (scene !== its.scene) {
      its.scene = scene;
      socket?.emit("assignment", { ...SOUNDING, lang: "th", sound: false, screen: "hall", scene });
      its.scenery = stirred(scene);
      socket?.emit("snapshot", {
        epoch: "centre",
        seq: ++its.seq,
        at: now,
        scene,
        build,
        banks: BANKS,
        scenery: its.scenery,
      } as Snapshot);
      continue;
    }
    if (its.scenery === null) continue;
    const stamp = { epoch: "centre", at: now };
    const scenery = stirred(scene);
    // At most one frame in flight, as on the server: a screen that has not painted gets all changes with the next one.
    const changes = its.painted < its.seq ? null : changesOf(its.scenery, scenery, true);
    if (changes) {
      its.scenery = scenery;
      socket?.emit("frame", { ...stamp, seq: ++its.seq, changes });
      frames++;
    }
    if (isBeat) socket?.emit("beat", { ...stamp, seq: its.seq, sources: [] });
  }
}

answer(
  async (
    question:
      | { open: readonly State[]; turnMs?: number }
      | { run: { ms: number; factor: number; perSecond: number } },
  ) => {
    if ("open" in question) {
      states = question.open;
      turnMs = question.turnMs ?? turnMs;
      await new Promise<void>((open) => http.listen(0, "127.0.0.1", open));
      // A stopped centre still sends beats.
      setInterval(() => {
        for (const [id, { seq }] of told)
          io.sockets.sockets.get(id)?.emit("beat", { epoch: "centre", seq, at: now, sources: [] });
      }, 1_000);
      return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    }
    const { ms, factor, perSecond } = question.run;
    const [began, from, before] = [performance.now(), now, frames];
    while (now - from < ms) {
      now += 1_000 / perSecond;
      step++;
      tellAll(step % perSecond === 0);
      // A clock that runs ahead waits for the slowest wall, so that the day has all its frames.
      for (let n = 0; factor > 1 && isAwaited() && n < 200; n++)
        await new Promise((wake) => setTimeout(wake, 5));
      const wait = began + (now - from) / factor - performance.now();
      await new Promise((wake) => setTimeout(wake, Math.max(0, wait)));
    }
    return { frames: frames - before, seconds: (performance.now() - began) / 1_000 };
  },
);
