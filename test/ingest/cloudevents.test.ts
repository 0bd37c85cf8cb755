import { gzipSync } from "node:zlib";
import { CloudEvent, emitterFor, HTTP, type Message, Mode } from "cloudevents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributesOf } from "../../backend/ingest/binary.ts";
import { type Program, startProgram } from "../program.ts";
import { openRaw, problemOf } from "../socket.ts";

const TIME = "2026-11-01T10:00:00+07:00";
const TYPE = "th.aoc1441.call.offered";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

let count = 0;
const data = (more: object = {}) => ({ callId: `sdk-${++count}`, queue: "report", ...more });
const eventOf = (content: unknown, more: object = {}) =>
  new CloudEvent({
    source: "/exchange/1",
    type: TYPE,
    time: TIME,
    datacontenttype: "application/json",
    data: content,
    subject: "a call",
    ...more,
  });

async function post(headers: Message["headers"], body: unknown): Promise<Response> {
  const given = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return fetch(`${program.url}/v1/events`, {
    method: "POST",
    headers: [...given, ["authorization", `Bearer ${program.key}`]],
    body: body as string,
  });
}
const send = ({ headers, body }: Message) => post(headers, body);
/** A transport as its documentation shows it: it rejects when the status says that the event was not taken. */
async function transport(message: Message): Promise<object> {
  const response = await send(message);
  if (!response.ok) throw new Error(`${response.status} ${(await response.json()).title}`);
  return (await response.json()) as object;
}

describe("the official SDK sends", () => {
  it.each([Mode.STRUCTURED, Mode.BINARY])("an event in %s mode, and again: a duplicate", async (mode) => {
    const emit = emitterFor(transport as never, { binding: HTTP, mode });
    const event = eventOf(data());
    expect(await emit(event)).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    expect(await emit(event)).toEqual({ accepted: 0, duplicate: 1, rejected: [] });
  });

  it("the same event in both modes: it is one", async () => {
    const event = eventOf(data());
    expect(await (await send(HTTP.structured(event))).json()).toMatchObject({ accepted: 1 });
    expect(await (await send(HTTP.binary(event))).json()).toMatchObject({ duplicate: 1 });
  });

  it("a batch", async () => {
    const body = JSON.stringify([eventOf(data()), eventOf(data()), eventOf(data({ queue: "lost" }))]);
    const response = await post({ "content-type": "application/cloudevents-batch+json" }, body);
    expect(await response.json()).toMatchObject({
      accepted: 2,
      rejected: [{ index: 2, code: "unknown-code" }],
    });
  });

  it.each([Mode.STRUCTURED, Mode.BINARY])("data that are bytes of JSON, in %s mode", async (mode) => {
    const event = eventOf(new TextEncoder().encode(JSON.stringify(data({ queue: "consult" }))));
    expect(event.data_base64).toBeDefined();
    const emit = emitterFor(transport as never, { binding: HTTP, mode });
    expect(await emit(event)).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
  });

  it.each([Mode.STRUCTURED, Mode.BINARY])(
    "what is refused, and its emitter fails, in %s mode",
    async (mode) => {
      const emit = emitterFor(transport as never, { binding: HTTP, mode });
      await expect(emit(eventOf(data({ queue: "lost" })))).rejects.toThrow("422 unknown-code");
    },
  );
});

const HEADERS = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "s", "ce-type": TYPE, "ce-time": TIME };
const JSON_TYPE = { "content-type": "application/json" };

describe("binary mode", () => {
  it.each<[string, Record<string, string>, () => string | Uint8Array]>([
    [
      "with names in capitals",
      { "CE-ID": "capitals", "Content-Type": "Application/JSON" },
      () => JSON.stringify(data()),
    ],
    ["with a charset", { "content-type": "application/json; charset=utf-8" }, () => JSON.stringify(data())],
    [
      "with a type that ends in +json",
      { "content-type": "application/vnd.aoc.call+json" },
      () => JSON.stringify(data()),
    ],
    [
      "with extensions",
      { "ce-traceparent": "00-1-1-00", "ce-constructor": "1" },
      () => JSON.stringify(data()),
    ],
    ["zipped", { "content-encoding": "gzip" }, () => new Uint8Array(gzipSync(JSON.stringify(data())))],
    [
      "zipped, by the old name",
      { "content-encoding": "x-gzip" },
      () => new Uint8Array(gzipSync(JSON.stringify(data()))),
    ],
  ])("is taken %s", async (_what, more, body) => {
    const all = new Headers({ ...JSON_TYPE, ...HEADERS });
    for (const [name, value] of Object.entries(more)) all.set(name, value);
    all.set("ce-id", `binary-${++count}`);
    const response = await post(Object.fromEntries(all), body());
    expect(await response.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
  });

  it("has its texts percent-encoded: it is the same event as the one that has them as they are", async () => {
    const content = data();
    const named = { specversion: "1.0", id: "สาย 1 %41", source: "ศูนย์", type: TYPE, time: TIME };
    const encoded = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]),
    );
    const binary = await post({ ...JSON_TYPE, ...encoded }, JSON.stringify(content));
    expect(await binary.json()).toMatchObject({ accepted: 1 });
    const structured = await program.send(
      { ...named, data: content },
      { type: "application/cloudevents+json" },
    );
    expect(await structured.json()).toMatchObject({ accepted: 0, duplicate: 1 });
  });

  it.each<[string, Record<string, string>, string, number, string, RegExp]>([
    ["without an id", { "ce-id": "" }, "{}", 422, "invalid-field", /^id: /],
    ["without data", {}, "", 400, "bad-request", /^the body: not JSON/],
    ["with an array of data", {}, "[]", 422, "invalid-field", /^data: must be an object/],
    ["with data that is no JSON", {}, "<a/>", 400, "bad-request", /^the body: not JSON/],
    [
      "with half a percent-encoding",
      { "ce-source": "50%" },
      "{}",
      400,
      "bad-request",
      /^ce-source: % must begin/,
    ],
    ["with half a character", { "ce-id": "%E0%B8" }, "{}", 400, "bad-request", /^ce-id: % must begin/],
    ["with bytes of another charset", { "ce-id": "\xe9" }, "{}", 400, "bad-request", /^ce-id: .* ASCII/],
    ["as XML", { "content-type": "text/xml" }, "{}", 415, "unsupported-media-type", /ce-id/],
    ["without a type of content", { "content-type": "" }, "{}", 415, "unsupported-media-type", /is missing/],
  ])("is refused %s", async (_what, more, body, status, code, detail) => {
    const response = await post({ ...JSON_TYPE, ...HEADERS, ...more }, body);
    const problem = await problemOf(response);
    expect(problem).toEqual({ status, code, detail: expect.stringMatching(detail) });
  });

  it("is refused with an attribute that stands twice", async () => {
    const raw = await openRaw(program.url);
    const head = Object.entries({
      host: "localhost",
      authorization: `Bearer ${program.key}`,
      ...JSON_TYPE,
      ...HEADERS,
    });
    raw.write(
      `POST /v1/events HTTP/1.1\r\n${head.map((field) => field.join(": ")).join("\r\n")}\r\nce-id: 2\r\n`,
    );
    raw.write("content-length: 2\r\n\r\n{}");
    expect(await raw.status()).toBe(400);
    raw.end();
  });

  it.each([
    ["plain", "plain"],
    ["a%20b", "a b"],
    ["%e0%b8%81%E0%B8%81", "กก"],
    ["100%25", "100%"],
    ["%2541", "%41"],
    ["a+b", "a+b"],
    ['"a b"', "a b"],
    ['"a\\"b\\\\"', 'a"b\\'],
    ['"a%20b"', "a b"],
    ['a"b', 'a"b'],
    ["", ""],
  ])("reads a header %s as %s", (header, text) => {
    expect(attributesOf({ headersDistinct: { "ce-id": [header] } })).toEqual({ id: text });
  });
});

describe("data_base64", () => {
  const packed = (text: string) => Buffer.from(text).toString("base64");
  const event = (more: object) => ({
    specversion: "1.0",
    id: `b-${++count}`,
    source: "s",
    type: TYPE,
    time: TIME,
    ...more,
  });
  const good = () => packed(JSON.stringify(data()));
  it.each<[string, () => object, string | null]>([
    ["of JSON", () => ({ data_base64: good() }), null],
    ["of JSON that says so", () => ({ data_base64: good(), datacontenttype: "application/json" }), null],
    ["of other JSON", () => ({ data_base64: good(), datacontenttype: "text/x+json; charset=utf-8" }), null],
    [
      "beside data",
      () => ({ data_base64: good(), data: data() }),
      "data_base64: stands beside data; send one of them",
    ],
    [
      "of XML",
      () => ({ data_base64: good(), datacontenttype: "text/xml" }),
      "datacontenttype: what is in data_base64 must be JSON",
    ],
    ["that is none", () => ({ data_base64: "{}" }), "data_base64: must be a text in base64 (RFC 4648, 4)"],
    ["that is no text", () => ({ data_base64: 7 }), "data_base64: must be a text in base64 (RFC 4648, 4)"],
    ["of no JSON", () => ({ data_base64: packed("<a/>") }), "data_base64: must be JSON in UTF-8"],
    ["of no object", () => ({ data_base64: packed("7") }), "data: must be an object"],
  ])("%s is decoded, or refused with what is wrong, in every mode", async (_what, more, detail) => {
    for (const [type, wrap] of [
      ["application/cloudevents+json", (each: object) => JSON.stringify(each)],
      ["application/cloudevents-batch+json", (each: object) => JSON.stringify([each])],
      ["application/x-ndjson", (each: object) => JSON.stringify(each)],
    ] as const) {
      const answer = await (await program.send(wrap(event(more())), { type })).json();
      expect(answer.accepted).toBe(detail ? 0 : 1);
      expect(answer.rejected.map((each: { detail: string }) => each.detail)).toEqual(detail ? [detail] : []);
    }
  });
});
