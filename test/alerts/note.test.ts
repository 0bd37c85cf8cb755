import { describe, expect, it } from "vitest";
import { MOST_PLAIN } from "../../backend/alerts/channels/aes128gcm.ts";
import { noteOf } from "../../backend/alerts/channels/push.ts";

const link = "https://war-room.example.go.th/alerts?episode=4127";
const title = "แจ้งเหตุ: KBANK ระงับบัญชีช้าเกิน 60 นาที 9 บัญชี";
const messageWith = (...lines: string[]) => ({
  subject: `AOC 1441 · ${title}`,
  text: [...lines, link].join("\n"),
  link,
  lang: "th" as const,
});
const firing = { id: "m", kind: "firing", episode: 4127 } as const;

describe("what a browser shows", () => {
  it("says once what the title says, and has no link in its text", () => {
    const note = noteOf(firing, messageWith(title, "ผู้เสียหาย 9 ราย", "สิ่งที่ต้องทำ: โทรหาธนาคาร"));
    expect(note).toEqual({
      title: `AOC 1441 · ${title}`,
      body: "ผู้เสียหาย 9 ราย\nสิ่งที่ต้องทำ: โทรหาธนาคาร",
      lang: "th",
      tag: "alert-4127",
      rings: true,
      link,
    });
  });

  it.each(["กำ", "ที่", "น้ำ", "👨‍👩‍👧 ", 'ก"\\'])(
    "has room in one push, and is cut between letters: %s",
    (part) => {
      const body = part.repeat(2_000);
      const note = noteOf(firing, messageWith(title, body));
      const bytes = (more: string) => Buffer.byteLength(JSON.stringify({ ...note, body: note.body + more }));
      expect(bytes("")).toBeLessThanOrEqual(MOST_PLAIN);
      // It is filled: the next word has no room.
      const [next] = new Intl.Segmenter("th", { granularity: "word" }).segment(
        body.slice(note.body.length - 2),
      );
      expect(bytes(next!.segment)).toBeGreaterThan(MOST_PLAIN - 12);
      expect(note.body.endsWith(" …")).toBe(true);
      const kept = note.body.slice(0, -2).trimEnd();
      expect(body.startsWith(kept)).toBe(true);
      const graphemes = [...new Intl.Segmenter("th").segment(body)].map(({ index }) => index);
      expect(graphemes).toContain(kept.length);
    },
  );
});
