/** What the sender says of the answers of the program with which it gives up. */
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Clock } from "../../backend/kit/clock.ts";
import { openPost, type PostOptions } from "../../backend/sender/post.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { mountSmallDisk } from "../smallDisk.ts";
import { makeDatabase, SERVER } from "../store/database.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");
let program: Program;
/** Passes requests on under another name, and has a limit of 1 MB, as nginx has. */
let proxy: Server;
let proxyUrl: string;
beforeAll(async () => {
  // Time stands still: a budget that is used up stays used up.
  program = await startProgram({ clock: handClock(NOW) });
  proxy = createServer((from, to) => {
    if (Number(from.headers["content-length"]) > 1e6)
      return void to
        .writeHead(413, { "content-type": "text/html" })
        .end("<html>413 Request Entity Too Large</html>");
    const headers = { ...from.headers, host: "war-room.example" };
    const on = request(program.url + from.url, { method: from.method!, headers }, (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(to);
    });
    from.pipe(on);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => proxy.close(resolve));
  await program.close();
});

let count = 0;
const call = () =>
  JSON.stringify(event("call.offered", NOW - 1, { callId: `problems-${++count}`, queue: "report" }));
async function register(name: string, types: string[]): Promise<string> {
  const response = await fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, types }),
  });
  return ((await response.json()) as { key: string }).key;
}

/** A clock whose sleeper sleeps no real time. */
function sleepless(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => 0,
    ticks: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (ms) => void waits.push(ms),
    every: () => () => undefined,
  };
}
/** With what the sender gives up, and how long it waited each time before. */
async function givesUp(options: Partial<PostOptions>, key = program.key, body = call()) {
  const clock = sleepless();
  const post = openPost({ url: program.url, clock, patienceMs: 60_000, ...options });
  const fault = await post(key, body, new AbortController().signal).then(
    () => expect.fail("it was taken"),
    (error: Error) => error.message,
  );
  return { fault, waits: clock.waits };
}

describe("the sender gives up with a sentence that helps:", () => {
  it.each<[number, string, () => Promise<{ fault: string }>, RegExp]>([
    [
      401,
      "a wrong key",
      () => givesUp({}, "nobody's"),
      /^the war room answered 401: .*\nCheck --key or SOURCE_KEY; .*POST \/v1\/sources/,
    ],
    [
      403,
      "a name that the war room does not know",
      () => givesUp({ url: proxyUrl }),
      /^the war room answered 403: the host "war-room.example" is not known; PUBLIC_URL .*\nUse a --url that/,
    ],
    [
      404,
      "an address that goes too far",
      () => givesUp({ url: `${program.url}/v1/events` }),
      /^the war room answered 404: .*\nCheck --url: it is the address of the war room, without \/v1\/events\.$/,
    ],
    [
      404,
      "the same in a dry run",
      () => givesUp({ url: `${program.url}/v1/events`, isDryRun: true }),
      /\nCheck --url: .*\nA war room of an earlier release has no dry run\.$/,
    ],
    [
      413,
      "the limit of a proxy",
      () => givesUp({ url: proxyUrl }, program.key, `${call()}${" ".repeat(1e6)}`),
      /^http:\/\/127.0.0.1:\d+ answered 413 .*in a way the war room does not\nThe request has 2,000 events at most: .*8 MB/,
    ],
    [
      413,
      "more than a source of heartbeats may send",
      async () => givesUp({}, await register("beats", ["source.beat"]), `${call()}${" ".repeat(70_000)}`),
      /^the war room answered 413: this source may only send source\.beat: a body of 64 KiB at most/,
    ],
  ])("%i, %s", async (_status, _what, attempt, sentence) => {
    const { fault } = await attempt();
    expect(fault).toMatch(sentence);
  });

  it("429, when the budget is used up, after it has waited as long as it was told", async () => {
    const key = await register("busy", ["call.offered"]);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
    await fetch(`${program.url}/v1/events`, { method: "POST", headers, body: "\n".repeat(1_400_000) });
    const { fault, waits } = await givesUp({}, key, `${call()}\n`);
    // Not a quarter of a second, and longer each time.
    expect(waits).toEqual(Array.from({ length: 60 }, () => 1_000));
    expect(fault).toMatch(
      /^the war room answered 429: this source has sent too many lines: 1000000 at once and 50000 a second are taken\nTry again in 1 s\.$/,
    );
  });

  it("422 is no reason to give up: what was rejected is known line by line", async () => {
    const post = openPost({ url: program.url, clock: sleepless() });
    const { rejected } = await post(program.key, "{}\noops", new AbortController().signal);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [1, "invalid-field"],
      [2, "not-json"],
    ]);
  });

  it.skipIf(!SERVER)("503, when the database is gone", async () => {
    const database = await makeDatabase();
    const other = await startProgram({ config: { databaseUrl: database.url } });
    await database.drop();
    const { fault, waits } = await givesUp({ url: other.url });
    expect(fault).toMatch(/^the war room answered 503: /);
    expect(waits.length).toBeGreaterThan(3);
    await other.close();
  });
});

const disk = mountSmallDisk(160);
if (!disk) console.warn("SKIPPED: this user may not mount a tmpfs, so no disk is filled");
afterAll(() => disk?.close());
describe.runIf(disk)("on a full disk", () => {
  it("507: it waits for a minute, and says who has to act", async () => {
    const full = await startProgram({ folder: disk!.folder });
    disk!.fillTo(40 * 2 ** 20);
    // The disk is looked at from time to time.
    await vi.waitFor(() => expect(full.store.requireSpace).toThrow(), 10_000);
    const { fault, waits } = await givesUp({ url: full.url });
    expect(fault).toMatch(
      /^the war room answered 507: .*\nIts operator has to free space; nothing of this file is lost/,
    );
    expect(waits).toEqual([30_000, 30_000]);
    disk!.empty();
    await full.close();
  });
});
