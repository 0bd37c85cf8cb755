import { io, type Socket } from "socket.io-client";
import {
  type Assignment,
  type Beat,
  type Frame,
  PAINTED_MS,
  type ScreenToServer,
  type ServerToScreen,
  SILENCE_MS,
  type Snapshot,
} from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import { addressOf } from "../api/base.ts";
import { Clock } from "./clock.svelte.ts";
import type { Failures } from "./failures.ts";
import { Line } from "./line.svelte.ts";
import { afterPaint } from "./paint.ts";
import {
  fromSnapshot,
  isBehind,
  NOTHING,
  type Reception,
  withBeat,
  withFrame,
  withSilence,
} from "./reception.ts";
import { followReleases, type Release } from "./release.ts";

/** After this many milliseconds without a message a socket is reopened though it says that it is connected. */
const REOPEN_MS = 10_000;
/** For an attempt to connect, until the first has succeeded: a proxy may let a web socket hang. */
const FIRST_CONNECT_MS = 5_000;
/** For those after it: when the server has restarted all walls wait in line, for 12 s at most (backend/live/arrivals.ts). */
const CONNECT_MS = 15_000;
/** Between two reports of failures: the server takes one a second. */
const REPORT_MS = 2_000;
/** After this many beats in a row that name a frame which has not come, the screen joins again. */
const BEATS_BEHIND = 5;

export interface Joining {
  /** The scene in the wall's address; null for a named screen. */
  scene: Scene | null;
  /** The name of a named screen, whose scene the server assigns; null for a wall with a scene in its address. */
  screen: string | null;
  /** An assignment or a snapshot came. */
  onTold: () => void;
  /** The build that this page runs. */
  build: string;
  /** What was drawn last. */
  drawn: () => Reception;
  failures: Failures;
  /** Gives what opens each socket of an embed; null: nothing now, and it comes back. Absent: a cookie does. */
  ticket?: (() => Promise<string | null>) | undefined;
}

/**
 * The one connection to the server. It tracks what it has (epoch, seq) and when the server was last heard, because a
 * socket can say OPEN for hours after it died. It never stops trying.
 */
export class Connection {
  current = $state.raw<Reception>(NOTHING);
  /** The assignment of a named screen. */
  assignment = $state.raw<Assignment | null>(null);
  /** When a person last acknowledged the alarm at this screen; epoch milliseconds. */
  acknowledgedAt = $state(0);
  readonly clock = new Clock();
  readonly line: Line;
  readonly #socket: Socket<ServerToScreen, ScreenToServer>;
  readonly #joining: Joining;
  readonly #watch: ReturnType<typeof setInterval>;
  /** On the monotonic clock: when the server was last heard, and when it last began to connect, or did. */
  #heard = performance.now();
  #reopened = performance.now();
  #patience = anyPatience();
  #behind = 0;
  #painting = false;
  #answered = Number.NEGATIVE_INFINITY;
  #audioReady = false;
  readonly #release: Release;
  /** The failures that the server was told of, and when. */
  #reported = { version: 0, at: Number.NEGATIVE_INFINITY };

  constructor(joining: Joining) {
    this.#joining = joining;
    this.#release = followReleases(joining.build, () => this.clock.now);
    const { ticket } = joining;
    this.#socket = io({
      ...(ticket ? { auth: (say: (auth: object) => void) => void sayTicket(ticket, say) } : {}),
      path: addressOf("/socket.io/"),
      transports: ["websocket"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.5,
      timeout: FIRST_CONNECT_MS,
    });
    this.#socket.io.on("reconnect_attempt", () => {
      this.#reopened = performance.now();
    });
    this.#socket.on("connect", () => {
      // Nothing was heard while it waited in line: it has its whole patience from now on.
      this.#reopened = performance.now();
      this.#socket.io.timeout(CONNECT_MS);
      this.#join();
    });
    this.#socket.on("disconnect", (reason) => {
      if (reason === "io server disconnect") this.onEnded();
    });
    this.line = new Line(this.#socket.io, () => performance.now());
    const take =
      <T>(deed: (message: T) => void) =>
      (message: T) => {
        try {
          deed(message);
        } catch (error) {
          // What could not be applied is behind, and comes again as a snapshot.
          joining.failures.addPassing("message", error);
        }
      };
    this.#socket.on(
      "assignment",
      take((assignment) => this.#onAssignment(assignment)),
    );
    this.#socket.on(
      "snapshot",
      take((snapshot) => this.#onSnapshot(snapshot)),
    );
    this.#socket.on(
      "frame",
      take((frame) => this.#onFrame(frame)),
    );
    this.#socket.on(
      "beat",
      take((beat) => this.#onBeat(beat)),
    );
    this.#watch = setInterval(() => this.#look(), 500);
  }

  close(): void {
    clearInterval(this.#watch);
    this.#release.close();
    this.clock.close();
    this.#socket.close();
  }

  /** Called when the server ends the connection on purpose. */
  onEnded: () => void = () => {};

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Is this screen's audio ready? */
  tellAudioReady(isReady: boolean): void {
    if (isReady !== this.#audioReady) this.#socket.volatile.emit("audioReady", isReady);
    this.#audioReady = isReady;
  }

  /** Sent again with each assignment until the server has it. */
  acknowledge(upTo: number): void {
    this.acknowledgedAt = upTo;
    this.#socket.volatile.emit("acknowledge", upTo);
  }

  #onAssignment(assignment: Assignment): void {
    this.assignment = assignment;
    if (assignment.alarm !== null && assignment.alarm <= this.acknowledgedAt)
      this.acknowledge(this.acknowledgedAt);
    this.#joining.onTold();
  }

  #join(): void {
    const { epoch, seq } = this.current;
    this.#behind = 0;
    const { scene, screen } = this.#joining;
    const had = this.current.scenery === null ? null : this.current.scene;
    if (screen !== null) this.#socket.emit("join", { screen, scene: had, epoch, seq });
    else if (scene !== null) this.#socket.emit("join", { scene, epoch, seq });
    if (this.#audioReady) this.#socket.emit("audioReady", true);
    // The server has forgotten what it was told.
    this.#reported.version = 0;
  }

  #onSnapshot(snapshot: Snapshot): void {
    this.#heard = performance.now();
    this.current = fromSnapshot(snapshot);
    this.#joining.onTold();
    this.#answer();
    this.#release.told(snapshot.build);
  }

  #onFrame(frame: Frame): void {
    this.#heard = performance.now();
    this.current = withFrame(this.current, frame);
    this.#behind = 0;
    this.#answer();
  }

  #onBeat(beat: Beat): void {
    this.#heard = performance.now();
    // Only beats tell the time: the time in a snapshot or a frame is that of its figures.
    this.clock.hear(beat.at);
    // The server's clock was set back: what breaks now must not count as acknowledged.
    this.acknowledgedAt = Math.min(this.acknowledgedAt, beat.at);
    this.#behind = isBehind(this.current, beat) ? this.#behind + 1 : 0;
    if (this.#behind >= BEATS_BEHIND) this.#join();
    this.current = withBeat(this.current, beat);
    if (performance.now() - this.#answered >= PAINTED_MS) this.#answer();
  }

  /** The newest `seq` if it is drawn, else null. */
  #drawnSeq(): number | null {
    const { scene, epoch, seq } = this.#joining.drawn();
    const { current } = this;
    return scene === current.scene && epoch === current.epoch && seq === current.seq ? seq : null;
  }

  /** Reports what was painted, after the paint: one answer for everything before the same paint. */
  #answer(): void {
    if (this.#painting) return;
    this.#painting = true;
    afterPaint(
      () => this.#drawnSeq(),
      (seq) => {
        this.#painting = false;
        // What could not be drawn is never called painted: the server holds this screen frozen.
        if (seq === null) return;
        this.#answered = performance.now();
        // Without this answer the server holds the next frame back: it must not be dropped or buffered.
        if (this.#socket.connected) this.#socket.emit("painted", seq);
        if (seq !== this.current.seq) this.#answer();
      },
    );
  }

  #report(now: number): void {
    const { failures } = this.#joining;
    const { version, at } = this.#reported;
    if (failures.version === version || now - at < REPORT_MS || !this.#socket.connected) return;
    this.#reported = { version: failures.version, at: now };
    this.#socket.emit("failed", failures.list());
  }

  #look(): void {
    const now = performance.now();
    this.#report(now);
    this.line.look(now, this.#socket.connected, this.current.scenery !== null);
    const silence = now - this.#heard;
    if (silence > SILENCE_MS) this.current = withSilence(this.current);
    // An attempt has a time-out of its own; who begins anew is the last in line again.
    const patience = this.#socket.connected ? this.#patience : Math.max(this.#patience, CONNECT_MS + 1_000);
    if (silence > this.#patience && now - this.#reopened > patience) {
      this.#reopened = now;
      this.#patience = anyPatience();
      this.#socket.disconnect().connect();
    }
  }
}

/** Without a ticket it says nothing, and the connection ends by itself. */
async function sayTicket(ask: () => Promise<string | null>, say: (auth: object) => void): Promise<void> {
  const ticket = await ask();
  if (ticket !== null) say({ ticket });
}

/** Random, so that not all screens reconnect at once. */
function anyPatience(): number {
  return REOPEN_MS + Math.random() * 2_000;
}

export function openConnection(joining: Joining): Connection {
  return new Connection(joining);
}
