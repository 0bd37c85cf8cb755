import { describe, expect, it } from "vitest";
import { EVENT_FIELDS, type EventType } from "#wire/events.ts";
import { checkEvent } from "../../backend/ingest/check.ts";
import { isRefusal } from "../../backend/ingest/checked.ts";
import { DEFINITIONS } from "../../backend/ingest/definitions.ts";
import {
  all,
  CONFIRMED,
  check,
  type Data,
  FILED,
  NOW,
  OFFERED,
  REQUESTED,
  rules,
  verdict,
} from "./verdict.ts";

const PERSONAL = ["1101700230708", "1-1017-00230-70-8", "081-234-5678", "+66812345678", "123-4-56789-0"];

/** What a source would send of each type; every text of it is tried. */
const WHOLE: Partial<Record<EventType, Data>> = {
  "call.offered": OFFERED,
  "report.filed": FILED,
  "report.voided": { reportId: "r", reason: "again" },
  "freeze.requested": REQUESTED,
  "freeze.confirmed": CONFIRMED,
  "arrest.made": { arrestId: "a", people: 1 },
};
const every = { ...all, types: new Set(Object.keys(EVENT_FIELDS)) };

describe("an event with personal data", () => {
  const fields = Object.entries(WHOLE).flatMap(([type, data]) =>
    DEFINITIONS[type as EventType].texts.map((field) => [type, field, data!] as const),
  );
  it.each(fields)(
    "in %s %s is refused with a code of its own, and none of it is said",
    (type, field, data) => {
      for (const text of PERSONAL) {
        const result = check(type, { ...data, [field]: text }, {}, every);
        expect([verdict(result), isRefusal(result) && result.detail.includes(text)]).toEqual([
          `personal-data ${field}`,
          false,
        ]);
      }
    },
  );
  it.each(["id", "source"])("in its %s is refused, and its id is masked", (field) => {
    for (const text of PERSONAL) {
      const result = check("call.offered", OFFERED, { [field]: text });
      expect(verdict(result)).toBe(`personal-data ${field}`);
      expect(JSON.stringify(result)).not.toContain(text);
    }
  });
  it.each<[string, Data, Data]>([
    ["of an unknown type", OFFERED, { type: "th.aoc1441.call.1101700230708", id: "0812345678" }],
    ["with a time that is none", OFFERED, { time: "1101700230708" }],
    ["with a code that is not known", { ...OFFERED, queue: "0812345678" }, {}],
    ["with a number for a text", { ...OFFERED, callId: 1101700230708 }, {}],
    ["with a number that lost its 0", { ...OFFERED, callId: 812345678 }, {}],
    ["with a text for a number", { ...REQUESTED, amountSatang: "1101700230708" }, {}],
    ["with an id that is too long", OFFERED, { id: `0812345678 ${"x".repeat(300)}` }],
    ["with a text that is too long", { ...OFFERED, callId: `KBANK-1101700230708${"x".repeat(300)}` }, {}],
    ["with a list for a text", { ...OFFERED, callId: ["0812345678"] }, {}],
  ])("%s is refused, and what is said has none of it", (_what, data, more) => {
    const type = "amountSatang" in data ? "freeze.requested" : "call.offered";
    const result = check(type, data, more);
    expect(isRefusal(result)).toBe(true);
    expect(JSON.stringify(result)).not.toMatch(/110170|81.?2345/);
  });
  it("in a field that is not known is taken without it", () => {
    const result = check("call.offered", { ...OFFERED, victim: "1101700230708" }, { subject: "0812345678" });
    expect(verdict(result)).toBe("taken");
    expect(JSON.stringify(result)).not.toMatch(/1101700230708|0812345678/);
  });
  it("is refused for that first, and for all else too", () => {
    const result = check("call.offered", { callId: "0812345678", queue: "none" }, { time: "never" });
    expect(verdict(result)).toBe("personal-data callId time queue");
  });
});

describe("an account number", () => {
  const sends = { ...all, accountNumbers: true };
  const { accountToken: _, ...bare } = REQUESTED;
  const key = { id: "k1", secret: "a-secret-of-at-least-32-characters" };
  const with_ = (data: Data, accountKey: typeof key | null = key, scope = sends) =>
    checkEvent(
      {
        specversion: "1.0",
        id: "e1",
        source: "s",
        type: "th.aoc1441.freeze.requested",
        time: new Date(NOW).toISOString(),
        data,
      },
      { ...rules(scope), accountKey },
    );
  const tokenOf = (result: ReturnType<typeof with_>) =>
    isRefusal(result) ? result.detail : (JSON.parse(result.data).accountToken as string);

  it("becomes a keyed hash with the name of its key, the same however it is written", () => {
    const token = tokenOf(with_({ ...bare, accountNumber: "123-4-56789-0" }));
    expect(token).toMatch(/^k1:[0-9a-f]{64}$/);
    for (const accountNumber of ["1234567890", "123 4 56789 0", "๑๒๓๔๕๖๗๘๙๐", " 1234567890 "])
      expect(tokenOf(with_({ ...bare, accountNumber }))).toBe(token);
  });
  it("has another token at another bank, and with another key", () => {
    const number = { ...bare, accountNumber: "1234567890" };
    const tokens = [
      tokenOf(with_(number)),
      tokenOf(with_({ ...number, bank: "SCB" })),
      tokenOf(with_(number, { ...key, secret: "another-secret-of-32-characters-1" })),
      tokenOf(with_(number, { ...key, id: "k2" })),
    ];
    expect(new Set(tokens).size).toBe(4);
  });
  it("is not among what is kept", () => {
    const result = with_({ ...bare, accountNumber: "1234567890", accountName: "x" });
    expect(JSON.stringify(result)).not.toMatch(/1234567890|accountN/);
  });
  it.each<[string, Data, typeof key | null, typeof sends, string]>([
    [
      "of a source that may not",
      { ...bare, accountNumber: "1234567890" },
      key,
      all,
      "personal-data accountNumber",
    ],
    [
      "without a key of the server",
      { ...bare, accountNumber: "1234567890" },
      null,
      sends,
      "not-allowed accountNumber",
    ],
    [
      "beside a token",
      { ...REQUESTED, accountNumber: "1234567890" },
      key,
      sends,
      "invalid-field accountNumber",
    ],
    ["that is none", { ...bare, accountNumber: "12345" }, key, sends, "invalid-field accountNumber"],
    ["that is a number", { ...bare, accountNumber: 1234567890 }, key, sends, "invalid-field accountNumber"],
    [
      "without a bank",
      { ...bare, bank: undefined, accountNumber: "1234567890" },
      key,
      sends,
      "invalid-field bank",
    ],
    ["that is null", { ...REQUESTED, accountNumber: null }, key, sends, "taken"],
  ])("%s", (_what, data, accountKey, scope, expected) => {
    const result = with_(data, accountKey, scope);
    expect(verdict(result)).toBe(expected);
    expect(JSON.stringify(result)).not.toContain("1234567890");
  });
  it("of an event of another type is refused", () => {
    const result = check("call.offered", { ...OFFERED, accountNumber: "1234567890" }, {}, sends);
    expect(verdict(result)).toBe("personal-data accountNumber");
  });
});
