import { describe, expect, it } from "vitest";
import { fitted, partsOf } from "../../backend/alerts/texts/fit.ts";

const THAI = "ก";
describe("the parts of an SMS", () => {
  it.each<[string, string, number]>([
    ["nothing", "", 1],
    ["160 of the GSM alphabet", "a".repeat(160), 1],
    ["161 of it", "a".repeat(161), 2],
    ["306 of it", "a".repeat(306), 2],
    ["307 of it", "a".repeat(307), 3],
    ["80 that take two places", "[".repeat(80), 1],
    ["81 that take two places", "[".repeat(81), 2],
    ["70 with a Thai letter", "a".repeat(69) + THAI, 1],
    ["71 with a Thai letter", "a".repeat(70) + THAI, 2],
    ["134 Thai letters", THAI.repeat(134), 2],
    ["135 Thai letters", THAI.repeat(135), 3],
    ["201 Thai letters", THAI.repeat(201), 3],
    ["202 Thai letters", THAI.repeat(202), 4],
  ])("are, of %s", (_what, text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });
});

describe("a message where only so much has room", () => {
  const link = "https://war-room.example.go.th/alerts?episode=4127";
  const body =
    "แจ้งเหตุ: KBANK ระงับบัญชีช้าเกิน 60 นาที 9 บัญชี\nผู้เสียหาย 9 ราย · เกินเวลารวม 173 นาที · 1.84 ล้านบาท · ตั้งแต่ 20:54 (15 นาที)\nสิ่งที่ต้องทำ: โทรหาผู้ประสานงานของธนาคาร ขอให้ตอบคำขอที่เกินเวลาก่อน";
  const message = { subject: "", text: `${body}\n${link}`, link, lang: "th" as const };
  it("stays as it is where it has room", () => {
    expect(fitted(message, () => true)).toBe(message.text);
  });
  it.each([1, 2, 3])(
    "in %i parts keeps its link whole, says that there is more, and parts no mark from its letter",
    (most) => {
      const text = fitted(message, (each) => partsOf(each) <= most);
      expect(partsOf(text)).toBeLessThanOrEqual(most);
      const [kept = "", last] = text.split(/…\n(?=https)/);
      expect(last).toBe(link);
      expect(body.startsWith(kept.trimEnd())).toBe(true);
      const next = body.slice(kept.trimEnd().length).trimStart();
      expect(next).not.toMatch(/^[\u0e31\u0e33-\u0e3a\u0e45-\u0e4e]/);
      // It is as long as it may be: one more word has no room.
      const [word] = new Intl.Segmenter("th", { granularity: "word" }).segment(next);
      expect(partsOf(text.replace("…", `${word!.segment} …`))).toBeGreaterThan(most);
    },
  );
  it("has only its link where nothing else has room", () => {
    expect(fitted(message, () => false)).toBe(`…\n${link}`);
  });
});
