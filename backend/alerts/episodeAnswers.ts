import { HOUR } from "#calendar/units.ts";
import type { EpisodeAnswer, EpisodeRow, MessageRow, Reason } from "#wire/alerts.ts";
import type { Lang } from "#writing/lang.ts";
import type { Run } from "../store/store.ts";
import type { Means } from "./channels/channels.ts";
import { type Listed, listEpisodes, listTransitions } from "./episodeQueries.ts";
import { chainOf } from "./escalation.ts";
import type { Known } from "./judge.ts";
import { mutedUntil } from "./mutes.ts";
import { type Letter, readLetters } from "./outbox/letterQueries.ts";
import { listAttempts } from "./outbox/messageQueries.ts";
import { dueAt, nextStep } from "./steps.ts";
import { countsOf, detailOf, driveOf } from "./texts/details.ts";
import { textOf } from "./texts/letter.ts";
import { REASON_TEXTS } from "./texts/reasons.ts";
import { place, type Told, titleOf } from "./texts/title.ts";

const LAST = 2_147_483_647;

export interface WantedEpisodes {
  state: "open" | "history";
  owner: string | null;
  before: number | null;
  /** Those that were open then, whatever they are now; absent: now. */
  asOf?: number;
  /** Only those that this message tells, whatever they are now; absent: all. */
  group?: string;
  /** Only of these, as `subjectKey` writes them; null: of all. */
  subjects: readonly string[] | null;
}

/** Episodes as they are shown. @param known who is told, and what is muted */
export async function readEpisodes(
  run: Run,
  wanted: WantedEpisodes,
  means: Means,
  known: () => Promise<Known>,
  now: number,
): Promise<EpisodeRow[]> {
  const { state, owner, before, asOf, group, subjects } = wanted;
  // Which were open then, or told together, does not say what they are now.
  const isOpen = asOf === undefined && group === undefined ? state === "open" : null;
  const rows = await listEpisodes(run, {
    isOpen,
    owner,
    before: before ?? LAST,
    id: null,
    asOf: asOf ?? null,
    group: group ?? null,
    subjects,
  });
  const all = await known();
  return rows.map((row) => rowOf(row, means, all, now));
}

export async function readEpisode(
  run: Run,
  id: number,
  means: Means,
  known: () => Promise<Known>,
  { now, asOf }: { now: number; asOf: number },
): Promise<EpisodeAnswer | null> {
  const [row] = await listEpisodes(run, { isOpen: null, owner: null, before: LAST, id });
  if (!row) return null;
  const [transitions, letters] = await Promise.all([
    listTransitions(run, id),
    readLetters(run, { episode: id }),
  ]);
  const { runbookTh, runbookEn } = row.rules;
  const past = transitions.filter(({ at }) => at <= asOf);
  const found = past.findLast(({ finding }) => finding !== null);
  const { rules, subject, cause, since } = row;
  // What became unstable later was a limit that was broken.
  const wasUnstable = past.some(({ reason, to }) => reason === "unstable-began" || to === "resolved");
  const toldThen: Told = {
    rule: rules,
    subject,
    cause: cause === "unstable" && !wasUnstable ? "limit" : cause,
    since,
    finding: found?.finding ?? null,
    foundAt: found?.at ?? null,
  };
  const saidThen = (lang: Lang) =>
    [titleOf(toldThen, means.nameOf, lang), detailOf(toldThen, asOf, lang)].join("\n");
  const { finding, foundAt, resolvedAt } = row;
  const told = { rule: rules, subject, cause, since, finding, foundAt };
  const beside = (lang: Lang) => detailOf(told, resolvedAt ?? now, lang, { isBesideFacts: true });
  const drive = (lang: Lang) => (resolvedAt === null ? driveOf(told, means.nameOf, lang) : null);
  const figure = await means.figureOf({ body: rules, subject }, asOf);
  return {
    episode: rowOf(row, means, await known(), now),
    facts: factsOf(row),
    beside: { th: beside("th"), en: beside("en") },
    drive: drive("th") === null ? null : { th: drive("th")!, en: drive("en")! },
    runbook: { th: runbookTh, en: runbookEn },
    known: {
      asOf,
      state: past.at(-1)?.to ?? null,
      said: { th: saidThen("th"), en: saidThen("en") },
      where: { th: place(subject, means.nameOf, "th"), en: place(subject, means.nameOf, "en") },
      figure: figure && {
        metric: figure.metric.id,
        subject,
        from: figure.from,
        until: figure.until,
        step: figure.step,
        target: figure.target,
      },
    },
    transitions: transitions.map(({ finding, ...each }) => {
      // The line of the log has its time, and the first one is since when.
      const said = (lang: Lang) =>
        [REASON_TEXTS[lang][each.reason], ...countsOf(finding, each.at, lang)].join(" · ");
      return { ...each, said: { th: said("th"), en: said("en") } };
    }),
    messages: await messageRows(run, letters, means, transitions),
  };
}

/** How many people, minutes and how much money; null: nothing of it is known. */
function factsOf({ finding, foundAt }: Listed): EpisodeAnswer["facts"] {
  if (!finding || foundAt === null) return null;
  const { people, minutes, satang, cases, calls } = finding.facts;
  if (calls === undefined && people === undefined && minutes === undefined && satang === undefined)
    return null;
  return {
    ...(people === undefined ? {} : { people }),
    ...(calls === undefined || cases === undefined ? {} : { calls: cases }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(satang === undefined ? {} : { satang }),
    at: foundAt,
    state: finding.state,
  };
}

/** One message, with what became of it; null: there is none. */
export async function readMessage(run: Run, id: string, means: Means): Promise<MessageRow | null> {
  return (await messageRows(run, await readLetters(run, { ids: [id] }), means))[0] ?? null;
}

async function messageRows(
  run: Run,
  letters: readonly Letter[],
  means: Means,
  transitions: readonly { seq: number; reason: Reason }[] = [],
): Promise<MessageRow[]> {
  // What was told with others of its rule went as their message did.
  const parents = letters.flatMap(({ state, parent }) => (state === "folded" && parent ? [parent] : []));
  const groups = parents.length > 0 ? await readLetters(run, { ids: parents }) : [];
  const groupOf = ({ state, parent }: Letter) =>
    state === "folded" ? groups.find(({ id, kind }) => id === parent && kind === "group") : undefined;
  const sent = letters.map((letter) => ({ letter, by: groupOf(letter) ?? letter }));
  const attempts = await listAttempts(
    run,
    sent.map(({ by }) => by.id),
  );
  return sent.map(({ letter, by }) => ({
    id: letter.id,
    episode: letter.episode,
    kind: letter.kind,
    recipient: letter.recipient.name,
    channel: letter.channelKind,
    state: by.state,
    why: by.why ?? letter.why,
    because: becauseOf(transitions.find(({ seq }) => seq === letter.seq)),
    step: letter.step,
    at: letter.madeAt,
    dueAt: letter.dueAt,
    tries: by.tries,
    text: textOf(letter, [], means).text,
    attempts: attempts
      .filter(({ message }) => message === by.id)
      .map(({ message: _, ...attempt }) => attempt),
  }));
}

const becauseOf = (change: { reason: Reason } | undefined) =>
  change ? { th: REASON_TEXTS.th[change.reason], en: REASON_TEXTS.en[change.reason] } : null;

function rowOf(row: Listed, { nameOf }: Means, known: Known, now: number): EpisodeRow {
  const { recipients, rotas, mutes } = known;
  const { rules, finding, foundAt, subject, cause, since } = row;
  const told = { rule: rules, subject, cause, since, finding, foundAt };
  const isOld = row.firedAt !== null && now - row.firedAt > rules.chainHours * HOUR;
  const { policy, severity } = rules;
  const chain = (at: number) => chainOf(known, { policy, severity, subject }, at);
  const step = (at: number) => nextStep(chain(at), row);
  const waits = row.state === "firing" && !isOld && row.chainFrom !== null ? step(now) : undefined;
  const nextStepAt = waits ? dueAt(row, waits) : null;
  // Whoever is on duty then.
  const next = nextStepAt === null ? undefined : step(Math.max(nextStepAt, now));
  const names = (all: readonly { id: number; name: string }[], ids: readonly number[] = []) =>
    all.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return {
    id: row.id,
    rule: row.rule,
    version: row.version,
    nameTh: rules.nameTh,
    nameEn: rules.nameEn,
    severity,
    subject,
    state: row.state,
    cause,
    seq: row.seq,
    since,
    firedAt: row.firedAt,
    resolvedAt: row.resolvedAt,
    noDataSince: row.noDataSince,
    owner: row.owner,
    note: row.note,
    ackUntil: row.ackUntil,
    mutedUntil: row.state === "resolved" ? null : mutedUntil(mutes, row, now),
    nextStepAt,
    nextRecipients: names(recipients, next?.recipients),
    nextUnmanned: names(rotas, next?.unmanned),
    isUnheard: row.state !== "resolved" && chain(now).length === 0,
    title: { th: titleOf(told, nameOf, "th"), en: titleOf(told, nameOf, "en") },
    detail: {
      th: detailOf(told, row.resolvedAt ?? now, "th"),
      en: detailOf(told, row.resolvedAt ?? now, "en"),
    },
  };
}
