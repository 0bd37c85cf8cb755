import type { ScreensAnswer } from "#wire/screens.ts";
import { moment } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import type { Column } from "../parts/sort.ts";
import { looksOf, sentenceOf } from "./lines.ts";
import type { Display } from "./list.svelte.ts";
import { STATES, stateOf } from "./state.ts";
import type { Words } from "./words.th.ts";

type Listed = ScreensAnswer["screens"][number];

/** By what the list of screens is put in order, and what its file says. */
export function columnsOf(given: {
  words: Words;
  lang: Lang;
  /** The server's time; absent: not known yet. */
  at: number | undefined;
  /** Null: whoever looks may not know the displays. */
  displaysOf: ((name: string) => readonly Display[]) | null;
}): Column<Listed>[] {
  const { words, lang, at, displaysOf } = given;
  const nowOf = ({ assignment }: Listed) => (assignment ? words.scenes[assignment.scene] : "");
  const placeOf = ({ name }: Listed) => [...new Set(displaysOf?.(name).map(({ place }) => place))].join(", ");
  return [
    { id: "name", label: words.columns.name, text: ({ name }) => name, order: ({ name }) => name },
    {
      id: "state",
      label: words.columns.state,
      text: (screen) => words.states[stateOf(screen)],
      order: (screen) => STATES.indexOf(stateOf(screen)),
    },
    { id: "now", label: words.columns.now, text: nowOf, order: nowOf },
    { id: "plan", label: words.columns.plan, text: (screen) => sentenceOf(screen, words) },
    { id: "looks", label: words.columns.looks, text: (screen) => looksOf(screen, words) },
    {
      id: "painted",
      label: words.columns.painted,
      text: ({ paintedAt }) => (paintedAt === null ? "" : moment(paintedAt, at ?? paintedAt, lang)),
      order: ({ paintedAt }) => paintedAt ?? 0,
    },
    ...(displaysOf ? [{ id: "place", label: words.columns.place, text: placeOf, order: placeOf }] : []),
  ];
}
