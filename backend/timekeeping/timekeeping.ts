import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { readDatabaseClock } from "./queries.ts";
import { type Look, latestOf, STEP_MS, shownFor, stepOf } from "./step.ts";

export interface Timekeeping {
  /** What is wrong with the clock. Empty: nothing that is known. */
  warnings(): Extract<Warning, { kind: "clock-set" | "clocks-differ" }>[];
  /** The latest time that it can be, in epoch milliseconds: no event before it comes from the future. */
  latest(): number;
  close(): Promise<void>;
}

const LOOK_MS = SECOND;
/** How often times ahead of the clock are mended, and the clock is compared with the database's. */
const MEND_MS = MINUTE;
/** After a crash moments go on from a ceiling that is kept five seconds ahead (backend/store/moments.ts). */
const AHEAD_MS = 5 * SECOND + STEP_MS;

/**
 * Notices that the clock was set, in this process or while it was stopped, and that clocks of several backends or of
 * the database differ: says it once in the log, and to walls for as long as it matters. What a clock that was ahead
 * has left is mended.
 */
export async function openTimekeeping(deps: {
  store: Store;
  clock: Clock;
  /** Times after `now` become `now`: nothing was heard or acknowledged in the future. */
  mend: (now: number) => Promise<unknown>;
  onTrouble: (what: string, error?: unknown) => void;
}): Promise<Timekeeping> {
  const { store, clock, onTrouble } = deps;
  const look = (): Look => ({ now: clock.now(), ticks: clock.ticks() });
  let last = look();
  /** The last step that is shown, until when (ticks), and the last look before the first of those that are. */
  let step: { byMs: number; at: number; until: number; before: Look } | null = null;
  /** How far this clock is ahead of the database's, by the last comparison. */
  let offset = 0;
  /** The difference that is shown. */
  let differs: number | null = null;
  let mending: Promise<void> = Promise.resolve();
  /** Mended by the timer: whoever asks for warnings may be inside a transaction. */
  let isMendDue = false;

  function noteStep(byMs: number, at: Look, before: Look) {
    const until = Math.max(at.ticks + shownFor(byMs), step?.until ?? 0);
    step = { byMs, at: at.now, until, before: step?.before ?? before };
  }

  function lookAgain() {
    const now = look();
    if (step && now.ticks >= step.until) step = null;
    const byMs = stepOf(last, now);
    if (byMs !== 0) {
      noteStep(byMs, now, last);
      onTrouble(`the clock of this machine was set ${said(byMs)} (or the machine was paused)`);
      isMendDue = true;
    }
    last = now;
    lookAtOthers();
  }

  /** Of a server: its own clock, and moments that another backend's has pushed ahead. */
  function lookAtOthers() {
    if (store.kind === "embedded") return;
    const [byMs, whose] =
      Math.abs(offset) > STEP_MS
        ? [Math.round(offset), "the clocks of this machine and of the database differ: this one is"]
        : store.ahead > AHEAD_MS && !step
          ? [Math.round(store.ahead), "another backend's clock is, or this one was,"]
          : [null, ""];
    const isNews = byMs !== null && (differs === null || Math.abs(byMs - differs) > STEP_MS);
    if (isNews) onTrouble(`${whose} ${said(byMs)}; set all clocks by one time service`);
    if (byMs === null || isNews) differs = byMs;
  }

  /** The present time. On a server the later of both clocks: a backend that is behind mends nothing that is right. */
  async function compare(): Promise<number> {
    if (store.kind === "embedded") return clock.now();
    const began = clock.ticks();
    const database = await readDatabaseClock(store.run);
    const now = clock.now();
    // It was read half-way between question and answer.
    offset = now - (database + (clock.ticks() - began) / 2);
    return Math.max(now, database);
  }

  function mend() {
    isMendDue = false;
    mending = mending.then(async () => {
      try {
        await deps.mend(await compare());
      } catch (error) {
        onTrouble("times ahead of the clock could not be mended; it is tried again", error);
      }
    });
    return mending;
  }

  if (store.kind === "embedded" && store.ahead > AHEAD_MS) {
    const byMs = -Math.round(store.ahead);
    noteStep(byMs, last, last);
    onTrouble(`the clock of this machine was set ${said(byMs)} while the program was stopped`);
  }
  await mend();
  const stops = [
    clock.every(LOOK_MS, () => {
      lookAgain();
      if (isMendDue) void mend();
    }),
    clock.every(MEND_MS, () => void mend()),
  ];

  return {
    warnings() {
      lookAgain();
      return [
        ...(step ? [{ kind: "clock-set" as const, byMs: step.byMs, at: step.at }] : []),
        ...(differs === null ? [] : [{ kind: "clocks-differ" as const, byMs: differs }]),
      ];
    },
    latest() {
      lookAgain();
      return latestOf(last, step?.before ?? null);
    },
    async close() {
      for (const stop of stops) stop();
      await mending;
    },
  };
}

const said = (byMs: number) =>
  `${inLargestUnit(Math.round(Math.abs(byMs) / SECOND), "en")} ${byMs > 0 ? "ahead" : "back"}`;
