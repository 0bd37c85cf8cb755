import { covers, type Scope } from "#wire/access.ts";
import type { PrintedAnswer } from "#wire/figures.ts";
import type { Issued, Signed } from "#wire/reports.ts";
import type { Readers } from "#wire/schedules.ts";
import type { Run } from "../store/store.ts";
import { type Checking, openChecking } from "./check.ts";
import { type ExplainNeeds, openExplaining } from "./explain.ts";
import { figuresPage } from "./figuresPage.ts";
import { openFiles } from "./files.ts";
import { type IssueNeeds, type Issuing, openIssuing } from "./issue.ts";
import { keptFor } from "./kept.ts";
import type { Printing } from "./page.ts";
import { mayKnow } from "./plan.ts";
import { findDocument, listDocuments } from "./queries.ts";
import { openRenderer, type Renderer } from "./render.ts";
import { addDownload, listDownloads, runsOfDocument } from "./scheduleQueries.ts";
import { openSchedules, type Schedules, type SchedulesNeeds } from "./schedules.ts";
import { sheetOf, type Table } from "./sheet.ts";
import { openSigning } from "./signing.ts";
import { write } from "./write.ts";

export interface Reports extends Omit<Issuing, "issueNow">, Pick<Checking, "check"> {
  /** Throws `not-found`, also for what the scope does not cover. */
  find(id: string, scope: Scope): Promise<Signed>;
  /** The newest first. */
  list(scope: Scope): Promise<Issued[]>;
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

export function openReports(
  deps: IssueNeeds & {
    recount: ExplainNeeds["recount"];
    dataDir: string;
    /** The whole address of one of our pages. */
    linkTo(page: string): string;
    /** What only schedules need. */
    sending: Pick<
      SchedulesNeeds,
      "isHoliday" | "rightsOf" | "readerOf" | "canMail" | "mail" | "mails" | "onTrouble"
    >;
  },
): Reports {
  const { clock, words } = deps;
  const store = deps.store.inClass("pages");
  const signing = openSigning(deps.dataDir);
  const renderer = openRenderer({ clock });

  const explain = openExplaining({
    store: deps.store,
    words,
    recount: deps.recount,
    judges: deps.judges,
    onTrouble: deps.sending.onTrouble,
  });
  const issuing = openIssuing(deps, { signing, explain });
  const checking = openChecking(deps, { signing, explain });

  const print: Reports["print"] = async ({ document, hash }, printing, as, signal) =>
    renderer.render(write(document, hash, printing), {
      as,
      at: document.asOf,
      standard: printing.standard,
      signal,
    });

  const found = async (id: string) => (await findDocument(store.run, id))?.signed ?? null;
  const schedules = openSchedules({
    ...deps.sending,
    store: deps.store,
    clock,
    codes: words.codes,
    issueNow: issuing.issueNow,
    find: found,
    link: () => deps.linkTo("/reports"),
    file: openFiles(print),
    differing: async (id) => (await checking.differing((await found(id))!.document)).differing.length,
  });

  return {
    pem: signing.pem,
    sheet: (table) => sheetOf(table, words),
    async pages(asked, signal) {
      const noted = await deps.noted(asked.scope, asked.question, asked.asOf, signal);
      const page = figuresPage(asked, words, noted, deps.linkTo);
      return (await renderer.render(page, { as: "pdf", at: asked.asOf, signal })) as Uint8Array;
    },
    renderer,
    schedules,
    print,
    draft: issuing.draft,
    issue: issuing.issue,
    issueAgain: issuing.issueAgain,
    check: checking.check,
    async close() {
      await schedules.close();
      renderer.close();
    },
    find: async (id, scope) => (await keptFor(store.run, id, scope)).signed,
    list: async (scope) =>
      (await listDocuments(store.run, scope, MOST_LISTED)).filter((issued) => mayKnow(scope, issued)),
    async readers(id, scope) {
      const { signed } = await keptFor(store.run, id, scope);
      // All may know a public edition, but not to whom the whole centre sends it.
      if (!covers(scope, signed.document.scope)) return { mails: [], downloads: [] };
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
