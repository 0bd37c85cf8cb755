import type { Kind } from "../store/cells.ts";

/** What commits changed: the minutes (epoch ms) of each kind. Null: something unknown. */
export type Changed = ReadonlyMap<Kind, readonly number[]> | null;

/** The changes since a watch began or was last taken. */
export interface Watch {
  take(): Changed;
  end(): void;
}

/** Tells readings that take several turns what has changed meanwhile. */
export function openChanges(): { changed(changed: Changed): void; watch(): Watch } {
  const watches = new Set<(changed: Changed) => void>();
  return {
    changed(changed) {
      for (const note of watches) note(changed);
    },
    watch() {
      let minutes: Map<Kind, number[]> | null = new Map();
      const note = (changed: Changed) => {
        if (changed === null) minutes = null;
        for (const [kind, more] of changed ?? [])
          minutes?.set(kind, [...new Set([...(minutes.get(kind) ?? []), ...more])]);
      };
      watches.add(note);
      return {
        take() {
          const taken = minutes;
          if (minutes) minutes = new Map();
          return taken;
        },
        end: () => void watches.delete(note),
      };
    },
  };
}
