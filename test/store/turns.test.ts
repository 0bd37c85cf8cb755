import { expect, it } from "vitest";
import { type Class, openTurns, PIECE_MS } from "../../backend/store/turns.ts";

import { handClock } from "../program.ts";

const ONE = {
  places: 1,
  most: { live: 1, pages: 1, background: 1 },
  mostWaiting: { live: 1_000, pages: 200, background: 3 },
};
const clockOf = (ticks: () => number) => ({ ticks, sleep: async () => {} });
const STILL = clockOf(() => 0);
const settled = () => new Promise(setImmediate);

/** One after another, each of `took` ms by the hand of the test; gives the order in which they ran. */
async function orderOf(asked: readonly Class[], took: number): Promise<Class[]> {
  let now = 0;
  const turns = openTurns(
    ONE,
    clockOf(() => now),
  );
  const ran: Class[] = [];
  const all = asked.map(async (of) => {
    const end = await turns.take({ class: of });
    ran.push(of);
    now += took;
    await settled();
    end();
  });
  await Promise.all(all);
  return ran;
}

it("a higher class goes first, whenever it came", async () => {
  const asked: Class[] = ["background", "pages", "pages", "live", "pages", "live"];
  expect(await orderOf(asked, 1)).toEqual(["background", "live", "live", "pages", "pages", "pages"]);
});

it.each([
  { asked: "rRRRWW", ran: "rWRWRR", why: "a write waits for one reading, and a reading for one write" },
  { asked: "wWWRR", ran: "wRWRW", why: "writes take turns with readings, however many came before" },
  { asked: "rRR", ran: "rRR", why: "readings alone keep their order" },
  { asked: "wWW", ran: "wWW", why: "so do writes" },
])("$why", async ({ asked, ran }) => {
  const turns = openTurns(ONE, STILL);
  const began: string[] = [];
  await Promise.all(
    [...asked].map(async (letter) => {
      const end = await turns.take({ class: "live", isWrite: letter.toLowerCase() === "w" });
      began.push(letter);
      await settled();
      end();
    }),
  );
  expect(began.join("")).toBe(ran);
});

it("a lower class gets one piece for every ten of higher ones, however much there is of them", async () => {
  const asked: Class[] = ["live", ...Array<Class>(2).fill("background"), ...Array<Class>(30).fill("live")];
  const ran = await orderOf(asked, PIECE_MS);
  const places = ran.flatMap((of, place) => (of === "background" ? place : []));
  expect(places).toEqual([10, 21]);
});

it("the first has its turn at once, wherever the clock counts from", async () => {
  const turns = openTurns(
    ONE,
    clockOf(() => -1_000),
  );
  (await turns.take({ class: "pages" }))();
});

it("a class that nobody waits in saves up nothing", async () => {
  let now = 0;
  const turns = openTurns(
    ONE,
    clockOf(() => now),
  );
  for (let n = 0; n < 100; n++) {
    const end = await turns.take({ class: "live" });
    now += PIECE_MS;
    end();
  }
  const ran: string[] = [];
  const first = await turns.take({ class: "live" });
  const rest = (["background", "live"] as const).map(async (of) => {
    const end = await turns.take({ class: of });
    ran.push(of);
    end();
  });
  first();
  await Promise.all(rest);
  expect(ran).toEqual(["live", "background"]);
});

it("of one class nobody overtakes, and what failed gives its place back", async () => {
  const turns = openTurns(ONE, STILL);
  const ran: number[] = [];
  const asked = Array.from({ length: 5 }, async (_, n) => {
    const end = await turns.take({ class: "pages" });
    try {
      ran.push(n);
      if (n === 1) throw new Error("one fails");
    } finally {
      end();
      end(); // a second time is nothing
    }
  });
  const outcomes = await Promise.allSettled(asked);
  expect(ran).toEqual([0, 1, 2, 3, 4]);
  expect(outcomes.map(({ status }) => status)[1]).toBe("rejected");
});

it("beyond its measure a class is refused with a time, the others are not, and later it is taken again", async () => {
  const turns = openTurns(ONE, STILL);
  const end = await turns.take({ class: "live" });
  const waiting = Array.from({ length: 3 }, () => turns.take({ class: "background" }));
  await expect(turns.take({ class: "background" })).rejects.toMatchObject({
    code: "unavailable",
    retryAfter: 2,
    message: "3 requests of this kind wait for the database already; try again",
  });
  const page = turns.take({ class: "pages" });
  end();
  (await page)();
  for (const each of waiting) (await each)();
  (await turns.take({ class: "background" }))();
});

it("who has gone leaves the queue, and is told why", async () => {
  const turns = openTurns(ONE, STILL);
  const end = await turns.take({ class: "live" });
  const gone = new AbortController();
  const asked = turns.take({ class: "pages", signal: gone.signal });
  expect(turns.waiting("pages")).toBe(1);
  gone.abort(new Error("the asker has gone"));
  await expect(asked).rejects.toThrow("the asker has gone");
  expect(turns.waiting("pages")).toBe(0);
  await expect(turns.take({ class: "pages", signal: gone.signal })).rejects.toThrow("the asker has gone");
  end();
  (await turns.take({ class: "pages" }))();
});

it("of several places a lower class never has all", async () => {
  const turns = openTurns({ ...ONE, places: 4, most: { live: 4, pages: 2, background: 1 } }, STILL);
  const held: Class[] = [];
  const take = async (of: Class) => {
    const end = await turns.take({ class: of });
    held.push(of);
    return end;
  };
  const ends = [...Array<Class>(5).fill("pages"), ...Array<Class>(2).fill("background")].map(take);
  await settled();
  expect(held).toEqual(["pages", "pages", "background"]);
  const live = await take("live");
  live();
  for (const end of ends) (await end)();
});

it("questions are worked on two at a time, in the order in which they came", async () => {
  const turns = openTurns({ ...ONE, places: 3, most: { live: 0, pages: 2, background: 1 } }, STILL);
  const begun: number[] = [];
  const finish: (() => void)[] = [];
  const asked = Array.from({ length: 5 }, async (_, question) => {
    const end = await turns.take({ class: "pages" });
    begun.push(question);
    await new Promise<void>((resolve, reject) =>
      finish.push(() => (question === 1 ? reject(new Error("one fails")) : resolve())),
    ).finally(end);
  });
  const outcomes = Promise.allSettled(asked);
  await settled();
  expect(begun).toEqual([0, 1]);
  for (let done = 0; done < 5; done++) {
    await expect.poll(() => finish.length).toBeGreaterThan(0);
    finish.shift()!();
    await expect.poll(() => begun.length).toBe(Math.min(5, done + 3));
  }
  expect((await outcomes).map(({ status }) => status).join()).toBe(
    "fulfilled,rejected,fulfilled,fulfilled,fulfilled",
  );
});

it.each<[higher: number, of: Class, expected: number]>([
  // Of a fifth of the time and more it pauses fully.
  [1_000, "pages", 100],
  [400, "pages", 100],
  // Less by then than it was: it has been forgotten for a tenth of a second.
  [200, "pages", 90],
  [100, "pages", 45],
  // Of a fiftieth, as one wall takes.
  [1_000, "background", 300],
  [30, "background", 300],
  [20, "background", 271],
  [10, "background", 136],
])(
  "after higher ones took %d ms of late, a turn of %s of 100 ms is followed by a pause of %d ms",
  async (higher, of, expected) => {
    const clock = handClock(0);
    const turns = openTurns({ ...ONE, pauses: { live: 0, pages: 1, background: 3 } }, clock);
    const run = async (of: Class, ms: number) => {
      const end = await turns.take({ class: of });
      await clock.turn(ms);
      end();
    };
    // What was long ago is as if it had not been.
    await run("live", 1_000);
    await clock.turn(60_000);
    await run("live", higher);
    await run(of, 100);
    let isTurn = false;
    const next = turns.take({ class: of }).then((end) => {
      isTurn = true;
      end();
    });
    // Higher ones have their turns meanwhile.
    await run("live", 1);
    await clock.turn(expected - 15);
    expect(isTurn).toBe(false);
    await clock.turn(20);
    expect(isTurn).toBe(true);
    await next;
  },
);

it("a lower class that is alone does not pause", async () => {
  const clock = handClock(0);
  const turns = openTurns({ ...ONE, pauses: { live: 0, pages: 1, background: 3 } }, clock);
  for (let n = 0; n < 3; n++) {
    const end = await turns.take({ class: "pages" });
    await clock.turn(100);
    end();
  }
});

it("a pause that ends while it is looked at is woken from", async () => {
  for (let took = 0; took < 3; took += 0.05) {
    let now = 1_000;
    // It moves on with each look.
    const clock = {
      ticks: () => {
        now += 0.1;
        return now;
      },
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const turns = openTurns({ ...ONE, pauses: { live: 0, pages: 1, background: 0 } }, clock);
    (await turns.take({ class: "live" }))();
    const end = await turns.take({ class: "pages" });
    now += took;
    end();
    let isTaken = false;
    void turns.take({ class: "pages" }).then(() => {
      isTaken = true;
    });
    await settled();
    expect(isTaken, `after a turn of ${took} ms`).toBe(true);
  }
});
