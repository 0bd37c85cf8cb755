import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holidaysOf } from "#calendar/holidays.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Question } from "#wire/figures.ts";
import type { Checked, Document, Issued, Signed } from "#wire/reports.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { canonical } from "../../backend/reports/canonical.ts";
import { compose } from "../../backend/reports/compose.ts";
import { planOf } from "../../backend/reports/plan.ts";
import { partsText, valueText } from "../../backend/reports/values.ts";
import { signedIn } from "../access/signedIn.ts";
import { asNobody } from "../credentials.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { beat, NOW, tellFortnight } from "./centre.ts";
import { bare, textOfPdf } from "./pdf.ts";

const WEEK = { kind: "weekly", from: "2026-11-16" };
/** Marks, stacked marks, SARA AM, Latin before Thai, numerals, signs. */
const HARD = "A วันที่ ๑ น้ำใจ กำลัง ป้ำ ปู่ย่า ผู้ใช้ ญัตติ ฐาน กู้ “คำพูด” ฯลฯ เป๋อ ๆ ฎีกา ฤๅษี";
const HOSTILE = '#panic("x") $a$ *b* `c` <d> @e \\ =HYPERLINK("http://x") 😀 عربي 漢字 \u202e\u0007';

let clock: HandClock;
let program: Program;
let limited = "";
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  await clock.turn(1_000);
  const scope = { ...EVERYTHING, banks: ["GSB"] };
  limited = (await signedIn(program, "of-a-bank", NOW, { scope })).cookie;
});
afterAll(() => program.close());

const ask = (path: string, cookie?: string) =>
  fetch(`${program.url}/v1/reports${path}`, cookie ? { headers: { cookie } } : {});
const send = (path: string, body?: object, cookie?: string) =>
  fetch(`${program.url}/v1/reports${path}`, {
    method: "POST",
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...(cookie ? { cookie } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
async function made<T>(answer: Response, status = 200): Promise<T> {
  expect([answer.status, answer.status === status || (await answer.text())]).toEqual([status, true]);
  return (await answer.json()) as T;
}
const refusal = async (answer: Response) => {
  const { title, detail } = (await answer.json()) as { title: string; detail: string };
  return `${answer.status} ${title}: ${detail}`;
};
const draft = async (query: Record<string, string>, cookie?: string) =>
  made<{ document: Document; obstacles: { section: string; why: string }[]; svg: string; pages: number }>(
    await ask(`/draft?${new URLSearchParams(query)}`, cookie),
  );
const file = async (id: string, query = "") =>
  Buffer.from(await (await ask(`/${id}/file?${query}`)).arrayBuffer());

const nameOfJudged = ({ judged }: Document["figures"][number]) =>
  judged ? `${judged.by}:${judged.id}@${judged.version} ${judged.part}` : "";

describe("a report", () => {
  let signed: Signed;
  beforeAll(async () => {
    signed = await made(await send("", WEEK), 201);
  });

  it("has of each figure the number that GET /v1/figures has, of one moment", async () => {
    const { figures } = signed.document;
    expect(figures.length).toBeGreaterThan(150);
    const day = (at: number) => new Date(at).toISOString();
    const asked = figures.filter(({ judged }, place) => !judged && place % 5 === 0);
    for (const { metric, slice, from, until, value, numerator, denominator, state } of asked) {
      const query = new URLSearchParams({ metric, from: day(from), to: day(until), ...slice });
      const [row] = (await program.figures(String(query))).rows;
      expect([metric, slice, row!.value, row!.numerator, row!.denominator, row!.state]).toEqual([
        ...[metric, slice, value, numerator, denominator, state],
      ]);
    }
  });

  it("has the same numbers in CSV, in the spreadsheet, in JSON and in the text of the PDF", async () => {
    const { document, hash } = signed;
    const { id } = document;
    const lines = (await file(id, "format=csv")).toString("utf8").split("\r\n").slice(1, -1);
    const workbook = await readXlsx(await file(id, "format=xlsx"));
    const [head, ...rows] = workbook.sheets[0]!.rows;
    expect(head).toContain("metric");
    expect(rows).toHaveLength(lines.length);
    const pages = await textOfPdf(await file(id, "format=pdf"));
    const text = pages.join("");
    expect(JSON.parse((await file(id, "format=json")).toString("utf8"))).toEqual(signed);
    const definitions = new Map(document.definitions.map((each) => [each.metric, each]));
    const known = new Map(
      document.figures.map((each) => [
        `${each.metric} ${each.from} ${each.until} ${canonical(each.slice)} ${nameOfJudged(each)}`,
        each,
      ]),
    );
    let compared = 0;
    for (const [place, line] of lines.entries()) {
      const [, metric, , from, until, slice, , value, numerator, denominator] = line.split(",");
      const its = Object.fromEntries(
        slice!
          .split(" ")
          .filter(Boolean)
          .map((part) => part.split("=")),
      );
      const [aim, part] = line.split(",").slice(20, 22) as [string, string];
      const judged = part ? `${aim} ${part}` : "";
      const figure = known.get(
        `${metric} ${Date.parse(from!)} ${Date.parse(until!)} ${canonical(its)} ${judged}`,
      )!;
      expect([value, numerator, denominator]).toEqual(
        [figure.value, figure.numerator, figure.denominator].map((each) => String(each ?? "")),
      );
      const row = rows[place]!;
      const { unit } = definitions.get(metric!)!;
      const isMoney = unit === "satang" && figure.value !== null;
      const inBaht = isMoney ? Number(figure.value) / 100 : figure.value;
      expect([row[12], row[6]]).toEqual([metric, inBaht]);
      // 16 November in Bangkok's wall time: a true date.
      expect(row[4]).toBeInstanceOf(Date);
      compared++;
    }
    expect(compared).toBe(lines.length);
    // All tables of the period are printed; bars have their text where there are few.
    for (const figure of document.figures) {
      if (figure.judged || figure.from !== document.from || figure.until !== document.until) continue;
      const definition = definitions.get(figure.metric)!;
      expect(text).toContain(bare(valueText(figure, definition, "th")));
      if (figure.metric === "freezes.sla_60m") expect(text).toContain(bare(partsText(figure, definition)));
    }
    expect(text).toContain(bare("รายงานสถานการณ์ประจำสัปดาห์ที่ 47 (16 – 22 พฤศจิกายน 2569)"));
    expect(text).toContain(bare(`รหัสตรวจสอบ ${hash.slice(0, 16)}`));
    expect(text).toContain(bare("ข้อมูล ณ วันที่ 26 พฤศจิกายน 2569"));
    expect(pages.at(-1)).toContain(bare(`หน้า ${pages.length} จาก ${pages.length}`));
    expect(text).not.toContain("ร่าง");
  });

  it("is the same bytes each time", async () => {
    const { id } = signed.document;
    for (const format of ["pdf", "csv", "xlsx", "json"]) {
      const [one, two] = [await file(id, `format=${format}`), await file(id, `format=${format}`)];
      expect([format, one.equals(two)]).toEqual([format, true]);
    }
  });

  it.each([
    ["a-2u", [/pdfaid:part(>|=")2/, /pdfaid:conformance(>|=")U/, /\/OutputIntents/]],
    ["ua-1", [/pdfuaid:part(>|=")1/, /\/DisplayDocTitle true/]],
  ] as const)("conforms with %s where that is asked for, with the same text", async (standard, marks) => {
    const { id } = signed.document;
    const [plain, one, two] = await Promise.all(
      ["", `standard=${standard}`, `standard=${standard}`].map((query) => file(id, query)),
    );
    // Not compressed, so that whoever archives it reads them without a reader of PDF.
    for (const mark of marks) expect(one!.toString("latin1")).toMatch(mark);
    for (const mark of [/\/MarkInfo\b/, /\/StructTreeRoot\b/, /\/Lang ?\(th/])
      for (const pdf of [plain, one]) expect(pdf!.toString("latin1")).toMatch(mark);
    expect(one!.equals(two!)).toBe(true);
    expect(await textOfPdf(one!)).toEqual(await textOfPdf(plain!));
    expect(plain!.toString("latin1")).not.toMatch(/pdfaid:|pdfuaid:/);
  });

  it("in Thai numerals has dates of the Buddhist era and amounts in them, but not its check code", async () => {
    const text = (await textOfPdf(await file(signed.document.id, "digits=thai"))).join("");
    expect(text).toContain(bare("๑๖ – ๒๒ พฤศจิกายน ๒๕๖๙"));
    expect(text).toContain(signed.hash.slice(0, 16));
    expect(text).toContain("freezes.sla_60m");
  });

  it("asked for twice, also at once, is issued once, and the deed is audited", async () => {
    const sections = ["key", "trail"];
    const answers = await Promise.all([1, 2, 3].map(() => send("", { ...WEEK, sections })));
    const documents = await Promise.all(answers.map((answer) => made<Signed>(answer, 201)));
    expect(new Set(documents.map(({ hash }) => hash)).size).toBe(1);
    const { rows } = (await (await fetch(`${program.url}/v1/audit?deed=report.issued`)).json()) as {
      rows: { of: { id: string }; after: { hash: string } }[];
    };
    const own = rows.filter(({ of }) => of.id === documents[0]!.document.id);
    expect(own.map(({ after }) => after.hash)).toEqual([documents[0]!.hash]);
    const listed = await made<Issued[]>(await ask(""));
    expect(listed.filter(({ id }) => id === documents[0]!.document.id)).toMatchObject([
      { edition: 1, isLatest: true, figures: documents[0]!.document.figures.length, changes: 0 },
    ]);
  });
});

describe("a period", () => {
  it.each([
    [{ kind: "daily", from: "2026-12-24" }, "in the future"],
    [{ kind: "weekly", from: "2026-10-05" }, "before the first event, which is of 2026-11-09"],
    [{ kind: "custom", from: "2026-11-20", to: "2026-11-16" }, "must not lie after to"],
    [{ kind: "custom", from: "2026-11-16" }, "to: must be the last day"],
    [{ kind: "daily", from: "2026-11-16", to: "2026-11-17" }, "to: is for a custom period"],
    [
      { kind: "custom", from: "2016-11-16", to: "2026-11-16" },
      "at most 1096 days, not 3653: ask for one to 2019-11-16 and for the rest by itself",
    ],
    [{ kind: "daily", from: "2569-11-16" }, "2569 is a year of the Buddhist era; write 2026"],
    [{ kind: "daily", from: "2026-02-30" }, "from: must be a day"],
    [{ ...WEEK, banks: ["KBANK", "NOBANK"] }, "banks: NOBANK is not known"],
    [{ ...WEEK, provinces: [] }, "provinces: names none"],
    [{ ...WEEK, public: true, banks: ["KBANK"] }, "a public edition names no bank"],
    [{ ...WEEK, public: true, memo: { unit: "", number: "", to: "x" } }, "it has no memo form"],
    [{ ...WEEK, sections: ["weather"] }, "sections:"],
  ])("%j is refused in a sentence", async (asked, sentence) => {
    expect(await refusal(await send("", asked))).toMatch(/^400 bad-request: /);
    expect(await refusal(await send("", asked))).toContain(sentence);
  });
});

describe("a report of the centre's first days", () => {
  it.each([
    [{ kind: "weekly", from: "2026-11-09" }, null],
    [{ kind: "monthly", from: "2026-11-01" }, "2026-11-09"],
  ])("%j is compared with nothing, and says from when there are events", async (asked, begins) => {
    const { document, svg } = await draft(asked);
    expect(document.before).toBe(null);
    expect(document.begins).toBe(begins && Date.parse(`${begins}T00:00:00+07:00`));
    expect(document.figures.filter(({ until }) => until <= document.from)).toEqual([]);
    expect(svg.length).toBeGreaterThan(10_000);
    const csv = await (await ask(`/draft?${new URLSearchParams({ ...asked, format: "csv" })}`)).text();
    expect(csv).not.toMatch(/,before(,|\r\n)/);
    const pdf = await (await ask(`/draft?${new URLSearchParams({ ...asked, format: "pdf" })}`)).arrayBuffer();
    const text = (await textOfPdf(new Uint8Array(pdf))).join("");
    expect(text).toContain(bare("จึงยังบอกไม่ได้ว่าประเภท ช่องทาง หรือจังหวัดใดเพิ่มขึ้น"));
    expect(text).not.toContain(bare("เพิ่มขึ้นเกินกว่าความแปรผันตามปกติ"));
  });
});

describe("complaint 23: a blank or half PDF is sent as a success, where a report is not ready", () => {
  it("is shown as a draft, which says what is in its way, and is refused aloud", async () => {
    const { document, obstacles, svg, pages } = await draft({ kind: "monthly", from: "2026-11-01" });
    expect(document.isDraft).toBe(true);
    expect(obstacles).toContainEqual({ section: "key", why: "open", figure: 0 });
    expect(pages).toBeGreaterThan(1);
    expect(svg).toMatch(/^<svg/);
    // The compiler draws the paper of each page over the first one.
    expect(svg).not.toContain('fill="#ffffff" fill-rule="nonzero" d="M 0 0v 841');
    expect(await refusal(await send("", { kind: "monthly", from: "2026-11-01" }))).toMatch(
      /^409 unsettled: nothing was issued, .*key has calls\.offered open/,
    );
    const query = { kind: "monthly", from: "2026-11-01", format: "pdf" };
    const pdf = await (await ask(`/draft?${new URLSearchParams(query)}`)).arrayBuffer();
    expect((await textOfPdf(new Uint8Array(pdf))).join("")).toContain(bare("ฉบับร่าง ใช้อ้างอิงไม่ได้"));
  });

  it("is issued without the section that is in its way", async () => {
    // Arrests and refunds of KBANK only: of the scope of a province there are none.
    const asked = { ...WEEK, provinces: ["TH-50"] };
    const { obstacles } = await draft({ ...asked, provinces: "TH-50" });
    const refused = [...new Set(obstacles.map(({ section }) => section))];
    expect(refused).toEqual(["key", "calls", "freezes", "trail", "refunds"]);
    expect(await refusal(await send("", asked))).toContain("calls is not counted by its scope");
    const sections = ["pattern", "provinces", "quality", "definitions"];
    const { document } = await made<Signed>(await send("", { ...asked, sections }), 201);
    expect(new Set(document.figures.flatMap(({ slice }) => slice.province ?? []))).toEqual(
      new Set(["TH-50"]),
    );
  });
});

describe("composing", () => {
  it("asks for all at once, and afterwards only for what is typical of what has grown", async () => {
    const figures = openFigures({ store: program.store, clock, isRebuildDue: async () => false });
    const plan = planOf({ ...WEEK, kind: "weekly" }, EVERYTHING, {
      codes: [],
      holidays: holidaysOf([]),
      now: NOW,
      first: null,
    });
    const late: Question[] = [];
    let [count, isAnswered] = [0, false];
    const { figures: found } = await figures.read(EVERYTHING, { class: "live" }, (reading) => {
      const ask = async (question: Question) => {
        count++;
        if (isAnswered) late.push(question);
        const rows = await reading.ask(question);
        isAnswered = true;
        return rows;
      };
      const judges = { exclusions: [], objectives: async () => [], targets: async () => [] };
      const words = { metrics: METRICS, codes: [], holidays: holidaysOf([]) };
      return compose(plan, { ...reading, ask }, words, { judges, noted: [] });
    });
    expect(found.length).toBeGreaterThan(150);
    expect(count).toBeGreaterThan(30);
    const grown = { scamType: ["job"], channel: ["1441", "online"], province: ["TH-10"] };
    expect(late).toEqual(
      Object.entries(grown).flatMap(([by, codes]) =>
        Object.keys(grown)
          .filter((other) => other !== by)
          .map((other) =>
            expect.objectContaining({
              metrics: ["reports.filed"],
              only: { [by]: codes },
              by: [by, other],
            }),
          ),
      ),
    );
  });

  it.each([false, true])(
    "of what has grown says what is typical, of channels and provinces too (public: %s)",
    async (isPublic) => {
      const asked = { ...WEEK, kind: "weekly", sections: ["pattern"], ...(isPublic ? { public: true } : {}) };
      const { document } = await made<Signed>(await send("", asked), 201);
      const block = document.sections[0]!.blocks.find(({ kind }) => kind === "growth");
      if (block?.kind !== "growth") throw new Error("no growth");
      const loss = block.found[0]!.loss!;
      const daily = Array.from({ length: 14 }, (_, n) => 1_234_567 + n * 100_001);
      expect(document.figures[loss]).toMatchObject({
        metric: "reports.loss_satang",
        slice: { scamType: "job" },
        value: 7 * daily.reduce((all, each) => all + each, 0),
      });
      const told = block.found.map(({ figure, typical }) => {
        const { slice } = document.figures[figure]!;
        return [
          slice,
          typical.map((place) => document.figures[place]!).map((each) => [each.slice, each.value]),
        ];
      });
      // 14 job scams a day, all of Bangkok, half of them by each channel.
      const [job, bangkok] = [{ scamType: "job" }, { province: "TH-10" }];
      expect(told).toEqual([
        [
          job,
          [
            [{ ...job, channel: "1441" }, 49],
            [{ ...job, ...bangkok }, 98],
          ],
        ],
        ...["1441", "online"].map((channel) => [
          { channel },
          [
            [{ channel, ...job }, 49],
            [{ channel, ...bangkok }, 49],
          ],
        ]),
        [
          bangkok,
          [
            [{ ...bangkok, ...job }, 98],
            [{ ...bangkok, channel: "1441" }, 49],
          ],
        ],
      ]);
      const text = (await textOfPdf(await file(document.id))).join("");
      expect(text).toContain(bare("โดยมากที่สุดคือ ประเภท"));
      // To the satang; 18,845.735 is rounded up.
      expect(text).toContain(bare("เสียหายรวม 1,846,882.03 บาท เฉลี่ยเรื่องละ 18,845.74 บาท"));
    },
  );
});

describe("a report that is given up", () => {
  it("is cancelled with the connection, and nothing is left of it", async () => {
    const asked = new AbortController();
    const query = "kind=custom&from=2026-11-09&to=2026-11-25&format=pdf";
    const answers = Array.from({ length: 6 }, () =>
      fetch(`${program.url}/v1/reports/draft?${query}`, { signal: asked.signal }),
    );
    const drawing = async () => made<{ documents: number; since: number | null }>(await ask("/drawing"));
    await expect.poll(drawing, { timeout: 20_000, interval: 5 }).toMatchObject({ since: expect.any(Number) });
    asked.abort();
    const [, ...others] = await Promise.allSettled(answers);
    for (const answer of others) expect(answer.status).toBe("rejected");
    await expect.poll(drawing, { timeout: 20_000 }).toEqual({ documents: 0, since: null });
    // The next one is drawn.
    const pdf = await (await ask(`/draft?${query}`)).arrayBuffer();
    expect((await textOfPdf(new Uint8Array(pdf))).length).toBeGreaterThan(1);
  });
});

describe("whoever is limited", () => {
  it("gets figures of the limit alone, and finds no report of more", async () => {
    const { document } = await draft(WEEK, limited);
    expect(document.scope).toEqual({ ...EVERYTHING, banks: ["GSB"] });
    expect(new Set(document.figures.flatMap(({ slice }) => slice.bank ?? []))).toEqual(new Set(["GSB"]));
    expect(document.sections.filter(({ refused }) => refused !== null).map(({ id }) => id)).toEqual([
      ...["key", "calls", "pattern", "provinces"],
    ]);
    const all = await made<Issued[]>(await ask(""));
    const own = await made<Issued[]>(await ask("", limited));
    expect(all.some(({ isPublic }) => !isPublic)).toBe(true);
    expect(own.filter(({ isPublic }) => !isPublic)).toEqual([]);
    const other = all.find(({ isPublic }) => !isPublic)!;
    for (const path of [`/${other.id}`, `/${other.id}/file`])
      expect(await refusal(await ask(path, limited))).toMatch(/^404 not-found/);
    expect(await refusal(await send("/check", { id: other.id }, limited))).toMatch(/^404 not-found/);
    expect(await refusal(await send("", { ...WEEK, banks: ["KBANK"] }, limited))).toMatch(/^403 forbidden/);
  });
  it("is nobody without the right", async () => {
    expect((await asNobody(`${program.url}/v1/reports`)).status).toBe(401);
    expect((await asNobody(`${program.url}/v1/reports/key`)).status).toBe(200);
  });
});

describe("a public edition", () => {
  it("names neither a bank, nor a person, nor a source, and leaves out what could", async () => {
    const day = { kind: "daily", from: "2026-11-18", public: true };
    const signed = await made<Signed>(await send("", day), 201);
    const written = JSON.stringify(signed.document);
    for (const name of ["KBANK", "GSB", "tester", "ผู้ทดสอบ"]) expect(written).not.toContain(name);
    expect(signed.document.by).toBeNull();
    // Three cases each in Phuket and Chiang Mai.
    for (const code of ["TH-50", "TH-83"]) expect(written).not.toContain(code);
    const table = signed.document.sections
      .find(({ id }) => id === "provinces")!
      .blocks.find((block) => block.kind === "table")!;
    expect(table).toMatchObject({ hidden: 2 });
    const text = (await textOfPdf(await file(signed.document.id))).join("");
    for (const name of ["KBANK", "GSB", "ภูเก็ต"]) expect(text).not.toContain(name);
    expect(text).toContain(bare("ฉบับเผยแพร่ ไม่ระบุธนาคารและบุคคล"));
    // It is for everybody.
    await made(await ask(`/${signed.document.id}`, limited));
  });
});

describe("text of others", () => {
  it("is printed as it stands, and Thai is read back exactly", async () => {
    const memo = { unit: HARD, number: "ดศ 0200.5/1", to: HOSTILE };
    const sections = ["key"];
    const { document } = await made<Signed>(await send("", { ...WEEK, memo, sections }), 201);
    const text = (await textOfPdf(await file(document.id, "form=memo"))).join("");
    expect(text).toContain(bare("บันทึกข้อความ"));
    expect(text).toContain(bare(HARD));
    expect(text).toContain(bare('#panic("x") $a$ *b* `c` <d> @e \\ =HYPERLINK("http://x") ? ???? ??'));
    expect(text).toContain(bare("มีสายเข้า 105 สาย รับแจ้งเหตุ 140 เรื่อง ความเสียหายที่แจ้ง 3,058,407.10 บาท"));
  });
});

describe("a check", () => {
  const LATE = Date.parse("2026-11-17T10:00:00+07:00");
  it("finds all equal, then after a late event old and new, and another edition tells the changes", async () => {
    const sections = ["key", "calls"];
    const signed = await made<Signed>(await send("", { ...WEEK, sections }), 201);
    const { document } = signed;
    const check = async (body: object) => made<Checked>(await send("/check", body));
    expect(await check({ id: document.id })).toMatchObject({
      signature: "valid",
      isKept: true,
      differing: [],
      figures: document.figures.length,
    });
    expect(await check({ file: signed })).toMatchObject({ signature: "valid", isKept: true, differing: [] });
    expect(await refusal(await send(`/${document.id}/editions`))).toContain("nothing has changed");

    await program.tell(event("call.offered", LATE, { callId: "late", queue: "consult" }), beat(clock.now()));
    const found = await check({ file: signed });
    expect(found.differing).toContainEqual(
      expect.objectContaining({
        metric: "calls.offered",
        slice: {},
        from: document.from,
        until: document.until,
        was: 105,
        now: 106,
        whys: [
          {
            code: "late-events",
            events: 1,
            sources: ["first"],
            first: expect.any(Number),
            last: expect.any(Number),
          },
        ],
      }),
    );
    expect(found.definitions.map(({ metric }) => metric)).toContain("calls.offered");
    expect(found.registry).toEqual({ was: document.registry, now: document.registry, changed: [] });
    expect(await refusal(await send("", { ...WEEK, sections }))).toMatch(/^409 already-issued: edition 1/);

    const again = await Promise.all([1, 2].map(() => send(`/${document.id}/editions`)));
    expect(again.map(({ status }) => status).sort()).toEqual([201, 409]);
    const second = (await again.find(({ status }) => status === 201)!.json()) as Signed;
    expect(second.document).toMatchObject({ edition: 2, from: document.from });
    expect(second.document.changes).toContainEqual({
      metric: "calls.offered",
      slice: {},
      from: document.from,
      until: document.until,
      was: 105,
      now: 106,
      whys: [expect.objectContaining({ code: "late-events", events: 1 })],
    });
    const text = (await textOfPdf(await file(second.document.id))).join("");
    expect(text).toContain(bare("รายการที่เปลี่ยนจากฉบับก่อน"));
    expect(text).toContain(bare("มีเหตุการณ์มาถึงภายหลัง 1 รายการ"));
    expect(await check({ id: second.document.id })).toMatchObject({ differing: [] });
    const listed = await made<Issued[]>(await ask(""));
    expect(listed.find(({ id }) => id === document.id)).toMatchObject({ isLatest: false });
  });

  it("finds a file that was changed by hand", async () => {
    const signed = await made<Signed>(await send("", { ...WEEK, sections: ["trail"] }), 201);
    const forged = structuredClone(signed);
    forged.document.figures[0]!.value = 999;
    const found = await made<Checked>(await send("/check", { file: forged }));
    expect(found).toMatchObject({ signature: "wrong", isKept: false });
    expect(found.differing).toContainEqual(
      expect.objectContaining({ was: 999, whys: [{ code: "not-issued" }] }),
    );
    expect(await refusal(await send("/check", {}))).toContain("either id or file");
    expect(await refusal(await send("/check", { id: "nothing" }))).toMatch(/^404/);
  });
});
