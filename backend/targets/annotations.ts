import { DAY } from "#calendar/units.ts";
import { extentOf, type Scope } from "#wire/access.ts";
import type { Annotation } from "#wire/targets.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault, requireRoom } from "../kit/fault.ts";
import { remember } from "../kit/remember.ts";
import type { Run, Store } from "../store/store.ts";
import {
  addAnnotation,
  countAnnotations,
  endAnnotation,
  listAnnotations,
  restoreAnnotation,
  sliceOfAnnotation,
} from "./annotationQueries.ts";
import { isTold } from "./inScope.ts";

export type Said = Pick<Annotation, "from" | "until" | "text" | "slice">;

export interface Annotations {
  /**
   * Those within a scope that speak of a time, as they stood at a moment (null: now). `until` exclusive. What waits for
   * the database is dropped when `signal` aborts.
   */
  list(
    scope: Scope,
    within: { from: number; until: number },
    asOf: number | null,
    signal?: AbortSignal,
  ): Promise<Annotation[]>;
  /** All that stand now, as of a moment ago, for walls. Not to be called while a reading runs: it has the connection. */
  standing(): Promise<readonly Annotation[]>;
  /** Another backend changed one. */
  forget(): void;
  /** What an annotation is of, also one that was ended; nothing: there is none. */
  extentsOf(id: number): Promise<Scope[]>;
  /** Throws `bad-request`. */
  add(said: Said, doer: Doer): Promise<Annotation>;
  /** Nothing is deleted: it stands no more, and can be restored. Throws `not-found`. */
  end(id: number, doer: Doer): Promise<void>;
  /** Throws `not-found`. */
  restore(id: number, doer: Doer): Promise<void>;
}

/** A year: what lasts longer is no event. */
const MOST_MS = 366 * DAY;
const MOST_IN_A_DAY = 200;

/** What happened, said by people, for every chart. */
export function openAnnotations(deps: {
  store: Store;
  clock: Clock;
  codes: readonly { kind: string; code: string }[];
  onChanged: () => void;
}): Annotations {
  const { store, clock, codes } = deps;
  const { known, forget } = remember(clock, () => listAnnotations(store.run, clock.now()));

  async function changed<T>(deed: (run: Run) => Promise<T>): Promise<T> {
    const done = await store.transaction(deed);
    forget();
    deps.onChanged();
    return done;
  }

  function faultsOf({ from, until, text, slice }: Said): string[] {
    const isKnown = codes.some(({ kind, code }) => kind === slice.by && code === slice.of);
    return [
      ...(until !== null && until <= from ? ["until: must lie after from"] : []),
      ...(until !== null && until - from > MOST_MS ? ["until: must lie at most a year after from"] : []),
      ...(slice.by === "all" && slice.of !== null ? ["slice: `of` must be null for all"] : []),
      ...(slice.by !== "all" && !isKnown
        ? [`slice: there is no ${slice.by} ${slice.of}; GET /v1/codes lists them`]
        : []),
      ...(/\p{C}/u.test(text) ? ["text: must be one line, without control characters"] : []),
      ...(text.trim() === "" ? ["text: must not be empty"] : []),
    ];
  }
  const of = (id: number) => ({ kind: "annotation", id: String(id) });

  return {
    async list(scope, { from, until }, asOf, signal) {
      const standing = await listAnnotations(store.inClass("pages", signal).run, asOf ?? clock.now());
      return standing.filter(
        (each) => each.from < until && (each.until ?? each.from + 1) > from && isTold(each.slice, scope),
      );
    },
    standing: known,
    forget,
    extentsOf: async (id) => (await sliceOfAnnotation(store.run, id)).map(extentOf),
    async add(said, doer) {
      const wrong = faultsOf(said);
      if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
      return changed(async (run) => {
        const madeAt = clock.now();
        requireRoom(
          await countAnnotations(run, madeAt - DAY),
          MOST_IN_A_DAY,
          "annotations of one day",
          "make more tomorrow",
        );
        const made = { ...said, text: said.text.trim(), by: doer.by.name, madeAt };
        const id = await addAnnotation(run, made);
        await writeAudit(run, { ...doer, deed: "annotation.made", of: of(id), after: said }, madeAt);
        return { ...made, id };
      });
    },
    async end(id, doer) {
      await changed(async (run) => {
        const now = clock.now();
        const before = await endAnnotation(run, id, now, doer.by.name);
        if (!before) throw new Fault("not-found", `there is no annotation ${id}, or it was deleted before`);
        await writeAudit(run, { ...doer, deed: "annotation.ended", of: of(id), before }, now);
      });
    },
    async restore(id, doer) {
      await changed(async (run) => {
        const after = await restoreAnnotation(run, id);
        if (!after) throw new Fault("not-found", `there is no annotation ${id} that was deleted`);
        await writeAudit(run, { ...doer, deed: "annotation.restored", of: of(id), after }, clock.now());
      });
    },
  };
}
