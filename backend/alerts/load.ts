import { DAY, MINUTE } from "#calendar/units.ts";
import type { Load } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

/** EEMUA 191: a person in charge gets fewer than one in ten minutes, and can follow no flood of ten. */
const GUIDELINE = { steady: 1, flood: 10 } as const;
const SPAN_MS = 10 * MINUTE;

interface RecipientRow {
  id: number;
  name: string;
  messages: number;
  most: number;
  most_at: string;
  episodes: number[] | null;
}
interface RuleRow {
  /** Null: all rules together. */
  rule: string | null;
  name_th: string | null;
  name_en: string | null;
  fired: number;
  messages: number;
  taken: number;
  median: number | null;
  p90: number | null;
  untouched: number;
  episodes: number[];
  untouched_episodes: number[];
}

const tenths = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 10) / 10);
const takenOf = ({ taken, median, p90 }: RuleRow) => ({
  taken,
  medianSeconds: tenths(median),
  p90Seconds: tenths(p90),
});

/**
 * How many alerts people got in the days until `at`, and what became of them. @param subjects only of these; null: of
 * all
 */
export async function readLoad(
  run: Run,
  at: number,
  days: number,
  subjects: readonly string[] | null,
): Promise<Load> {
  const from = at - days * DAY;
  const asked = [iso(from), iso(at), subjects];
  const [recipients, rows] = await Promise.all([
    run<RecipientRow>("loadOfRecipients", asked),
    run<RuleRow>("loadOfRules", asked),
  ]);
  const all = rows.find(({ rule }) => rule === null)!;
  return {
    at,
    from,
    guideline: GUIDELINE,
    fired: all.fired,
    ...takenOf(all),
    untouched: all.untouched,
    untouchedEpisodes: all.untouched_episodes,
    recipients: recipients.map(({ id, name, messages, most, most_at, episodes }) => ({
      id,
      name,
      messages,
      most,
      mostAt: Number(most_at),
      episodes: episodes ?? [],
      inTenMinutes: Math.round((messages * SPAN_MS * 1_000) / (at - from)) / 1_000,
    })),
    rules: rows.flatMap((row) =>
      row.rule === null
        ? []
        : [
            {
              id: row.rule,
              nameTh: row.name_th!,
              nameEn: row.name_en!,
              fired: row.fired,
              messages: row.messages,
              ...takenOf(row),
              untouched: row.untouched,
              episodes: row.episodes,
            },
          ],
    ),
  };
}
