import { randomUUID } from "node:crypto";
import { covers, type Scope } from "#wire/access.ts";
import type { PrintedAnswer, Reading } from "#wire/figures.ts";
import type {
  Checked,
  Composition,
  Document,
  Issued,
  Obstacle,
  ReportFigure,
  Signed,
} from "#wire/reports.ts";
import type { Readers } from "#wire/schedules.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { changesBetween, differingNow } from "./again.ts";
import { canonical } from "./canonical.ts";
import {
  compose,
  definitionsOf,
  namesOf,
  type Plan,
  registryOf,
  renamedSince,
  type Words,
} from "./compose.ts";
import { openExplaining } from "./explain.ts";
import { figuresPage } from "./figuresPage.ts";
import { openFiles } from "./files.ts";
import { type Judges, judgedAgain, type Noted } from "./judging.ts";
import { obstaclesOf } from "./obstacles.ts";
import { mayKnow, planAgain, planOf, seriesOf } from "./plan.ts";
import {
  addDocument,
  findDocument,
  firstEvent,
  type Kept,
  latestDocument,
  listDocuments,
} from "./queries.ts";
import { refusalOf, Unsettled } from "./refusal.ts";
import { openRenderer, type Renderer } from "./render.ts";
import { addDownload, listDownloads, runsOfDocument } from "./scheduleQueries.ts";
import { openSchedules, type Schedules, type SchedulesNeeds } from "./schedules.ts";
import { sheetOf, type Table } from "./sheet.ts";
import { isGenuine, openSigning } from "./signing.ts";
import { definitionWhy } from "./why.ts";
import { type Printing, titleOf, write } from "./written.ts";

export interface Reports {
  /**
   * A draft, with what would keep it from being issued. Throws `bad-request`, `forbidden`, and what `signal` is aborted
   * with.
   * @param asOf as it was known then; null: now
   */
  draft(
    asked: Composition,
    scope: Scope,
    asOf: number | null,
    signal: AbortSignal,
  ): Promise<{ document: Document; obstacles: Obstacle[] }>;
  /**
   * Issues it as its first edition; asked for again while nothing has changed, it is the one that there is. Throws
   * `unsettled` if a figure is missing or not settled, `already-issued` if figures have changed since, and what `signal` is
   * aborted with before it is written; so do `issueAgain` and `check`.
   */
  issue(asked: Composition, scope: Scope, doer: Doer, signal: AbortSignal): Promise<Signed>;
  /** The next edition, with the list of changes. Throws `already-issued` if there is a later one, or nothing has changed. */
  issueAgain(id: string, scope: Scope, doer: Doer, signal: AbortSignal): Promise<Signed>;
  /** Throws `not-found`, also for what the scope does not cover. */
  find(id: string, scope: Scope): Promise<Signed>;
  /** The newest first. */
  list(scope: Scope): Promise<Issued[]>;
  /** Whether a document is ours, and every figure of it computed again as of now. */
  check(signed: Signed, scope: Scope, signal: AbortSignal): Promise<Checked>;
  /** As PDF, or all pages as one SVG, unless `signal` aborts. */
  print(
    signed: Signed,
    printing: Printing,
    as: "pdf" | "svg",
    signal?: AbortSignal,
  ): Promise<Uint8Array | string>;
  /** The rows of an answer of figures as a workbook, in pieces. */
  sheet(table: Table): AsyncIterable<Uint8Array>;
  /** An answer of figures as PDF, unless `signal` aborts; the same answer gives the same bytes. */
  pages(asked: PrintedAnswer, signal: AbortSignal): Promise<Uint8Array>;
  /** Who got it: by mail, from the page and the API. */
  readers(id: string, scope: Scope): Promise<Readers>;
  /** Writes down who got a file of it. */
  downloaded(run: Run, id: string, by: Omit<Readers["downloads"][number], "at">): Promise<void>;
  schedules: Schedules;
  /** The public key as PEM. */
  pem: string;
  renderer: Renderer;
  close(): Promise<void>;
}

const MOST_LISTED = 500;

export function openReports(deps: {
  store: Store;
  clock: Clock;
  dataDir: string;
  words: Words;
  /**
   * One reading of the figures for a page, as of a moment; null: now. When `signal` aborts, nothing more is read and its
   * reason is thrown.
   */
  read<T>(
    scope: Scope,
    asOf: number | null,
    signal: AbortSignal | undefined,
    deed: (reading: Reading) => Promise<T>,
  ): Promise<T>;
  /** How promises and targets are judged, by what is said of them now. Not called while a reading runs. */
  judges(): Promise<Judges>;
  /** What people said that happened in a period, as it stood at a moment; null: now. Not called while a reading runs. */
  noted(
    scope: Scope,
    period: Plan["period"],
    asOf: number | null,
    signal: AbortSignal | undefined,
  ): Promise<readonly Noted[]>;
  /** The whole address of one of our pages. */
  linkTo(page: string): string;
  /** What only schedules need. */
  sending: Pick<
    SchedulesNeeds,
    "isHoliday" | "rightsOf" | "readerOf" | "canMail" | "mail" | "mails" | "onTrouble"
  >;
}): Reports {
  const { clock, words, read } = deps;
  const store = deps.store.inClass("pages");
  const signing = openSigning(deps.dataDir);
  const renderer = openRenderer({ clock });

  /**
   * What has been issued keeps what it was compared with, whatever holidays are known now.
   * @param signal as of `composed`
   */
  async function planned(
    asked: Composition,
    scope: Scope,
    signal?: AbortSignal,
    asOf = clock.now(),
  ): Promise<{ plan: Plan; series: string; latest: Signed | null }> {
    const { run } = deps.store.inClass("pages", signal);
    const first = await firstEvent(run);
    const { usual, ...plan } = planOf(asked, scope, { ...words, now: asOf, first });
    const series = seriesOf({ usual, ...plan });
    const latest = (await latestDocument(run, series))?.signed ?? null;
    const before = latest ? latest.document.before : plan.before;
    return { plan: { ...plan, before }, series, latest };
  }
  /** @param signal absent: for a schedule, for which nobody waits */
  async function composed(plan: Plan, asOf: number | null, signal?: AbortSignal): Promise<Document> {
    const judges = await deps.judges();
    const noted = await deps.noted(plan.scope, plan.period, asOf, signal);
    return read(plan.scope, asOf, signal, (reading) => compose(plan, reading, words, { judges, noted }));
  }
  async function differing({ figures, scope }: Document, signal?: AbortSignal) {
    const judges = await deps.judges();
    return read(scope, null, signal, async (reading) => {
      const judge = (judged: readonly ReportFigure[]) => judgedAgain(judged, reading, judges, scope);
      return { asOf: reading.asOf, differing: await differingNow(figures, reading, judge, words.metrics) };
    });
  }

  const explain = openExplaining({
    store: deps.store,
    words,
    read,
    judges: deps.judges,
    onTrouble: deps.sending.onTrouble,
  });
  /** What has changed since an edition, and why. */
  const changesSince = async (before: Document, draft: Document, signal?: AbortSignal) =>
    explain(before, changesBetween(before, draft), { upTo: draft.asOf, now: draft }, signal);

  async function known(id: string, scope: Scope): Promise<Kept> {
    const kept = await findDocument(store.run, id);
    if (!kept || !mayKnow(scope, kept.signed.document))
      throw new Fault("not-found", `there is no report ${id}; GET /v1/reports lists them`);
    return kept;
  }

  /** Null: another one has issued this edition meanwhile. */
  async function keep(
    draft: Document,
    series: string,
    { edition, changes }: Pick<Document, "edition" | "changes">,
    doer: Doer,
  ): Promise<Signed | null> {
    const by = draft.isPublic ? null : doer.by.name;
    const signed = signing.sign({ ...draft, id: randomUUID(), edition, changes, isDraft: false, by });
    const { document, hash } = signed;
    return store.transaction(async (run) => {
      const kept = { signed, series, by: doer.by.name, isLatest: true };
      if (!(await addDocument(run, kept, canonical(document)))) return null;
      const { id, kind, from, until, scope, isPublic } = document;
      const after = { kind, from, until, scope, isPublic, edition, hash, changes: changes.length };
      await writeAudit(
        run,
        { ...doer, deed: "report.issued", of: { kind: "report", id }, after },
        clock.now(),
      );
      return signed;
    });
  }

  const print: Reports["print"] = async ({ document, hash }, printing, as, signal) =>
    renderer.render(write(document, hash, printing), {
      as,
      at: document.asOf,
      standard: printing.standard,
      signal,
    });

  /** Issues it, or the next edition where figures have changed, or finds the one that stands. */
  async function issueNow(asked: Composition, scope: Scope, doer: Doer): Promise<Signed> {
    const { plan, series } = await planned(asked, scope);
    const draft = await composed(plan, null);
    for (;;) {
      const latest = (await latestDocument(store.run, series))?.signed ?? null;
      if (latest && changesBetween(latest.document, draft).length === 0) return latest;
      refuseUnready(draft);
      const changes = latest ? await changesSince(latest.document, draft) : [];
      const edition = (latest?.document.edition ?? 0) + 1;
      // Null: another process has issued this edition meanwhile.
      const issued = await keep(draft, series, { edition, changes }, doer);
      if (issued) return issued;
    }
  }
  const found = async (id: string) => (await findDocument(store.run, id))?.signed ?? null;
  const schedules = openSchedules({
    ...deps.sending,
    store: deps.store,
    clock,
    codes: words.codes,
    issueNow,
    find: found,
    link: () => deps.linkTo("/reports"),
    file: openFiles(print),
    differing: async (id) => (await differing((await found(id))!.document)).differing.length,
  });

  return {
    pem: signing.pem,
    sheet: (table) => sheetOf(table, words),
    pages: async (asked, signal) =>
      (await renderer.render(figuresPage(asked, words, deps.linkTo), {
        as: "pdf",
        at: asked.asOf,
        signal,
      })) as Uint8Array,
    renderer,
    schedules,
    print,
    async close() {
      await schedules.close();
      renderer.close();
    },
    async draft(asked, scope, asOf, signal) {
      const { plan } = await planned(asked, scope, signal, asOf ?? undefined);
      const document = await composed(plan, asOf, signal);
      return { document, obstacles: obstaclesOf(document) };
    },
    async issue(asked, scope, doer, signal) {
      const { plan, series, latest: known } = await planned(asked, scope, signal);
      const draft = await composed(plan, null, signal);
      if (!known) {
        refuseUnready(draft);
        const issued = await keep(draft, series, { edition: 1, changes: [] }, doer);
        if (issued) return issued;
      }
      const latest = (await latestDocument(store.run, series))!.signed;
      const changes = changesBetween(latest.document, draft);
      if (changes.length === 0) return latest;
      throw new Fault(
        "already-issued",
        `edition ${latest.document.edition} of this report exists (${latest.document.id}), and ${changes.length} of its figures have changed since: issue another edition of it`,
      );
    },
    async issueAgain(id, scope, doer, signal) {
      const { signed, series, isLatest } = await known(id, scope);
      const { document } = signed;
      if (!covers(scope, document.scope))
        throw new Fault("forbidden", "your access does not reach all that this report is about");
      const { edition } = document;
      const later = () =>
        new Fault(
          "already-issued",
          `edition ${edition + 1} of this report has been issued; GET /v1/reports lists it`,
        );
      if (!isLatest) throw later();
      const draft = await composed(planAgain(document), null, signal);
      if (changesBetween(document, draft).length === 0)
        throw new Fault("already-issued", `nothing has changed since edition ${edition}: it stands`);
      refuseUnready(draft);
      const changes = await changesSince(document, draft, signal);
      const issued = await keep(draft, series, { edition: edition + 1, changes }, doer);
      if (!issued) throw later();
      return issued;
    },
    find: async (id, scope) => (await known(id, scope)).signed,
    list: async (scope) =>
      (await listDocuments(store.run, MOST_LISTED)).filter((issued) => mayKnow(scope, issued)),
    async check(signed, scope, signal) {
      const { document, hash, key } = signed;
      if (!covers(scope, document.scope))
        throw new Fault("forbidden", "your access does not reach all that this report is about");
      const kept = await findDocument(store.run, document.id);
      const isOurs = key === signing.key || key === kept?.signed.key;
      const { id, edition, figures, definitions, registry } = document;
      const isKept = kept?.signed.hash === hash && isGenuine(signed);
      const redefined = definitions.flatMap(({ metric }) =>
        definitionWhy(metric, definitions, words).map((why) => ({ metric, ...why })),
      );
      const { asOf, differing: found } = await differing(document, signal);
      return {
        id,
        title: { th: titleOf(document, "th"), en: titleOf(document, "en") },
        edition,
        figures: figures.length,
        asOf,
        // Of what was made up there is nothing to explain.
        differing: isKept
          ? await explain(document, found, { upTo: asOf }, signal)
          : found.map((each) => ({ ...each, whys: [{ code: "not-issued" as const }] })),
        registry: {
          was: registry,
          now: registryOf(words),
          changed: redefined,
        },
        definitions: [
          ...definitionsOf(
            [...found, ...redefined].filter(({ metric }) => words.metrics.has(metric)),
            words,
          ),
          ...definitions.filter(({ metric }) => !words.metrics.has(metric)),
        ],
        names: namesOf(found, words),
        renamed: renamedSince(document, words),
        aims: (document.aims ?? [])
          .filter((aim) => found.some(({ judged }) => judged?.by === aim.by && judged.id === aim.id))
          .map(({ by, id, th, en }) => ({ by, id, th, en })),
        signature: !isGenuine(signed) ? "wrong" : isOurs ? "valid" : "unknown-key",
        isKept,
      };
    },
    async readers(id, scope) {
      await known(id, scope);
      const runs = await runsOfDocument(store.run, id);
      const sent = new Map(runs.map((each) => [each.id, each]));
      // What tells the owner that somebody was left out has no report in it.
      const mails = (await deps.sending.mails([...sent.keys()])).filter(({ run, to }) =>
        sent.get(run)!.recipients.includes(to),
      );
      return {
        mails: mails.map(({ run, ...mail }) => ({ ...mail, schedule: sent.get(run)!.name })),
        downloads: await listDownloads(store.run, id),
      };
    },
    downloaded: (run, id, by) => addDownload(run, id, { ...by, at: clock.now() }),
  };
}

function refuseUnready(draft: Document): void {
  const obstacles = obstaclesOf(draft);
  const refusal = refusalOf(draft, obstacles);
  const sections = [...new Set(obstacles.map(({ section }) => section))];
  if (refusal) throw new Unsettled(refusal, sections);
}
