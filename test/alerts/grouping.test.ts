/** What is told together: messages of one recipient that a person would read as one. */
import { describe, expect, it } from "vitest";
import type { Channel } from "#wire/alerts.ts";
import { bundlesOf } from "../../backend/alerts/outbox/grouping.ts";
import type { Letter } from "../../backend/alerts/outbox/letterQueries.ts";

const mail: Channel = { kind: "mail", to: "duty@example.go.th" };
const standard: Channel = { kind: "webhook", url: "https://alerts.example.go.th/in", format: "standard" };
const alertmanager: Channel = { ...standard, format: "alertmanager" };

/** A message of an alert, by the first channel of its recipient. */
const letterOf = (
  id: string,
  { by = mail, ...more }: Partial<Letter> & { rule?: string; by?: Channel } = {},
) =>
  ({
    id,
    kind: "firing",
    channel: 0,
    channelKind: by.kind,
    repeat: 0,
    mayHaveGone: false,
    recipient: { channels: [by, standard] },
    about: { rule: more.rule ?? "freeze-overdue" },
    ...more,
  }) as unknown as Letter;

describe("the messages of one recipient", () => {
  it.each<[string, Parameters<typeof letterOf>[1], Parameters<typeof letterOf>[1], boolean]>([
    ["of one rule are told together", {}, {}, true],
    ["also that one is over while another fires", { kind: "resolve" }, {}, true],
    ["also a reminder", { kind: "reminder" }, {}, true],
    ["of two rules are not", {}, { rule: "freeze-60m" }, false],
    ["by two channels are not", {}, { channel: 1, channelKind: "webhook" }, false],
    ["of which one may have come before are not", {}, { repeat: 1 }, false],
    ["that both may have come before are", { repeat: 1 }, { repeat: 1 }, true],
    ["are not, where one may have gone by its own key", {}, { mayHaveGone: true }, false],
    ["are not, where both may have", { mayHaveGone: true }, { mayHaveGone: true }, false],
    ["are not, where one is a test", {}, { kind: "test", about: null }, false],
    ["are not, where one is a digest", {}, { kind: "digest", about: null }, false],
    ["are not, where its channel was changed since", {}, { channelKind: "sms" }, false],
    ["go one by one to a machine", { by: standard }, { by: standard }, false],
    ["go together to one that knows groups", { by: alertmanager }, { by: alertmanager }, true],
  ])("%s", (_what, first, second, isOne) => {
    const [a, b] = [letterOf("a", first), letterOf("b", second)];
    expect(bundlesOf([a, b])).toEqual(isOne ? [[a, b]] : [[a], [b]]);
  });

  it("stand in their order, each once, in the place of the first that it is told with", () => {
    const letters = [
      letterOf("1"),
      letterOf("2", { rule: "freeze-60m" }),
      letterOf("3", { kind: "test", about: null }),
      letterOf("4"),
      letterOf("5", { kind: "test", about: null }),
      letterOf("6", { rule: "freeze-60m", kind: "resolve" }),
      letterOf("7", { repeat: 1 }),
    ];
    expect(bundlesOf(letters).map((bundle) => bundle.map(({ id }) => id))).toEqual([
      ["1", "4"],
      ["2", "6"],
      ["3"],
      ["5"],
      ["7"],
    ]);
    expect(bundlesOf([])).toEqual([]);
  });
});
