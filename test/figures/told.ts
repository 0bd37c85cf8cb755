import { HOUR } from "#calendar/units.ts";
/** Events from a line of script, for tables: `offered 10:00:00 | answered 10:00:20 revision=1 source=b`. */
import type { CloudEvent, EventType } from "#wire/events.ts";
import type { Kind, Received } from "./entities.ts";
import { oracle, type Query, type Row } from "./oracle.ts";

/** Everything happens on 29 February 2024 in Bangkok, unless its time says a date. */
export const on29 = (clock: string) => (clock.includes("T") ? clock : `2024-02-29T${clock}+07:00`);

export const NOON = Date.parse(on29("12:00:00"));

/** 27 February to 2 March, whole days. */
const AROUND = { from: NOON - 60 * HOUR, to: NOON + 60 * HOUR };

const STATEMENT = { channel: "1441", agency: "aoc", scamType: "job", province: "TH-10", lossSatang: 500 };
const FREEZE = { freezeId: "f", bank: "SCB", hop: 2 };

/** What an event says where the script is silent. */
const USUAL: Record<Kind, Record<string, object>> = {
  call: {
    offered: { callId: "c", queue: "report" },
    answered: { callId: "c", queue: "report" },
    abandoned: { callId: "c", queue: "report" },
    ended: { callId: "c", queue: "report" },
  },
  report: {
    filed: { reportId: "r", ...STATEMENT },
    revised: { reportId: "r", ...STATEMENT, lossSatang: 700, revision: 1 },
    linked: { reportId: "r", duplicateOf: "r0" },
    voided: { reportId: "r", reason: "test" },
    advanced: { reportId: "r", step: "tracing" },
  },
  freeze: {
    requested: { freezeId: "f", reportId: "r", bank: "KBANK", hop: 1, amountSatang: 900, accountToken: "t" },
    confirmed: { ...FREEZE, heldSatang: 300 },
    refused: { ...FREEZE, reason: "other", movedSatang: 80 },
    released: { ...FREEZE, reason: "court" },
    overturned: FREEZE,
  },
  refund: { paid: { refundId: "p", reportId: "r", bank: "KTB", amountSatang: 1 } },
  arrest: { made: { arrestId: "a", people: 3 } },
};

const NUMBERS = [
  "revision",
  "lossSatang",
  "amountSatang",
  "heldSatang",
  "movedSatang",
  "cashedOutSatang",
  "hop",
  "people",
];

let serial = 100;

/** Received in the order of the script, all at `recorded=…` (a time of day), or at noon. */
export function told(kind: Kind, script: string): Received[] {
  if (script === "") return [];
  return script.split(" | ").map((line) => {
    const [deed = "", clock = "", ...words] = line.split(" ");
    const said = Object.fromEntries(words.map((word) => word.split("=") as [string, string]));
    const { id = `e${serial++}`, source = "aoc", recorded = "12:00:00", ...fields } = said;
    const usual = USUAL[kind][deed];
    if (!usual) throw new Error(`No ${kind}.${deed} in the script: ${line}`);
    const data = { ...usual, ...Object.fromEntries(Object.entries(fields).map(meant)) } as CloudEvent["data"];
    const type = `th.aoc1441.${kind}.${deed}` as `th.aoc1441.${EventType}`;
    const event: CloudEvent = { specversion: "1.0", id, source, type, time: on29(clock), data };
    return { event, recordedAt: Date.parse(on29(recorded)) };
  });
}

function meant([name, text]: [string, string]): [string, string | number] {
  if (NUMBERS.includes(name)) return [name, Number(text)];
  return [name, name.endsWith("At") ? on29(text) : text];
}

/** The rows as known at noon, in one bucket of all days around, unless the query says otherwise. */
export function rows(events: Received[], metric: string, query: Partial<Query> = {}): Row[] {
  return oracle(events)({ metric, ...AROUND, step: "total", now: NOON, ...query });
}

/** The one value of those days; 0 where there is no row. */
export function total(events: Received[], metric: string, query: Partial<Query> = {}): Row["value"] {
  const row = rows(events, metric, query)[0];
  return row ? row.value : 0;
}
