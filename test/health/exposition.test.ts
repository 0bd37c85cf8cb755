import { describe, expect, it } from "vitest";
import type { HealthAnswer } from "../../backend/health/answer.ts";
import { expositionOf, metricsOf } from "../../backend/health/exposition.ts";

const at = Date.parse("2026-11-26T12:00:00+07:00");
const health: HealthAnswer = {
  at,
  server: { up: 60, cpu: 1.5, memoryBytes: 5e8, heapBytes: 6e7, held: { longest: 0.4, p99: 0.02 } },
  certificateUntil: null,
  database: { kind: "server", answerMs: 2.5, freeBytes: null },
  events: { accepted: 3, duplicate: 2, rejected: 1 },
  warnings: [{ kind: "disk-low", percent: 4 }],
  schedules: { refused: 0, lastAt: null },
  reconciliation: { hours: 48, compared: 40, oldest: at - 9e6, newest: at, wrong: 1, firstWrong: at - 9e7 },
  sources: [
    {
      name: "KBANK",
      nameTh: "ธนาคารกสิกรไทย",
      simulated: false,
      state: "behind",
      heard: at - 1_000,
      through: at - 90_000,
      clockOffsetMs: -250,
    },
    {
      name: "new",
      nameTh: "ใหม่",
      simulated: false,
      state: "silent",
      heard: null,
      through: null,
      clockOffsetMs: null,
    },
  ],
  screens: [
    { name: "hall", state: "well", paintedAt: at },
    { name: "desk", state: "frozen", paintedAt: at },
  ],
  alerts: { judgedAt: at - 1_500, lateMessages: 2, lateEpisodes: 0, expired: 1 },
  deadMan: { state: "withheld", at, heardAt: null, why: ["messages-late"] },
  line: {
    readAt: at - 600_000,
    used: 410,
    most: 500,
    fault: null,
    state: "bad",
    why: "quota-low",
    runsOutAt: null,
    isToldElsewhere: true,
  },
  webhooks: { of: 2, gone: 1 },
  walls: 3,
};
const textOf = (more: Partial<HealthAnswer> = {}) => expositionOf(metricsOf({ ...health, ...more }));

/** Reads the text format of Prometheus as its documentation has it: samples by name and labels. */
function read(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  expect(text).toMatch(/\n$/);
  for (const line of text.split("\n").slice(0, -1)) {
    const [, comment, name = ""] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) ./.exec(line) ?? [];
    if (comment === "TYPE") {
      expect([name, types.has(name)]).toEqual([name, false]);
      types.set(name, line.split(" ")[3]!);
    }
    if (comment) continue;
    const labels =
      '\\{[a-zA-Z_]\\w*="(?:[^"\\\\]|\\\\[\\\\"n])*"(?:,[a-zA-Z_]\\w*="(?:[^"\\\\]|\\\\[\\\\"n])*")*\\}';
    const [, key, of, value] = new RegExp(`^(([a-zA-Z_:][\\w:]*)(?:${labels})?) (\\S+)$`).exec(line) ?? [];
    expect(line).toBe(`${key} ${value}`);
    expect([line, samples.has(key!), types.has(of!)]).toEqual([line, false, true]);
    samples.set(key!, Number(value));
  }
  expect([...samples.values()].every(Number.isFinite)).toBe(true);
  return samples;
}

describe("the metrics", () => {
  it("are in the text format of Prometheus, in seconds and bytes", () => {
    expect(Object.fromEntries(read(textOf()))).toEqual({
      process_start_time_seconds: at / 1_000 - 60,
      process_cpu_seconds_total: 1.5,
      process_resident_memory_bytes: 5e8,
      nodejs_heap_size_used_bytes: 6e7,
      'warroom_thread_held_seconds{of="longest"}': 0.4,
      'warroom_thread_held_seconds{of="p99"}': 0.02,
      warroom_database_up: 1,
      warroom_database_answer_seconds: 0.0025,
      'warroom_events_total{result="accepted"}': 3,
      'warroom_events_total{result="duplicate"}': 2,
      'warroom_events_total{result="rejected"}': 1,
      'warroom_warning{kind="disk-low"}': 1,
      'warroom_reconciled_hours{result="equal"}': 39,
      'warroom_reconciled_hours{result="different"}': 1,
      'warroom_reconciled_hours{result="waiting"}': 8,
      'warroom_source_up{source="KBANK"}': 0,
      'warroom_source_up{source="new"}': 0,
      'warroom_source_heard_seconds{source="KBANK"}': 1,
      'warroom_source_behind_seconds{source="KBANK"}': 90,
      'warroom_source_clock_offset_seconds{source="KBANK"}': -0.25,
      'warroom_screen_up{screen="hall"}': 1,
      'warroom_screen_up{screen="desk"}': 0,
      warroom_alerts_judged_seconds: 1.5,
      'warroom_alerts_late{of="messages"}': 2,
      'warroom_alerts_late{of="episodes"}': 0,
      'warroom_alerts_late{of="claims"}': 1,
      warroom_dead_man_heard: 0,
      warroom_line_messages_used: 410,
      warroom_line_messages_limit: 500,
      warroom_line_quota_read_seconds: 600,
      warroom_webhooks_gone: 1,
      warroom_walls: 3,
    });
  });

  it("leave out what is not known, and say that the database is away", () => {
    const samples = read(
      textOf({ database: { ...health.database, answerMs: null }, sources: null, screens: null, walls: null }),
    );
    expect(samples.get("warroom_database_up")).toBe(0);
    expect([...samples.keys()].filter((key) => /source|screen|walls|answer/.test(key))).toEqual([]);
  });

  it("have no number of LINE's messages that is too old to be true, but its age", () => {
    const line = { ...health.line!, state: "no-data", why: "quota-unknown", fault: "401" } as const;
    const samples = read(textOf({ line }));
    expect([...samples.keys()].filter((key) => /line_messages/.test(key))).toEqual([]);
    expect(samples.get("warroom_line_quota_read_seconds")).toBe(600);
    expect([...read(textOf({ line: null })).keys()].filter((key) => /_line_/.test(key))).toEqual([]);
  });

  it("have the end of the certificate and the space of the disk where there are such", () => {
    const database = { ...health.database, freeBytes: 1e9 };
    const samples = read(textOf({ certificateUntil: at, database }));
    expect(samples.get("warroom_certificate_until_seconds")).toBe(at / 1_000);
    expect(samples.get("warroom_database_free_bytes")).toBe(1e9);
  });

  it("escape what a name may have in it", () => {
    const [first] = health.sources!;
    const text = textOf({ sources: [{ ...first!, name: 'a"b\\c\nd' }] });
    expect(text).toContain('warroom_source_up{source="a\\"b\\\\c\\nd"} 0\n');
    read(text);
  });
});
