import { randomUUID } from "node:crypto";
import { covers, type Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Composition, Document, Obstacle, Signed } from "#wire/reports.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Store } from "../store/store.ts";
import { changesBetween } from "./again.ts";
import { canonical } from "./canonical.ts";
import { compose, type Plan, type Words } from "./compose.ts";
import type { Explain } from "./explain.ts";
import type { Judges, Noted } from "./judging.ts";
import { keptFor } from "./kept.ts";
import { obstaclesOf } from "./obstacles.ts";
import { planAgain, planOf, seriesOf } from "./plan.ts";
import { addDocument, firstEvent, latestDocument } from "./queries.ts";
import { refusalOf, Unsettled } from "./refusal.ts";
import type { Signing } from "./signing.ts";

/** What a report is made of. */
export interface IssueNeeds {
  store: Store;
  clock: Clock;
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
}

export interface Issuing {
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
  /** For a schedule: issues it, or the next edition where figures have changed, or finds the one that stands. */
  issueNow(asked: Composition, scope: Scope, doer: Doer): Promise<Signed>;
}

export function openIssuing(
  deps: IssueNeeds,
  { signing, explain }: { signing: Signing; explain: Explain },
): Issuing {
  const { clock, words, read } = deps;
  const store = deps.store.inClass("pages");

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
  /** What has changed since an edition, and why. */
  const changesSince = async (before: Document, draft: Document, signal?: AbortSignal) =>
    explain(before, changesBetween(before, draft), { upTo: draft.asOf, now: draft }, signal);

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

  return {
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
      const { signed, series, isLatest } = await keptFor(store.run, id, scope);
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
    async issueNow(asked, scope, doer) {
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
    },
  };
}

function refuseUnready(draft: Document): void {
  const obstacles = obstaclesOf(draft);
  const refusal = refusalOf(draft, obstacles);
  const sections = [...new Set(obstacles.map(({ section }) => section))];
  if (refusal) throw new Unsettled(refusal, sections);
}
