import type { Lang } from "#wire/live.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Situation } from "#wire/situation.schema.ts";
import { momentToSecond } from "#writing/dates.ts";
import { HELD_IN_TIME, SERVICE_LEVEL } from "../figures/judgement.ts";
import type { Reception } from "../live/reception.ts";
import type { Look } from "../parts/look.ts";
import { type Finding, situationOf } from "../wall/situation.ts";
import type { Words as WallWords } from "../wall/words.th.ts";
import type { Words } from "./situationWords.th.ts";

/** The sentence in the header of pages. */
export interface Said {
  state: "normal" | "watch" | "broken" | "no-data" | "lost";
  look: Extract<Look, "good" | "watch" | "broken" | "no-data">;
  what: string;
  where: string;
  others: string;
  /** The alert that it is about; null: there is none. */
  episode: number | null;
}

interface Heard {
  /** Null: it was never answered. */
  situation: Situation | null;
  /** Nothing was heard for too long: what is known may be out of date. */
  isLost: boolean;
  /** As of when it is, by the server's clock; null: not known. */
  readAt: number | null;
  now: number;
}

const LOOKS = { normal: "good", watch: "watch", broken: "broken", "no-data": "no-data" } as const;

/** What the wall says of the same, in its words; of who is limited, what alerts are open that are his. */
export function saidOf(
  { situation, isLost, readAt, now }: Heard,
  { wall, words }: { wall: WallWords; words: Words },
  lang: Lang,
): Said {
  const nothing = { where: "", others: "", episode: null };
  if (isLost)
    return {
      ...nothing,
      state: "lost",
      look: "watch",
      what: readAt === null ? words.unread : wall.lost(momentToSecond(readAt, now, lang)),
    };
  if (!situation) return { ...nothing, state: "no-data", look: "no-data", what: words.waiting };
  const { scenery, alerts, rules, judgedUntil, banks } = situation;
  /** Nothing that goes wrong would be told; null: it would be. */
  const unwatched: Said | null =
    rules > 0 && judgedUntil === null
      ? null
      : {
          ...{ ...nothing, state: "no-data", look: "no-data" },
          ...(rules === 0
            ? { what: words.unwatched, where: words.noRules }
            : {
                what: words.unjudged,
                where: words.since(judgedUntil ? momentToSecond(judgedUntil, now, lang) : null),
              }),
        };
  if (scenery === null) {
    const [first, ...rest] = alerts;
    if (first)
      return {
        state: first.look,
        look: first.look,
        what: first.what[lang],
        where: words.ofYours,
        others: rest.length > 0 ? wall.others(rest.length) : "",
        episode: first.id,
      };
    return unwatched ?? { ...nothing, state: "normal", look: "good", what: words.none, where: words.ofYours };
  }
  const reception: Reception = {
    ...{ link: "live", epoch: null, seq: 0, scene: "overview" },
    heardAt: readAt ?? situation.at,
    scenery: scenery as Scenery,
    banks,
  };
  const { state, worst, others } = situationOf(reception, now);
  if (!worst) return unwatched ?? { ...nothing, state: "normal", look: "good", what: wall.normal };
  const bank = (code: string) => (Object.keys(banks).includes(code) ? banks[code]![lang] : code);
  return {
    state,
    look: LOOKS[state],
    ...wall.finding(worst, now, bank),
    others: others > 0 ? wall.others(others) : "",
    episode: episodeOf(worst, alerts),
  };
}

/** By what conditions and of whom an alert is about what was found. */
function aboutOf(finding: Finding): { conditions: string[]; of: (string | null)[] } {
  switch (finding.kind) {
    case "overdue":
      return { conditions: ["freeze-overdue"], of: [finding.newest.bank] };
    case "will-miss":
    case "at-risk":
      return { conditions: ["freeze-will-miss"], of: finding.hops.map(({ bank }) => bank) };
    case "below": {
      const promised = [SERVICE_LEVEL, HELD_IN_TIME].find(({ metric }) => metric === finding.metric);
      return { conditions: promised ? [promised.objective] : [], of: [null] };
    }
    case "silent":
    case "behind":
      return { conditions: [`source-${finding.kind}`], of: finding.names.map(({ en }) => en) };
    case "warning": {
      const { kind } = finding.warning;
      const conditions = { "disk-low": "disk", "disk-full": "disk", "figures-differ": "figures" } as const;
      return {
        conditions: [kind in conditions ? conditions[kind as keyof typeof conditions] : "clock"],
        of: [null],
      };
    }
    default:
      return { conditions: [], of: [] };
  }
}

function episodeOf(finding: Finding, alerts: Situation["alerts"]): number | null {
  if (finding.kind === "alerts") return alerts[0]?.id ?? null;
  const { conditions, of } = aboutOf(finding);
  const found = alerts.find(
    ({ condition, subject }) => conditions.includes(condition) && of.includes(subject.of),
  );
  return found?.id ?? null;
}
