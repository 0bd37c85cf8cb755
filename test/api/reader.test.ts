import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { Outcome } from "../../dashboard/api/call.ts";
import { Reader, together } from "../../dashboard/api/reader.svelte.ts";

const EVERY_MS = 2_000;
const REFUSED = { code: "unavailable", detail: "", status: 503, retryAfter: null };

/** A question that is under way, to be answered by the test. */
interface Asked {
  of: string;
  signal: AbortSignal;
  answer(text: string): Promise<void>;
  refuse(): Promise<void>;
}
const asked: Asked[] = [];
const question =
  (of: string) =>
  (signal: AbortSignal): Promise<Outcome<string>> =>
    new Promise((resolve) => {
      const settle = async (outcome: Outcome<string>) => {
        resolve(outcome);
        await vi.advanceTimersByTimeAsync(0);
      };
      asked.push({
        of,
        signal,
        answer: (text) => settle({ ok: true, answer: text }),
        refuse: () => settle({ ok: false, problem: REFUSED }),
      });
      signal.addEventListener("abort", () => settle({ ok: false, problem: { ...REFUSED, code: "lost" } }));
    });
const last = () => asked[asked.length - 1]!;
const turn = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A tab that is shown, hidden, and on line again. */
const tab = Object.assign(new EventTarget(), { hidden: false });
const back = () => tab.dispatchEvent(new Event("visibilitychange"));
/** What the clock of the server is ahead of this machine's; null: it is not known. */
let ahead: number | null = 0;
let reader: Reader<string>;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.stubGlobal("document", tab);
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  tab.hidden = false;
  ahead = 0;
  asked.length = 0;
  reader = new Reader({ every: EVERY_MS, now: () => (ahead === null ? null : Date.now() + ahead) });
  reader.ask(question("now"));
});
afterEach(() => {
  reader.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a reader", () => {
  it("asks again after a while, and shows each answer as of when it was asked for", async () => {
    await turn(300);
    await last().answer("one");
    expect([reader.answer, reader.readAt]).toEqual(["one", 1_000_000]);
    await turn(EVERY_MS);
    expect(asked).toHaveLength(2);
    await last().answer("two");
    expect([reader.answer, reader.readAt]).toEqual(["two", 1_002_000]);
  });

  it("waits for a slow answer, and shows it", async () => {
    await turn(5 * EVERY_MS);
    expect(asked).toHaveLength(1);
    await last().answer("slow");
    expect(reader.answer).toBe("slow");
    await turn(500);
    expect(asked).toHaveLength(2);
  });

  it("shows a slow refusal, and keeps what it had with its moment until the next answer", async () => {
    await last().answer("one");
    await turn(3 * EVERY_MS);
    await last().refuse();
    expect([reader.answer, reader.problem, reader.readAt]).toEqual(["one", REFUSED, 1_000_000]);
    await turn(EVERY_MS);
    await last().answer("two");
    expect([reader.answer, reader.problem]).toEqual(["two", null]);
  });

  it("gives up what it asked before, when it asks something else, and shows nothing of it", async () => {
    await last().answer("one");
    await turn(EVERY_MS);
    const before = last();
    reader.ask(question("then"));
    expect([reader.answer, reader.readAt, before.signal.aborted]).toEqual([null, null, true]);
    await before.answer("late");
    expect([reader.answer, reader.problem]).toEqual([null, null]);
    await last().answer("then");
    expect([last().of, reader.answer]).toEqual(["then", "then"]);
  });

  it("reads a fixed moment once, but again after a refusal", async () => {
    reader.ask(question("then"), true);
    await last().refuse();
    await turn(EVERY_MS);
    expect(asked).toHaveLength(3);
    await last().answer("then");
    await turn(60_000);
    back();
    expect(asked).toHaveLength(3);
    expect(reader.isOld).toBe(false);
  });

  it("reads at once after a deed: what is under way may not know of it", async () => {
    const before = last();
    const done = reader.refresh();
    expect([asked.length, before.signal.aborted]).toEqual([2, true]);
    await before.answer("before");
    expect(reader.answer).toBeNull();
    await last().answer("after");
    await done;
    expect(reader.answer).toBe("after");
  });

  it("reads at once when its tab is seen again", async () => {
    await last().answer("one");
    tab.hidden = true;
    back();
    expect(asked).toHaveLength(1);
    tab.hidden = false;
    back();
    expect(asked).toHaveLength(2);
  });

  it("reads soon after the machine slept, while one of its clocks stood", async () => {
    await last().answer("one");
    await turn(500);
    vi.setSystemTime(Date.now() + HOUR);
    expect(reader.isOld).toBe(true);
    await turn(500);
    expect(asked).toHaveLength(2);
    expect(reader.readAt).toBe(1_000_000);
  });

  it("gives up a question that is never answered, and says so", async () => {
    await last().answer("one");
    await turn(EVERY_MS);
    await turn(30_000);
    expect([asked.length, reader.isOld, reader.problem]).toEqual([2, true, null]);
    await turn(30_000);
    expect(reader.problem?.code).toBe("lost");
    await turn(EVERY_MS);
    expect(asked).toHaveLength(3);
  });

  it("knows as of when an answer is, when the server's time becomes known", async () => {
    ahead = null;
    await last().answer("one");
    expect([reader.readAt, reader.isOld]).toEqual([null, false]);
    await turn(400);
    ahead = 7_000_000;
    await turn(100);
    expect(reader.readAt).toBe(8_000_000);
  });

  it("asks nothing once it is closed", async () => {
    await last().answer("one");
    reader.close();
    await turn(60_000);
    back();
    expect([asked.length, reader.answer]).toEqual([1, null]);
  });
});

describe("several answers together", () => {
  const good = (answer: number) => Promise.resolve({ ok: true as const, answer });
  const bad = Promise.resolve({ ok: false as const, problem: REFUSED });
  it("are one by their names", async () => {
    expect(await together({ a: good(1), b: good(2) })).toEqual({ ok: true, answer: { a: 1, b: 2 } });
  });
  it("are none if one is refused", async () => {
    expect(await together({ a: good(1), b: bad })).toEqual({ ok: false, problem: REFUSED });
  });
});
