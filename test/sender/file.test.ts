import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IngestAnswer } from "#wire/events.ts";
import { rejectedFile, type Sending, sendFile } from "../../backend/sender/file.ts";
import { type Written, workbook } from "./excel.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "send-"));
  file = join(folder, "events.ndjson");
});
afterEach(() => rm(folder, { recursive: true }));

const event = (n: number) => JSON.stringify({ id: `e${n}` });
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => event(from + i)).join("\n");
const exists = (path: string) =>
  readFile(path).then(
    () => true,
    () => false,
  );

/** Takes lines of `{"id":"e7"}`, knows what it has, and refuses other lines. */
function warRoom() {
  const has = new Set<string>();
  let posts = 0;
  const take = (body: string): IngestAnswer => {
    posts++;
    const answer: IngestAnswer = { accepted: 0, duplicate: 0, rejected: [] };
    for (const [index, line] of body.split("\n").entries()) {
      if (!/^\{"id":"e\d+"\}$/.test(line)) {
        const detail = `line ${index + 1}: not JSON`;
        answer.rejected.push({ index, line: index + 1, id: null, code: "not-json", detail });
      } else if (has.has(line)) answer.duplicate++;
      else {
        has.add(line);
        answer.accepted++;
      }
    }
    return answer;
  };
  return { has, take, posts: () => posts };
}

function sending(
  take: (body: string) => IngestAnswer | Promise<IngestAnswer>,
  more: Partial<Sending> = {},
): Sending {
  const post = async (_key: string, body: string) => take(body);
  return {
    file,
    url: "http://room",
    key: "k",
    post,
    reading: { money: "satang" },
    restart: false,
    signal: new AbortController().signal,
    ...more,
  };
}

describe("a file", () => {
  it("is sent whole, in order, in chunks, and leaves no mark behind", async () => {
    await writeFile(file, events(0, 4_500));
    const room = warRoom();
    const sent = await sendFile(sending(room.take));
    expect(sent).toEqual({
      counts: { accepted: 4_500, duplicate: 0, rejected: 0 },
      first: [],
      complete: true,
      line: 4_500,
    });
    expect(room.posts()).toBe(3);
    expect([...room.has].join("\n")).toBe(events(0, 4_500));
    expect(await exists(`${file}.sent`)).toBe(false);
    expect(await exists(rejectedFile(file))).toBe(false);
  });

  it("has its rejections named by line: the first twenty at once, all in a file", async () => {
    const lines = events(0, 5_000).split("\n");
    const bad = [1, 3, 1_999, 2_000, ...Array.from({ length: 30 }, (_, i) => 4_000 + i)];
    for (const i of bad) lines[i] = "oops";
    lines.splice(1_000, 0, "", "");
    await writeFile(file, lines.join("\n"));
    const { counts, first } = await sendFile(sending(warRoom().take));
    const expected = bad.map((i) => (i < 1_000 ? i + 1 : i + 3));
    expect(counts).toEqual({ accepted: 4_966, duplicate: 0, rejected: 34 });
    expect(first).toHaveLength(20);
    expect(first[0]).toEqual({ line: 2, id: null, code: "not-json", detail: "not JSON" });
    const all = (await readFile(rejectedFile(file), "utf8")).trim().split("\n");
    expect(all.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(expected);
  });

  it.each([
    ["an empty one", "events.ndjson", ""],
    ["one of empty lines", "events.ndjson", "\n\r\n \n"],
    ["a table with nothing but a header", "events.csv", "id,type,time,source\r"],
    ["a table of empty rows", "events.csv", "id;type;time;source\n;;;\n"],
    ["a workbook with nothing but a header", "events.xlsx", workbook([["id", "type", "time", "source"]])],
  ])("without an event is an error: %s", async (_what, name, content) => {
    const empty = join(folder, name);
    await writeFile(empty, content);
    const sent = sendFile(sending(warRoom().take, { file: empty }));
    await expect(sent).rejects.toThrow(/events\.\w+ has no event: nothing was sent$/);
    expect(await exists(`${empty}.sent`)).toBe(false);
  });

  describe("that was interrupted", () => {
    /** Sends until the second chunk is through, and then stops: by Ctrl-C or by a fault. */
    async function interrupt(room: ReturnType<typeof warRoom>, how: "abort" | "fault") {
      const stop = new AbortController();
      const take = (body: string) => {
        if (room.posts() === 2 && how === "fault") throw new Error("pulled the plug");
        const answer = room.take(body);
        if (room.posts() === 2 && how === "abort") stop.abort();
        return answer;
      };
      return sendFile(sending(take, { signal: stop.signal })).catch((error: Error) => error);
    }
    const start = async (more: Partial<Sending>, room = warRoom()) => {
      let because = "";
      const sent = await sendFile(
        sending(room.take, { ...more, onStart: (begun) => (because = begun.because) }),
      );
      return { because, sent };
    };

    it.each(["abort", "fault"] as const)("goes on where it was, after %s", async (how) => {
      await writeFile(file, ["oops", events(1, 6_000)].join("\n"));
      const room = warRoom();
      const stopped = await interrupt(room, how);
      if (how === "abort") expect(stopped).toMatchObject({ complete: false, line: 4_000 });
      else expect(stopped).toMatchObject({ message: "pulled the plug" });
      // As if the power had failed between a rejection and the mark.
      await appendFile(rejectedFile(file), "half a li");
      const { because, sent } = await start({}, room);
      expect(because).toBe("resumed");
      expect(sent.counts).toEqual({ accepted: 5_999, duplicate: 0, rejected: 1 });
      expect((await readFile(rejectedFile(file), "utf8")).trim().split("\n")).toHaveLength(1);
    });

    it.each<[string, Partial<Sending>, () => Promise<void>, string]>([
      ["goes on when it has grown", {}, () => appendFile(file, `\n${event(9_999)}`), "resumed"],
      [
        "begins anew when it is another file",
        {},
        () => writeFile(file, events(7_000, 13_000)),
        "another file",
      ],
      ["begins anew when it has shrunk", {}, () => writeFile(file, events(0, 10)), "another file"],
      [
        "begins anew for another war room",
        { url: "http://other" },
        async () => undefined,
        "another war room",
      ],
      ["begins anew when asked to", { restart: true }, async () => undefined, "asked"],
      ["begins anew when its mark is broken", {}, () => writeFile(`${file}.sent`, "{"), "no mark"],
    ])("%s", async (_what, more, meanwhile, expected) => {
      await writeFile(file, events(0, 6_000));
      await interrupt(warRoom(), "abort");
      await meanwhile();
      const { because, sent } = await start(more);
      expect(because).toBe(expected);
      const lines = (await readFile(file, "utf8")).split("\n").length;
      expect(sent.counts).toEqual({ accepted: lines, duplicate: 0, rejected: 0 });
    });
  });
});

describe("a workbook that was interrupted", () => {
  const HEADER = ["id", "type", "time", "source", "freezeId", "heldSatang"];
  const sheet = (prefix: string) => ({
    rows: [
      HEADER,
      ...Array.from({ length: 5_000 }, (_, i): Written[] =>
        [1, 2_999, 4_500].includes(i)
          ? [`${prefix}${i}`, { error: "#REF!" }, 46_347.5, "s", "f", 100]
          : [`${prefix}${i}`, "freeze.confirmed", 46_347.5, "s", "f", 100],
      ),
    ],
  });
  const book = (first: string) => workbook({ ก: sheet(first), ข: sheet("b") });

  it.each<[string, Partial<Sending>, string, string, number]>([
    ["goes on after the last row that was sent", {}, "a", "resumed", 4_000],
    ["begins anew when a cell has changed", {}, "x", "another file", 0],
    [
      "begins anew when another sheet is read",
      { reading: { money: "satang", sheet: "ข" } },
      "a",
      "read otherwise",
      0,
    ],
    [
      "begins anew when its money is read otherwise",
      { reading: { money: "baht", sheet: "ก" } },
      "a",
      "read otherwise",
      0,
    ],
  ])("%s", async (_what, more, now, because, row) => {
    const reading = { money: "satang" as const, sheet: "ก" };
    const path = join(folder, "events.xlsx");
    const ids: string[] = [];
    const stop = new AbortController();
    const take = (body: string): IngestAnswer => {
      const lines = body.split("\n");
      ids.push(...lines.map((line) => (JSON.parse(line) as { id: string }).id));
      if (ids.length > 3_000) stop.abort();
      return { accepted: lines.length, duplicate: 0, rejected: [] };
    };
    await writeFile(path, book("a"));
    const stopped = await sendFile(sending(take, { file: path, reading, signal: stop.signal }));
    expect(stopped).toMatchObject({ complete: false, line: 4_001, counts: { accepted: 3_998, rejected: 2 } });
    await writeFile(path, book(now));
    ids.length = 0;
    let begun = { because: "", line: 0 };
    const sent = await sendFile(
      sending(take, { file: path, reading, ...more, onStart: (start) => (begun = start) }),
    );
    expect(begun).toMatchObject({ because, line: row && row + 1 });
    expect(ids).toHaveLength(row === 0 ? 4_997 : 999);
    expect(sent.counts).toEqual({ accepted: 4_997, duplicate: 0, rejected: 3 });
    const refused = (await readFile(rejectedFile(path), "utf8")).trim().split("\n");
    expect(refused.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([3, 3_001, 4_502]);
  });
});
