import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudEvent, IngestAnswer } from "#wire/events.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { type Running, startProcess } from "../process.ts";
import { event, type FiguresAnswer } from "../program.ts";
import { openScreen } from "../screen.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
const DAY = "metric=calls.offered,freezes.requested&from=2026-11-01&to=2026-11-02";

describe.skipIf(!SERVER)("two processes on one database server", () => {
  let database: Database;
  let both: [Running, Running];
  let key: string;
  const start = (more: Record<string, string> = {}) =>
    startProcess({ DATABASE_URL: database.url, BOOTSTRAP_SOURCE_KEY: "", ...more });
  beforeAll(async () => {
    database = await makeDatabase();
    both = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    for (const running of both ?? []) await running.kill();
    await database.drop();
  });

  let count = 0;
  const pair = (at = AT) => [
    event("call.offered", at, { callId: `both-${++count}`, queue: "report" }),
    event("freeze.requested", at, {
      freezeId: `both-${count}`,
      reportId: "r",
      bank: "KBANK",
      hop: 1,
      amountSatang: 100,
      accountToken: "t",
    }),
  ];
  async function send({ url }: Running, events: CloudEvent[]): Promise<IngestAnswer> {
    const response = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as IngestAnswer;
  }
  async function ask({ url }: Running, asOf = "") {
    const response = await fetch(`${url}/v1/figures?${DAY}${asOf}`);
    const answer = (await response.json()) as FiguresAnswer;
    return { asOf: answer.asOf, values: answer.rows.map(({ value }) => Number(value)) };
  }

  it("that start on an empty database at the same moment make one key, and one of them prints it", () => {
    const printed = both.flatMap(({ output }) => /^key +(\S+) is the key/m.exec(output())?.[1] ?? []);
    expect(printed).toHaveLength(1);
    key = printed[0]!;
  });

  it("count exactly while both take events, as-of answers stay, and one is killed in the middle", async () => {
    const sent: CloudEvent[][] = [];
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    let acknowledged = 0;
    await Promise.all(
      both.flatMap((running, place) =>
        Array.from({ length: 3 }, async () => {
          for (let n = 0; n < 20; n++) {
            const events = Array.from({ length: 20 }, () => pair()).flat();
            sent.push(events);
            // The other gets them too, backwards: each counts once.
            const twice = send(both[1 - place]!, [...events].reverse()).catch(() => null);
            const answer = await send(running, events).catch(() => null);
            if (answer) acknowledged += events.length;
            await twice;
            answers.push(...(await ask(both[0]).then((said) => [said])));
            if (place === 1 && n === 10) await both[1].kill("SIGKILL");
          }
        }),
      ),
    );
    expect(acknowledged).toBeGreaterThan(1_000);
    // What the one that was killed had not answered is sent again, as a source does.
    for (const events of sent) await send(both[0], events);
    expect((await ask(both[0])).values).toEqual([count, count]);
    both[1] = await start();
    expect((await ask(both[1])).values).toEqual([count, count]);
    for (const running of both)
      for (const { asOf, values } of answers.slice(-20))
        expect([asOf, (await ask(running, `&asOf=${asOf}`)).values]).toEqual([asOf, values]);
  });

  it("show on the screens of one what was sent to the other, long before their second is over", async () => {
    const at = { scene: "overview", epoch: null, seq: 0 } as const;
    const screens = await Promise.all(both.map(({ url }) => openScreen(url, at)));
    for (const { snapshots } of screens)
      await expect.poll(() => snapshots.length, { timeout: 10_000 }).toBe(1);
    const later: number[] = [];
    for (let n = 0; n < 11; n++) {
      const shown = screens.map(async ({ socket, frames }) => {
        const open = () => frames.findLast(({ changes }) => changes.open !== undefined)?.changes.open;
        const before = open();
        while (open() === before) await new Promise<void>((next) => void socket.once("frame", () => next()));
        return performance.now();
      });
      await send(both[0], pair(Date.now()));
      const [own, other] = await Promise.all(shown);
      later.push(other! - own!);
      // The next change comes when no frame has been sent for a while: it goes out at once.
      const had = screens.map(({ beats }) => beats.length);
      await expect
        .poll(() => screens.every(({ beats }, i) => beats.length >= had[i]! + 2), { timeout: 10_000 })
        .toBe(true);
    }
    for (const { socket } of screens) socket.close();
    // By time alone it would be half a second later, and up to a whole one.
    expect(later.sort((a, b) => a - b)[5]).toBeLessThan(250);
  });

  it("both list the screens of both, and no longer those of one that is gone", async () => {
    const join = { epoch: null, seq: 0 };
    const hall = await openScreen(both[0].url, { screen: "hall", scene: null, ...join });
    const lobby = await openScreen(both[1].url, { screen: "lobby", scene: null, ...join });
    const unnamed = await openScreen(both[1].url, { scene: "calls", ...join });
    const listed = async ({ url }: Running) => {
      const { screens, unnamed } = (await (await fetch(`${url}/v1/screens`)).json()) as ScreensAnswer;
      const named = screens
        .filter(({ connected }) => connected)
        .map(({ name, assignment }) => `${name} ${assignment?.scene}`);
      return [...named, ...unnamed.map(({ scene }) => `- ${scene}`)];
    };
    const walls = async ({ url }: Running) => (await (await fetch(`${url}/v1/health`)).json()).walls;
    for (const running of both) {
      await expect
        .poll(() => listed(running), { timeout: 15_000 })
        .toEqual(["hall overview", "lobby overview", "- calls"]);
      expect(await walls(running)).toBe(3);
    }
    await fetch(`${both[1].url}/v1/screens/hall/takeover`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"scene":"losses"}',
    });
    await expect.poll(() => hall.assignments.at(-1)?.scene, { timeout: 10_000 }).toBe("losses");
    await both[1].kill("SIGKILL");
    await expect.poll(() => listed(both[0]), { timeout: 25_000 }).toEqual(["hall losses"]);
    for (const { socket } of [hall, lobby, unnamed]) socket.close();
    both[1] = await start();
  });
});
