import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { ChannelKind, MessageKind } from "#wire/alerts.ts";
import type { Letter } from "../../backend/alerts/outbox/letterQueries.ts";
import { type Outcome, settle } from "../../backend/alerts/outbox/outcomes.ts";

const NOW = 1_795_784_400_000;
interface Sent {
  by: ChannelKind;
  /** Has the recipient another channel after this one? */
  hasNext: boolean;
  kind?: MessageKind;
  tries?: number;
  repeat?: number;
  mayHaveGone?: boolean;
}
const letterOf = ({ by, hasNext, kind = "firing", tries = 1, repeat = 0, mayHaveGone = false }: Sent) =>
  ({
    channel: 0,
    channelKind: by,
    kind,
    tries,
    repeat,
    mayHaveGone,
    recipient: { channels: Array(hasNext ? 2 : 1).fill({}) },
  }) as unknown as Letter;
const hung: Outcome = { kind: "doubt", code: null, why: "answer-lost" };
const busy = (afterMs: number): Outcome => ({ kind: "later", code: "429", why: "receiver-busy", afterMs });
const refused: Outcome = { kind: "refused", code: "550", why: "refused-by-receiver" };

describe("a message", () => {
  const rows: [what: string, sent: Sent, outcome: Outcome, state: string, follow: string | null][] = [
    [
      "that was refused goes by the next channel",
      { by: "mail", hasNext: true },
      refused,
      "refused",
      "fallback",
    ],
    ["that was refused, with no other channel", { by: "mail", hasNext: false }, refused, "refused", null],
    [
      "that may have gone without a key is sent once more",
      { by: "mail", hasNext: true },
      hung,
      "doubt",
      "repeat",
    ],
    [
      "that may have gone twice goes by the next channel: whoever has a dead first channel is reached",
      { by: "sms", hasNext: true, repeat: 1 },
      ...([hung, "doubt", "fallback"] as const),
    ],
    [
      "that may have gone twice, with no other channel",
      { by: "sms", hasNext: false, repeat: 1 },
      hung,
      "doubt",
      null,
    ],
    [
      "that may have rung a phone is sent once more",
      { by: "push", hasNext: true },
      ...([hung, "doubt", "repeat"] as const),
    ],
    [
      "with a key that may have gone is sent again by it",
      { by: "webhook", hasNext: true },
      hung,
      "queued",
      null,
    ],
    [
      "with a key that may have gone thrice goes by the next channel",
      { by: "webhook", hasNext: true, tries: 3, mayHaveGone: true },
      ...([hung, "doubt", "fallback"] as const),
    ],
    [
      "with a key that may have gone, and is refused at last, goes by the next channel",
      { by: "line", hasNext: true, tries: 3, mayHaveGone: true },
      ...([refused, "doubt", "fallback"] as const),
    ],
    [
      "that tells of several, and may have gone, is sent once more as a single one is",
      { by: "mail", hasNext: true, kind: "digest" },
      ...([hung, "doubt", "repeat"] as const),
    ],
    [
      "that tells of several, and may have gone twice, goes by the next channel",
      { by: "mail", hasNext: true, kind: "digest", repeat: 1 },
      ...([hung, "doubt", "fallback"] as const),
    ],
    [
      "of the end of an alert that may have gone is not said twice",
      { by: "mail", hasNext: true, kind: "resolve" },
      ...([hung, "doubt", null] as const),
    ],
  ];
  it.each(rows)("%s", (_what, sent, outcome, state, follow) => {
    const settled = settle(letterOf(sent), outcome, true, NOW);
    expect([settled.state, settled.follow]).toEqual([state, follow]);
  });

  it("that nobody needs any more goes by no other channel", () => {
    const late = letterOf({ by: "sms", hasNext: true, repeat: 1 });
    expect(settle(late, hung, false, NOW)).toMatchObject({ state: "doubt", follow: null });
  });

  it.each([
    ["what its receiver asks for", busy(MINUTE), NOW + MINUTE],
    ["its own patience, where that is longer", busy(SECOND), NOW + 5 * SECOND],
    ["an hour at most", busy(24 * 60 * MINUTE), NOW + 60 * MINUTE],
  ])("that was not taken waits for %s", (_what, outcome, dueAt) => {
    expect(settle(letterOf({ by: "webhook", hasNext: true }), outcome, true, NOW)).toMatchObject({
      state: "queued",
      dueAt,
    });
  });
});
