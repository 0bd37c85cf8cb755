import { SECOND } from "#calendar/units.ts";
import type { HealthAnswer } from "./answer.ts";

/** A metric of Prometheus. Units are seconds and bytes, as Prometheus wants them. */
interface Metric {
  name: string;
  type: "gauge" | "counter";
  help: string;
  samples: { labels?: Readonly<Record<string, string>>; value: number }[];
}

/**
 * The text format of Prometheus, 0.0.4. Without a package: the official client for Node needs 22, prom-client is no
 * longer kept (prometheus/client_js#750), and what is said here is read at the moment of the question anyway.
 */
export function expositionOf(metrics: readonly Metric[]): string {
  const escaped = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${escaped(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels = {}, value }) => {
        const said = Object.entries(labels).map(
          ([key, text]) => `${key}="${escaped(text).replace(/"/g, '\\"')}"`,
        );
        return `${name}${said.length > 0 ? `{${said.join(",")}}` : ""} ${value}`;
      }),
    ])
    .join("\n")
    .concat("\n");
}

/** What is known of the health, as metrics. What is not known is left out. */
export function metricsOf(health: HealthAnswer): Metric[] {
  const { at, server, database, events, warnings, reconciliation, certificateUntil, line } = health;
  const gauge = (name: string, help: string, ...samples: Metric["samples"]): Metric => ({
    name,
    type: "gauge",
    help,
    samples,
  });
  const one = (value: number | null) => (value === null ? [] : [{ value }]);
  const sources = health.sources ?? [];
  const screens = health.screens ?? [];
  const ages = (of: "heard" | "through") =>
    sources.flatMap(({ name, [of]: time }) =>
      time === null ? [] : [{ labels: { source: name }, value: Math.max(0, at - time) / SECOND }],
    );
  return [
    gauge("process_start_time_seconds", "When this backend started.", { value: at / SECOND - server.up }),
    {
      name: "process_cpu_seconds_total",
      type: "counter",
      help: "Processor time that it has used.",
      samples: [{ value: server.cpu }],
    },
    gauge("process_resident_memory_bytes", "Memory of the server.", { value: server.memoryBytes }),
    gauge("nodejs_heap_size_used_bytes", "Memory of its JavaScript.", { value: server.heapBytes }),
    gauge(
      "warroom_thread_held_seconds",
      "How long its thread was held, within a minute.",
      { labels: { of: "longest" }, value: server.held.longest },
      { labels: { of: "p99" }, value: server.held.p99 },
    ),
    gauge(
      "warroom_certificate_until_seconds",
      "When its TLS certificate ends.",
      ...one(certificateUntil).map(inSeconds),
    ),
    gauge("warroom_database_up", "Whether the database answers.", {
      value: Number(database.answerMs !== null),
    }),
    gauge(
      "warroom_database_answer_seconds",
      "How long it took to answer.",
      ...one(database.answerMs).map(inSeconds),
    ),
    gauge("warroom_database_free_bytes", "What is left of its disk.", ...one(database.freeBytes)),
    {
      name: "warroom_events_total",
      type: "counter",
      help: "Events that came, by what became of them.",
      samples: Object.entries(events).map(([result, value]) => ({ labels: { result }, value })),
    },
    gauge(
      "warroom_warning",
      "What a person must mend.",
      ...warnings.map(({ kind }) => ({ labels: { kind }, value: 1 })),
    ),
    gauge(
      "warroom_reconciled_hours",
      "Hours of raw events, by what their comparison with the figures found.",
      ...(reconciliation
        ? [
            { labels: { result: "equal" }, value: reconciliation.compared - reconciliation.wrong },
            { labels: { result: "different" }, value: reconciliation.wrong },
            { labels: { result: "waiting" }, value: reconciliation.hours - reconciliation.compared },
          ]
        : []),
    ),
    gauge(
      "warroom_source_up",
      "Whether a source reports: neither silent nor behind.",
      ...sources.map(({ name, state }) => ({
        labels: { source: name },
        value: Number(state !== "silent" && state !== "behind"),
      })),
    ),
    gauge("warroom_source_heard_seconds", "Since when nothing was heard of a source.", ...ages("heard")),
    gauge("warroom_source_behind_seconds", "How far its watermark lies back.", ...ages("through")),
    gauge(
      "warroom_source_clock_offset_seconds",
      "How far its clock is ahead of the server's.",
      ...sources.flatMap(({ name, clockOffsetMs }) =>
        clockOffsetMs === null ? [] : [{ labels: { source: name }, value: clockOffsetMs / SECOND }],
      ),
    ),
    gauge(
      "warroom_screen_up",
      "Whether a screen is connected and paints all of its picture.",
      ...screens.map(({ name, state }) => ({ labels: { screen: name }, value: Number(state === "well") })),
    ),
    gauge(
      "warroom_alerts_judged_seconds",
      "Since when rules were not judged.",
      ...(health.alerts ? [{ value: Math.max(0, at - health.alerts.judgedAt) / SECOND }] : []),
    ),
    gauge(
      "warroom_alerts_late",
      "What is due for over a minute, and claims whose sender is gone.",
      ...(health.alerts
        ? [
            { labels: { of: "messages" }, value: health.alerts.lateMessages },
            { labels: { of: "episodes" }, value: health.alerts.lateEpisodes },
            { labels: { of: "claims" }, value: health.alerts.expired },
          ]
        : []),
    ),
    gauge(
      "warroom_dead_man_heard",
      "Whether the address outside has heard that alerts work.",
      ...(health.deadMan ? [{ value: Number(health.deadMan.state === "heard") }] : []),
    ),
    gauge(
      "warroom_line_messages_used",
      "Messages of the month that LINE has counted.",
      ...(line && line.state !== "no-data" ? [{ value: line.used }] : []),
    ),
    gauge(
      "warroom_line_messages_limit",
      "Messages that LINE takes in the month.",
      ...(line && line.state !== "no-data" ? one(line.most) : []),
    ),
    gauge(
      "warroom_line_quota_read_seconds",
      "Since when LINE has not said how many.",
      ...(line?.readAt != null ? [{ value: Math.max(0, at - line.readAt) / SECOND }] : []),
    ),
    gauge(
      "warroom_webhooks_gone",
      "Webhooks whose receiver said that it is gone.",
      ...one(health.webhooks?.gone ?? null),
    ),
    gauge("warroom_walls", "Walls that are connected.", ...one(health.walls)),
  ];
}

const inSeconds = ({ value }: { value: number }) => ({ value: value / SECOND });
