/** The picture that a mail carries: what is drawn in it, by whom, and what becomes of a mail without it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import PostalMime, { type Email } from "postal-mime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { barsOption, linesOption } from "#charts/lines.ts";
import { NAMES } from "#charts/palette.ts";
import { type Answer, type Picture, pictureOf } from "#charts/picture.ts";
import type { EpisodeAnswer, EpisodeRow, Recipient, Subject } from "#wire/alerts.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { ObjectiveVersion } from "#wire/sla.ts";
import { type Asked, askedOf } from "../../backend/alerts/channels/picture.ts";
import { openPicturing } from "../../backend/alerts/channels/picturing.ts";
import type { Letter } from "../../backend/alerts/outbox/letterQueries.ts";
import { place } from "../../backend/alerts/texts/title.ts";
import { root } from "../../backend/build/root.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { PAPER } from "../../backend/pictures/paper.ts";
import { openPictures } from "../../backend/pictures/pictures.ts";
import { askOf } from "../ask.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openPostOffice, type Post } from "./receivers.ts";

const NOW = Date.parse("2026-11-26T14:05:00+07:00");
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 50 });
const metricOf = (id: string) => METRICS.get(id);
const objective = (id: string, metric: string, p: number) =>
  ({ id, version: 1, from: 0, by: "test", objective: { metric, target: { p, q: 100 } } }) as ObjectiveVersion;
const OBJECTIVES = [
  objective("freeze-60m", "freezes.sla_60m", 95),
  objective("calls-20s", "calls.service_level", 80),
  objective("abandoned", "calls.abandon_rate", 95),
  objective("fresh", "sources.fresh", 99),
];
const about = (condition: string, by: Subject["by"], of: string | null) => ({
  body: { condition },
  subject: { by, of },
});
const asked = (
  condition = "freeze-overdue",
  by: Subject["by"] = "bank",
  of: string | null = "KBANK",
): Asked => askedOf(about(condition, by, of), OBJECTIVES, metricOf, NOW)!;

describe("what an alert shows", () => {
  it.each([
    ["freeze-overdue", "bank", "KBANK", "freezes.sla_60m", "hour", 24 * HOUR, { p: 95, q: 100 }],
    ["freeze-will-miss", "bank", "SCB", "freezes.sla_60m", "hour", 24 * HOUR, { p: 95, q: 100 }],
    ["complaint-overdue", "agency", "CCIB", "reports.complaint_72h_share", "day", 14 * DAY, null],
    ["calls-20s", "queue", "q1", "calls.service_level", "hour", 24 * HOUR, { p: 80, q: 100 }],
    ["calls-20s", "all", null, "calls.service_level", "hour", 24 * HOUR, { p: 80, q: 100 }],
    // Of what is to be low it is the limit.
    ["abandoned", "all", null, "calls.abandon_rate", "hour", 24 * HOUR, { p: 5, q: 100 }],
  ] as const)(
    "%s of %s %s is the course of a figure: %s",
    (condition, by, of, metric, step, span, target) => {
      const it = askedOf(about(condition, by, of), OBJECTIVES, metricOf, NOW)!;
      expect([it.metric.id, it.step, it.until - it.from, it.target]).toEqual([metric, step, span, target]);
      expect(it.only).toEqual(of === null ? {} : { [by]: [of] });
      // The running hour or day is its last one.
      expect(it.until).toBe(Date.parse(step === "day" ? "2026-11-27T00:00+07:00" : "2026-11-26T15:00+07:00"));
    },
  );

  it.each([
    ["source-silent", "source", "call-centre"],
    ["fresh", "source", "call-centre"],
    ["screen-frozen", "screen", "wall-1"],
    ["disk", "server", null],
    ["an-objective-that-is-gone", "bank", "KBANK"],
  ] as const)("%s has no course, and so no picture", (condition, by, of) => {
    expect(askedOf(about(condition, by, of), OBJECTIVES, metricOf, NOW)).toBeNull();
  });
});

const row = (place: number, more: Partial<FigureRow> = {}): FigureRow => ({
  metric: "freezes.sla_60m",
  at: asked().from + place * HOUR,
  slice: {},
  value: 0.8,
  numerator: 20,
  denominator: 25,
  state: "settled",
  heard: NOW,
  maxAgeSeconds: 180,
  ...more,
});
const none = { value: null, numerator: 0, denominator: 0 };
const answer = (more: Partial<Answer> = {}): Answer => ({
  rows: Array.from({ length: 24 }, (_, place) =>
    row(
      place,
      place === 23 ? { state: "open", value: 0.5, numerator: 1, denominator: 2 } : place < 3 ? none : {},
    ),
  ),
  whole: row(0, { numerator: 401, denominator: 502, value: 401 / 502, state: "open" }),
  asOf: NOW,
  isSimulated: false,
  ...more,
});
const nameOf = ({ of }: Subject) => of ?? "";
const shownOf = (
  more: Partial<Answer> = {},
  lang: "th" | "en" = "th",
  its = asked(),
  noted = [] as never[],
) => pictureOf(its, answer(more), noted, place(its.subject, nameOf, lang), lang)!;
interface Series {
  id: string;
  data: ({ value: [number, number | null]; itemStyle: { color: string } } & [number, number | null])[];
}
const seriesOf = (option: object, id: string) =>
  (option as { series: Series[] }).series.find((each) => each.id === id)!.data;

describe("the picture", () => {
  it("draws the figure's rows by the options of the pages, and its target", () => {
    const { picture } = shownOf();
    const lines = linesOption(picture.drawn, PAPER);
    expect(seriesOf(lines, "line 0").map(({ value }) => value[1])).toEqual([
      ...Array(3).fill(null),
      ...Array(20).fill(80),
      50,
    ]);
    expect(seriesOf(lines, "target")).toEqual([
      [asked().from, 95],
      [asked().until, 95],
    ]);
    const bars = barsOption(picture.bars!, PAPER, 500);
    expect(seriesOf(bars, "whole").map(([, y]) => y)).toEqual([
      ...Array(3).fill(null),
      ...Array(20).fill(25),
      2,
    ]);
    expect(seriesOf(bars, "missed").map(([, y]) => y)).toEqual([
      ...Array(3).fill(null),
      ...Array(20).fill(5),
      1,
    ]);
    // The running hour is hollow.
    const colors = seriesOf(lines, "line 0").map(({ itemStyle }) => itemStyle.color);
    expect([colors[22], colors[23]]).toEqual([PAPER.main, PAPER.tile]);
  });

  it("says in words what it shows, as of when, and what is not final", () => {
    const { picture, alt } = shownOf();
    expect(picture.title).toBe("KBANK · ระงับได้ใน 60 นาที");
    expect(picture.said).toEqual([
      "24 ชั่วโมงล่าสุด: 79.8 % (401 จาก 502 ราย)",
      "เป้า 95 %",
      "ข้อมูล ณ 26 พ.ย. 14:05 น.",
      "จุดโปร่ง: ยังนับไม่ครบหรือมีน้อยราย",
    ]);
    expect(alt).toBe([picture.title, ...picture.said].join(" · "));
    expect(shownOf({}, "en").alt).toBe(
      "KBANK · Frozen within 60 min · last 24 hours: 79.8 % (401 of 502) · objective 95 % · as of 26 Nov 14:05 · hollow: still running, or few",
    );
  });

  it.each([
    [
      "a source whose share is missing",
      { whole: row(0, { missing: { sources: ["kbank"], of: 12 } }) },
      "ขาดข้อมูลจาก kbank",
    ],
    ["what is not settled", { rows: [row(0, { state: "provisional" })] }, "ตัวเลขชั่วคราว"],
    ["played figures", { isSimulated: true }, "ข้อมูลจำลอง"],
    [
      "too few for a share",
      { whole: row(0, { numerator: 3, denominator: 7 }) },
      "24 ชั่วโมงล่าสุด: 3 จาก 7 ราย (น้อยกว่า 20 ราย ยังไม่เป็นร้อยละ)",
    ],
  ] satisfies [string, Partial<Answer>, string][])("says %s", (_, more, words) => {
    expect(shownOf(more).picture.said).toContain(words);
    expect(shownOf().picture.said).not.toContain(words);
  });

  it("has the newest annotations of its time and of what it shows, at the bucket in which they began", () => {
    const { from } = asked();
    const note = (hours: number, text: string, of: string | null = null) => ({
      from: from + hours * HOUR + 20 * MINUTE,
      until: null,
      text,
      slice: { by: of ? "bank" : "all", of },
    });
    const all = [
      note(2, "first"),
      note(6, "second"),
      note(12, "third", "KBANK"),
      note(13, "other", "SCB"),
      note(-3, "before"),
    ];
    expect(shownOf({}, "th", asked(), all as never[]).picture.notes).toEqual([
      { from: 0.25, until: 0.25, text: "21:20 second" },
      { from: 0.5, until: 0.5, text: "03:20 third" },
    ]);
  });

  it("is none where nothing is known", () => {
    expect(shownOf({ rows: [row(0, none), row(1, { ...none, state: "no-data" })] })).toBeNull();
  });

  it("has the colours of the light theme", () => {
    const light = readFileSync(join(root, "dashboard/tokens.css"), "utf8").split(
      ':root[data-theme="light"]',
    )[1]!;
    for (const name of NAMES) expect(light, name).toContain(`--${name}: ${PAPER[name]};`);
  });
});

const widthOf = (png: Buffer) => {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return png.readUInt32BE(16);
};

/** How many pixels have a colour, or nearly so. */
async function inkOf(png: Buffer, color: string): Promise<number> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const pixels = canvas.data();
  const wanted = [1, 3, 5].map((place) => Number.parseInt(color.slice(place, place + 2), 16));
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4)
    if (wanted.every((value, place) => Math.abs(value - pixels[at + place]!) < 12)) count += 1;
  return count;
}

describe("the process that draws", () => {
  const pictures = openPictures({ clock: realClock });
  afterAll(pictures.close);
  const draw = (picture: Picture, signal = new AbortController().signal) => pictures.draw(picture, signal);

  it("gives a PNG that a mail can carry and that is not blank; the same picture gives the same bytes", async () => {
    const { picture } = shownOf();
    const png = await draw(picture);
    expect(widthOf(png)).toBe(1200);
    expect(png.length).toBeLessThan(60_000);
    expect(await draw(picture)).toEqual(png);
    // What was missed is drawn, and not only named: a sixth of the bars.
    const own = await inkOf(png, PAPER.broken);
    const { picture: kept } = shownOf({
      rows: answer().rows.map((each) => ({ ...each, numerator: each.denominator! })),
    });
    expect(own - (await inkOf(await draw(kept), PAPER.broken))).toBeGreaterThan(5_000);
    // So is the line, and where it is another one it is another picture.
    const lower = answer().rows.map((each) => ({ ...each, value: each.value === null ? null : 0.2 }));
    expect(await draw(shownOf({ rows: lower }).picture)).not.toEqual(png);
  });

  it("is ended when it hangs, and the next picture is drawn by another one", async () => {
    const { picture } = shownOf();
    const png = await draw(picture);
    const { pid } = pictures;
    process.kill(pid!, "SIGSTOP");
    const limit = new AbortController();
    const drawing = draw(picture, limit.signal);
    limit.abort(new Error("too long"));
    await expect(drawing).rejects.toThrow("too long");
    expect(await draw(picture)).toEqual(png);
    expect(pictures.pid).not.toBe(pid);
    // It may be killed from outside.
    const again = draw(picture);
    process.kill(pictures.pid!, "SIGKILL");
    await expect(again).rejects.toThrow("has ended");
    expect(await draw(picture)).toEqual(png);
  });
});

it("a message waits five seconds for its picture at most; then it goes without, and for a minute so do others", async () => {
  const clock = handClock(NOW);
  const said: unknown[] = [];
  let isHanging = true;
  let asked = 0;
  const pictureOf = openPicturing({
    clock,
    nameOf,
    read: async () => answer() as never,
    figureOf: async (about, now) => askedOf(about, OBJECTIVES, metricOf, now),
    noted: async () => [],
    draw(_, signal) {
      asked += 1;
      if (!isHanging) return Promise.resolve(Buffer.from("png"));
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    onTrouble: (what, error) => said.push([what, String(error)]),
  });
  const letter = (episode: number) =>
    ({
      about: about("freeze-overdue", "bank", "KBANK"),
      episode,
      recipient: { lang: "th" },
    }) as unknown as Letter;
  const first = pictureOf(letter(1));
  // Whoever is told of the same waits for the same picture.
  const second = pictureOf(letter(1));
  await until(() => asked).toBe(1);
  await clock.turn(5 * SECOND);
  expect([await first, await second]).toEqual([null, null]);
  expect(said).toEqual([
    [
      "the figure of an alert could not be drawn; for a minute mails go without pictures",
      "Error: it took more than 5000 ms",
    ],
  ]);
  isHanging = false;
  expect(await pictureOf(letter(2))).toBeNull();
  expect(asked).toBe(1);
  await clock.turn(MINUTE);
  expect(await pictureOf(letter(2))).toEqual({
    png: Buffer.from("png"),
    alt: expect.stringContaining("KBANK"),
  });
  expect(said).toHaveLength(1);
});

describe("a mail", () => {
  let post: Post;
  let program: Program;
  beforeAll(async () => {
    post = await openPostOffice();
    program = await startProgram({
      config: { mail: { url: post.url, from: "AOC 1441 <alerts@example.go.th>" } },
    });
  });
  afterAll(async () => {
    await program.close();
    await post.close();
  });
  afterEach(() => {
    post.expectNoMore();
  });
  const ask = askOf(() => program);
  const hear = (lang: "th" | "en", to: string) =>
    ask<Recipient>("POST", "/v1/alerts/recipients", {
      name: to,
      lang,
      channels: [{ kind: "mail", to }],
      hears: [{ policy: "duty", afterMinutes: 0 }],
      mostIn10Minutes: 100,
    });

  it("has its text as ever, and the figure as the API has it, in the mail itself and in its reader's language", async () => {
    await hear("th", "thai@example.go.th");
    await hear("en", "english@example.go.th");
    const at = Date.now() - HOUR - SECOND;
    const data = { reportId: "r", bank: "KBANK", hop: 1, amountSatang: 5_000_000 };
    const freeze = (id: string, requestedAt: number) =>
      event("freeze.requested", requestedAt, { ...data, freezeId: id, accountToken: `t-${id}` });
    const answered = event("freeze.confirmed", at - 50 * MINUTE, {
      freezeId: "in-time",
      bank: "KBANK",
      hop: 1,
      heldSatang: 5_000_000,
      requestedAt: new Date(at - HOUR).toISOString(),
    });
    await program.tell(freeze("in-time", at - HOUR), answered, freeze("late", at));
    await until(() => post.got.length).toBe(2);
    const [episode] = (await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts")).rows.filter(
      ({ rule }) => rule === "freeze-overdue",
    );
    const { messages } = await ask<EpisodeAnswer>("GET", `/v1/alerts/${episode!.id}`);
    const its = askedOf(about("freeze-overdue", "bank", "KBANK"), [], metricOf, Date.now())!;
    const stamp = (moment: number) => encodeURIComponent(new Date(moment).toISOString());
    const { rows } = await program.figures(
      `metric=freezes.sla_60m&bank=KBANK&step=total&from=${stamp(its.from)}&to=${stamp(its.until)}`,
    );
    const { numerator, denominator } = rows[0]!;
    expect([numerator, denominator]).toEqual([1, 2]);
    for (const [to, words] of [
      ["thai@example.go.th", `24 ชั่วโมงล่าสุด: ${numerator} จาก ${denominator} ราย`],
      ["english@example.go.th", `last 24 hours: ${numerator} of ${denominator}`],
    ] as const) {
      const mail: Email = await PostalMime.parse(post.pick((each) => each.to === to)[0]!.raw);
      const text = messages.find(({ recipient }) => recipient === to)!.text;
      expect(mail.text!.trimEnd()).toBe(text);
      const [picture, ...others] = mail.attachments;
      expect(others).toEqual([]);
      expect([picture!.mimeType, picture!.disposition]).toEqual(["image/png", "inline"]);
      const png = Buffer.from(picture!.content as ArrayBuffer);
      expect(widthOf(png)).toBe(1200);
      expect(png.length).toBeLessThan(60_000);
      const html = mail.html!;
      expect(html).toContain(`src="cid:${picture!.contentId!.slice(1, -1)}"`);
      expect(/ alt="([^"]*)"/.exec(html)![1]).toContain(words);
      // Nothing is fetched from anywhere: the one address is that of the alert.
      expect(html.match(/(?:src|url|background)[=(]["']?[^"')]*/g)).toEqual([
        `src="cid:${picture!.contentId!.slice(1, -1)}`,
      ]);
      expect([...new Set(html.replaceAll("&#38;", "&").match(/https?:[^"<]*/g))]).toEqual([
        text.split("\n").at(-1),
      ]);
    }
  });
});
