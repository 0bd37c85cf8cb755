/**
 * What becomes of a message when the program is killed at each point of its way, and when somebody takes or closes the alert
 * while it is on its way. One database through all of them: each restart has to mend what the kill before it left.
 */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import type { EpisodeRow, Rule } from "#wire/alerts.ts";
import { askOf } from "../ask.ts";
import { type Running, startProcess } from "../process.ts";
import { event } from "../program.ts";
import { type Hook, openHook, openPostOffice, type Post } from "./receivers.ts";

const KEY = "the-key-of-the-first-source";
const PRELOAD = pathToFileURL(join(import.meta.dirname, "crash.mjs")).href;
const IDLE = { moment: null, statement: "", once: null };
let folder: string;
let hook: Hook;
let post: Post;
let program: Running;
let aheadMs = 0;

/** Read by the program at each statement: replaced whole. */
function control(at: { moment: string | null; statement: string; once: string | null; signal?: "SIGSTOP" }) {
  writeFileSync(join(folder, "control.new"), JSON.stringify({ ...at, aheadMs }));
  renameSync(join(folder, "control.new"), join(folder, "control"));
}
async function start() {
  control(IDLE);
  program = await startProcess({
    DATABASE_URL: "",
    DATA_DIR: join(folder, "data"),
    BOOTSTRAP_SOURCE_KEY: KEY,
    WEBHOOK_NETWORKS: "127.0.0.1",
    SMTP_URL: post.url,
    MAIL_FROM: "alerts@example.go.th",
    NODE_OPTIONS: `--import ${PRELOAD}`,
    CRASH_FILE: join(folder, "control"),
  });
}
const isGone = () => program.child.signalCode === "SIGKILL";
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 40_000, interval: 20 });
const ask = askOf(() => program);
/** A freeze whose hour is over: the rule opens at once. */
const late = async (...banks: string[]) => {
  const response = await fetch(`${program.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/cloudevents-batch+json", authorization: `Bearer ${KEY}` },
    body: JSON.stringify(
      banks.map((bank) =>
        event("freeze.requested", Date.now() + aheadMs - HOUR - SECOND, {
          freezeId: bank,
          reportId: bank,
          bank,
          hop: 1,
          amountSatang: 100,
          accountToken: "t",
        }),
      ),
    ),
  });
  expect(response.status).toBe(200);
};
const episodeOf = async (bank: string) =>
  (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.find(({ subject }) => subject.of === bank)!;
const add = (name: string, channel: object) =>
  ask("POST", "/v1/alerts/recipients", {
    name,
    lang: "th",
    mostIn10Minutes: 100,
    hears: [{ policy: "duty", afterMinutes: 0 }],
    channels: [channel],
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "crashes-"));
  [hook, post] = await Promise.all([openHook(), openPostOffice()]);
  await start();
  // One rule speaks: whatever else comes is a message that nobody expected.
  for (const { id, version, from, ...body } of await ask<Rule[]>("GET", "/v1/alerts/rules"))
    if (id !== "freeze-overdue") await ask("PUT", `/v1/alerts/rules/${id}`, { ...body, isOn: false });
  await add("ห้องควบคุม", { kind: "webhook", url: hook.url, format: "standard" });
});
afterAll(async () => {
  await program?.kill("SIGKILL");
  await Promise.all([hook?.close(), post?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts again after the kill, by when the lease of what was claimed is over. */
async function again() {
  await until(isGone).toBe(true);
  aheadMs += 40 * SECOND;
  await start();
}
/** Tries that wait for a receiver to come back are due. */
function wait(seconds: number) {
  aheadMs += seconds * SECOND;
  control(IDLE);
}
const of = (bank: string) => hook.pick(({ body }) => (body.data.subject as { of: string }).of === bank);
const kinds = (bank: string) => of(bank).map(({ body }) => body.type.replace("alert.", ""));
const keys = (bank: string) => new Set(of(bank).map(({ id }) => id)).size;
/** Nothing is on its way of the alert. */
async function settled(id: number) {
  await until(async () => {
    const { messages } = await ask<{ messages: { state: string }[] }>("GET", `/v1/alerts/${id}`);
    return messages.map(({ state }) => state).filter((state) => ["queued", "claimed"].includes(state));
  }).toEqual([]);
}

/** Whoever joins the chain of an open alert is told of it: those to come are to hear of their own alone. */
async function closeAll() {
  for (const { id, state } of (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows)
    if (state !== "resolved") await ask("POST", `/v1/alerts/${id}/resolve`, {});
}

/** Where it is killed; `requests`: how often the receiver is asked, always with one key. */
const rows = [
  {
    point: "before the commit of the judgement",
    bank: "KBANK",
    requests: [1],
    at: { moment: "before", statement: "commit", once: "addMessages" },
  },
  {
    point: "while that commit is on its way",
    bank: "SCB",
    requests: [1],
    at: { moment: "sent", statement: "commit", once: "addMessages" },
  },
  {
    point: "after that commit",
    bank: "BBL",
    requests: [1],
    at: { moment: "after", statement: "commit", once: "addMessages" },
  },
  {
    point: "after the claim, with nothing sent",
    bank: "KTB",
    requests: [1],
    at: { moment: "after", statement: "claimMessages", once: null },
  },
  { point: "when the request is written, with no answer", bank: "BAY", requests: [2], at: "asked" },
  { point: "when the answer is on its way", bank: "TTB", requests: [1, 2], at: "answered" },
  {
    point: "before the answer is recorded",
    bank: "GSB",
    requests: [2],
    at: { moment: "before", statement: "recordMessage", once: null },
  },
  {
    point: "after the answer is recorded",
    bank: "BAAC",
    requests: [1],
    at: { moment: "after", statement: "commit", once: "recordMessage" },
  },
] as const;
describe("killed", { timeout: 120_000 }, () => {
  it.each(rows)("$point: the alert is told, by one key", async ({ bank, at, requests }) => {
    if (typeof at === "object") control(at);
    else
      hook.onAsked = (answer) => {
        hook.onAsked = null;
        if (at === "answered") answer();
        program.child.kill("SIGKILL");
      };
    await late(bank);
    await again();
    await until(() => of(bank).length).toBeGreaterThan(0);
    wait(10);
    const { id } = await episodeOf(bank);
    await settled(id);
    expect(requests).toContain(of(bank).length);
    expect(keys(bank)).toBe(1);
    expect(new Set(kinds(bank))).toEqual(new Set(["firing"]));
    await ask("POST", `/v1/alerts/${id}/resolve`, {});
    await until(() => kinds(bank).at(-1)).toBe("resolve");
    // Else the next kill would be of this message.
    await settled(id);
    expect(kinds(bank).filter((kind) => kind === "resolve")).toHaveLength(1);
  });
});

/** The bank whose alert somebody took before anybody was told. */
let taken = "";
describe("meanwhile", { timeout: 120_000 }, () => {
  it("somebody takes it between the claim and the request: nobody is told", async () => {
    let answer = () => {};
    hook.onAsked = (give) => {
      hook.onAsked = null;
      answer = give;
    };
    // Both are claimed at once, and one waits for the other.
    await late("CIMBT", "TISCO");
    await until(() => kinds("CIMBT").length + kinds("TISCO").length).toBe(1);
    const waiting = kinds("CIMBT").length === 0 ? "CIMBT" : "TISCO";
    taken = waiting;
    await until(async () => (await episodeOf(waiting)).state).toBe("firing");
    const { id } = await episodeOf(waiting);
    await ask("POST", `/v1/alerts/${id}/acknowledge`, {});
    // So long after the claim, the episode is read again.
    const heldAt = performance.now();
    await until(() => performance.now() - heldAt).toBeGreaterThan(2.5 * SECOND);
    answer();
    await settled(id);
    expect(of(waiting)).toEqual([]);
    const { messages } = await ask<{ messages: { why: string }[] }>("GET", `/v1/alerts/${id}`);
    expect(messages.map(({ why }) => why)).toEqual(["acknowledged-first"]);
  });

  it("somebody closes it while it is being told: its end is told after it, once", async () => {
    let answer = () => {};
    hook.onAsked = (give) => {
      answer = give;
    };
    await late("UOB");
    await until(() => kinds("UOB")).toEqual(["firing"]);
    hook.onAsked = null;
    const { id } = await episodeOf("UOB");
    await ask("POST", `/v1/alerts/${id}/resolve`, {});
    expect(kinds("UOB")).toEqual(["firing"]);
    answer();
    await until(() => kinds("UOB")).toEqual(["firing", "resolve"]);
    await settled(id);
    expect(kinds("UOB")).toEqual(["firing", "resolve"]);
  });

  it("it is stopped for longer than a claim holds, between the claim and the request: it reads all again, and tells by one key", async () => {
    control({ moment: "after", statement: "claimMessages", once: null, signal: "SIGSTOP" });
    await late("BOC");
    const stateOf = () => /\) (\w)/.exec(readFileSync(`/proc/${program.child.pid}/stat`, "utf8"))![1];
    await until(stateOf).toBe("T");
    const heldAt = performance.now();
    await until(() => performance.now() - heldAt).toBeGreaterThan(27 * SECOND);
    expect(of("BOC")).toEqual([]);
    control(IDLE);
    program.child.kill("SIGCONT");
    await until(() => kinds("BOC")).toEqual(["firing"]);
    const { id } = await episodeOf("BOC");
    await settled(id);
    const { messages } = await ask<{ messages: { state: string; attempts: unknown[] }[] }>(
      "GET",
      `/v1/alerts/${id}`,
    );
    // What was given back was no try.
    expect(messages.map(({ state, attempts }) => [state, attempts.length])).toEqual([["delivered", 1]]);
    expect(kinds("BOC")).toEqual(["firing"]);
  });

  it("it is killed before a mail's answer is recorded: it is mailed once more, and says that it may be a repetition", async () => {
    await closeAll();
    // What tells the ends of these may be on its way: it is not what is to be killed.
    await new Promise((wake) => setTimeout(wake, 2 * SECOND));
    await add("หัวหน้าเวร", { kind: "mail", to: "head@example.go.th" });
    control({ moment: "before", statement: "recordMessage", once: null });
    hook.onAsked = () => {};
    await late("KKP");
    await until(() => post.got.length).toBe(1);
    hook.onAsked = null;
    await again();
    await until(() => post.got.length).toBe(2);
    wait(10);
    await settled((await episodeOf("KKP")).id);
    // Those that were closed before are told to be over, by one key.
    for (const bank of ["BOC", "CIMBT", "TISCO"].filter((each) => each !== taken)) {
      await until(() => kinds(bank).at(-1)).toBe("resolve");
      expect([...new Set(kinds(bank))].length).toBe(keys(bank));
    }
    expect(post.got.map(({ text }) => text.includes("อาจเป็นข้อความซ้ำ"))).toEqual([false, true]);
    expect(keys("KKP")).toBe(1);
  });
});

describe("killed with several alerts in one message", { timeout: 120_000 }, () => {
  let machine: Hook;
  beforeAll(async () => {
    machine = await openHook();
    for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/recipients"))
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
    await closeAll();
  });
  afterAll(() => machine?.close());

  /** What each of the messages that came since then tells: `KBANK firing`, `KBANK resolve`. */
  const byMail = (banks: readonly string[], since: number) =>
    post.got
      .slice(since)
      .map(({ text }) =>
        banks
          .filter((bank) => new RegExp(`\\b${bank}\\b`).test(text))
          .map((bank) => `${bank} ${/กลับสู่ปกติ/.test(text) ? "resolve" : "firing"}`),
      );
  const byMachine = (since: number) =>
    machine.got
      .slice(since)
      .map(({ raw }) =>
        (JSON.parse(raw).alerts as { labels: { bank: string }; annotations: { kind: string } }[]).map(
          ({ labels, annotations }) => `${labels.bank} ${annotations.kind}`,
        ),
      );

  const made = { moment: "after", statement: "commit", once: "claimGroup" } as const;
  const sent = { moment: "before", statement: "recordMessage", once: "claimGroup" } as const;
  it.each([
    ["after the group is made, before it is sent: they are mailed", "mail", made, ["SCBT", "GHB"], [true]],
    [
      "after it is mailed, before that is recorded: once more",
      "mail",
      sent,
      ["ISBT", "ICBCT"],
      [false, true],
    ],
    ["after the group is made, before it is sent: a machine hears", "machine", made, ["TCD", "LH"], [false]],
    ["after a machine heard, before that is recorded", "machine", sent, ["CITI", "MHCB"], [false, false]],
  ] as const)("%s", async (_what, to, at, banks, marks) => {
    const [mailed, heard] = [post.got.length, machine.got.length];
    const channel = { kind: "webhook", url: machine.url, format: "alertmanager" };
    await add(`group ${banks[0]}`, to === "mail" ? { kind: "mail", to: "head@example.go.th" } : channel);
    const got = () => (to === "mail" ? byMail(banks, mailed) : byMachine(heard));
    control(at);
    await late(...banks);
    await again();
    await until(() => got().length).toBe(marks.length);
    wait(10);
    const ids: number[] = [];
    for (const bank of banks) ids.push((await episodeOf(bank)).id);
    for (const id of ids) await settled(id);
    // All of them in each, so that nothing is lost; a channel with keys has one, another one says that it came before.
    const firing = banks.map((bank) => `${bank} firing`).sort();
    expect(got().map((told) => [...told].sort())).toEqual(marks.map(() => firing));
    if (to === "machine") expect(new Set(machine.got.slice(heard).map(({ id }) => id)).size).toBe(1);
    else
      expect(post.got.slice(mailed).map(({ text }) => text.includes("อาจเป็นข้อความซ้ำ"))).toEqual([...marks]);
    for (const id of ids) {
      const { messages } = await ask<{ messages: { state: string; kind: string }[] }>(
        "GET",
        `/v1/alerts/${id}`,
      );
      const states = messages.filter(({ kind }) => kind === "firing").map(({ state }) => state);
      expect(states).toContain(to === "mail" ? "doubt" : "delivered");
    }
    await Promise.all(ids.map((id) => ask("POST", `/v1/alerts/${id}/resolve`, {})));
    wait(20);
    const ends = () =>
      got()
        .flat()
        .filter((each) => each.endsWith("resolve"))
        .sort();
    await until(ends).toEqual(banks.map((bank) => `${bank} resolve`).sort());
    for (const id of ids) await settled(id);
    expect(ends()).toHaveLength(banks.length);
    for (const { id } of await ask<{ id: number }[]>("GET", "/v1/alerts/recipients"))
      await ask("DELETE", `/v1/alerts/recipients/${id}`);
  });
});

it("complaint 15: doubles and zombies over a restart: each alert was told by one key, and its end by one, and nothing else", async () => {
  const told = hook
    .once()
    .map(({ body }) => `${(body.data.subject as { of: string }).of} ${body.type.replace("alert.", "")}`);
  const banks = [...rows.map(({ bank }) => bank), ...["CIMBT", "TISCO", "UOB", "BOC", "KKP"]].filter(
    (bank) => bank !== taken,
  );
  const wanted = banks.flatMap((bank) => [`${bank} firing`, `${bank} resolve`]);
  // Whoever was told of that one was removed before its end.
  expect(told.sort()).toEqual(wanted.filter((each) => each !== "KKP resolve").sort());
  const { rows: open } = await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts?state=open");
  expect(open).toEqual([]);
});
