import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../backend/kit/clock.ts";
import { openPost } from "../../backend/sender/post.ts";

interface Scripted {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const EVENT = '{"id":"e1"}';

describe("a request", () => {
  let server: Server;
  let url: string;
  let script: Scripted[];
  let waits: number[];
  const DONE: Scripted = { status: 200, body: '{"accepted":1,"duplicate":0,"rejected":[]}' };
  /** A clock whose sleeper sleeps no real time. */
  const clock: Clock = {
    now: () => 0,
    ticks: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (ms) => void waits.push(ms),
    every: () => () => undefined,
  };
  beforeEach(async () => {
    waits = [];
    server = createServer(async (request, response) => {
      await text(request);
      const { status, headers, body } = script.shift() ?? DONE;
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const post = () => openPost({ url, clock, patienceMs: 60_000 })("k", EVENT, new AbortController().signal);

  it.each<[string, Scripted[], number[]]>([
    ["is through at once", [DONE], []],
    [
      "waits as long as a full war room says",
      [{ status: 429, headers: { "retry-after": "7" } }, DONE],
      [7_000],
    ],
    ["waits longer each time", [{ status: 503 }, { status: 500 }, { status: 502 }, DONE], [250, 500, 1_000]],
  ])("%s", async (_what, answers, expected) => {
    script = answers;
    expect(await post()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    expect(waits).toEqual(expected);
  });

  it.each([
    [
      "a wrong key",
      { status: 401, body: '{"title":"unauthorized","detail":"no source has this key"}' },
      /401: no source has this key/,
    ],
    ["an answer that is no problem document", { status: 404, body: "<html>" }, /404/],
  ])("is given up at once for %s", async (_what, answer, sentence) => {
    script = [answer];
    await expect(post()).rejects.toThrow(sentence);
    expect(waits).toEqual([]);
  });

  it("is given up after its patience when nobody is there, with a sentence", async () => {
    const nobody = openPost({ url: "http://127.0.0.1:1", clock, patienceMs: 60_000 });
    await expect(nobody("k", EVENT, new AbortController().signal)).rejects.toThrow(/cannot be reached/);
    expect(clock.ticks()).toBeGreaterThan(40_000);
    expect(clock.ticks()).toBeLessThanOrEqual(60_000);
  });

  it("needs an address", () => {
    expect(() => openPost({ url: "localhost:1441", clock })).toThrow(/not an address/);
  });

  it.each<[string, string[], number, RegExp]>([
    ["all taken", ["--key", "k"], 0, /1 accepted, 0 duplicate, 0 rejected/],
    ["a rejection", ["--key", "refused"], 1, /line 1 \(e1\): future: time: too far ahead[\s\S]*0 accepted/],
    ["no key", [], 2, /key is missing/],
    ["an unknown option", ["--kye", "k"], 2, /--kye[\s\S]*--help/],
    ["an unknown unit of money", ["--key", "k", "--money", "usd"], 2, /--money is satang or baht, not "usd"/],
    ["a sheet of what has none", ["--key", "k", "--sheet", "a"], 2, /events.ndjson is no workbook: .*\n$/],
  ])(
    "by the command ends with its exit code: %s",
    async (_what, options, code, says) => {
      const rejection = { index: 0, line: 1, id: "e1", code: "future", detail: "time: too far ahead" };
      const refused = {
        status: 200,
        body: JSON.stringify({ accepted: 0, duplicate: 0, rejected: [rejection] }),
      };
      script = [options.includes("refused") ? refused : DONE];
      const folder = await mkdtemp(join(tmpdir(), "send-"));
      const file = join(folder, "events.ndjson");
      await writeFile(file, EVENT);
      const run = ["--import", "tsx", "backend/sender/send.ts", file, "--url", url, ...options];
      const ended = await new Promise<{ code: unknown; output: string }>((resolve) => {
        const env = { ...process.env, SOURCE_KEY: "" };
        execFile(process.execPath, run, { env }, (error, out, err) =>
          resolve({ code: error?.code ?? 0, output: out + err }),
        );
      });
      await rm(folder, { recursive: true });
      expect(ended.output).toMatch(says);
      expect(ended.code).toBe(code);
    },
    30_000,
  );
});
