import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bankNames } from "../../backend/live/asking.ts";
import type { Code } from "../../backend/sources/sources.ts";
import { lettersOf } from "../../dashboard/figures/letters.ts";
import { type Program, startProgram } from "../program.ts";
import { BANKS } from "../wall/feed.ts";

let program: Program;
let codes: Code[];

beforeAll(async () => {
  program = await startProgram();
  codes = (await (await fetch(`${program.url}/v1/codes`)).json()) as Code[];
});
afterAll(() => program.close());

const of = (kind: string) => codes.filter((each) => each.kind === kind);
const find = (kind: string, code: string) => of(kind).find((each) => each.code === code);

describe("GET /v1/codes", () => {
  it("has a full and a short name in both languages", () => {
    expect(find("scamType", "call_center")).toEqual({
      kind: "scamType",
      code: "call_center",
      nameTh: "ข่มขู่ทางโทรศัพท์ให้เกิดความกลัวแล้วหลอกให้โอนเงิน (Call Center)",
      nameEn: "Phone threat, call-centre gang",
      shortTh: "คอลเซ็นเตอร์",
      shortEn: "Call centre",
    });
  });
  it("has the full name as the short one where no other is wanted", () => {
    expect(find("province", "TH-50")).toMatchObject({ shortTh: "เชียงใหม่", shortEn: "Chiang Mai" });
    expect(find("queue", "unfreeze")).toMatchObject({ shortTh: "ขอปลดระงับบัญชี", shortEn: "Unfreeze" });
    // The English one is short for itself.
    expect(find("province", "TH-14")).toMatchObject({ shortTh: "พระนครศรีอยุธยา", shortEn: "Ayutthaya" });
  });
  it("has names of scam types that are short enough for a row of a list", () => {
    expect(of("scamType").length).toBeGreaterThan(10);
    for (const { code, shortTh, shortEn } of of("scamType"))
      for (const name of [shortTh, shortEn]) expect(lettersOf(name), code).toBeLessThanOrEqual(18);
  });
  it("writes every bank as shortly as its trade does: in every place there is room for so many letters", () => {
    expect(of("bank").length).toBeGreaterThan(20);
    for (const { code, shortTh, shortEn } of of("bank"))
      for (const name of [shortTh, shortEn]) expect(lettersOf(name), code).toBeLessThanOrEqual(5);
    expect(find("bank", "TRUEMONEY")!.shortTh).toBe("TMN");
    expect(find("bank", "KBANK")!.shortTh).toBe("KBANK");
  });
});

it("a snapshot names only the banks that are not written as their code", () => {
  expect(bankNames(codes)).toEqual(BANKS);
});
