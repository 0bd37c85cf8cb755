import type { CloudEvent, IngestAnswer } from "#wire/events.ts";
import { event, type FiguresAnswer } from "../program.ts";

export const KEY = "the-key-of-the-first-source";
const AT = Date.parse("2026-11-01T10:00:00+07:00");
const BATCH = 50;
const LANES = 3;
/** Of events that are sent again to see whether they are there. */
const RESENT = 5_000;

/** What was sent to programs that die, and what they acknowledged. */
export interface Ledger {
  readonly acknowledged: number;
  /** Sends batches in a few lanes until they fail. `began`: the first is acknowledged, or none will be. */
  load(url: string): { began: Promise<void>; ended: Promise<void> };
  /** Is the figure one that can be: all that was acknowledged, and nothing that was not sent? */
  isPossible(url: string): Promise<boolean>;
  /** Sends everything again. `lost`: acknowledged, and not there. `doubled`: how much too large the figure is then. */
  settle(url: string): Promise<{ lost: number; doubled: number }>;
}

export function openLedger(): Ledger {
  const sent: CloudEvent[] = [];
  const acknowledged: CloudEvent[] = [];

  async function send(url: string, events: CloudEvent[]): Promise<IngestAnswer> {
    const response = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as IngestAnswer;
  }
  async function resend(url: string, events: readonly CloudEvent[]): Promise<number> {
    let accepted = 0;
    for (let from = 0; from < events.length; from += RESENT)
      accepted += (await send(url, events.slice(from, from + RESENT))).accepted;
    return accepted;
  }
  async function counted(url: string): Promise<number> {
    const response = await fetch(`${url}/v1/figures?metric=calls.offered&from=2026-11-01&to=2026-11-02`);
    return Number(((await response.json()) as FiguresAnswer).rows[0]?.value ?? 0);
  }

  function openLane(url: string): { began: Promise<void>; ended: Promise<void> } {
    let begin = () => {};
    const began = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = (async () => {
      for (;;) {
        const events = Array.from({ length: BATCH }, (_, place) =>
          event("call.offered", AT, { callId: `ledger-${sent.length + place}`, queue: "report" }),
        );
        sent.push(...events);
        if ((await send(url, events).catch(() => null)) === null) return;
        acknowledged.push(...events);
        begin();
      }
    })();
    return { began, ended };
  }

  return {
    get acknowledged() {
      return acknowledged.length;
    },
    load(url) {
      const lanes = Array.from({ length: LANES }, () => openLane(url));
      const ended = Promise.all(lanes.map((lane) => lane.ended)).then(() => {});
      return { began: Promise.race([...lanes.map((lane) => lane.began), ended]), ended };
    },
    async isPossible(url) {
      const before = acknowledged.length;
      const count = await counted(url);
      return count >= before && count <= sent.length;
    },
    async settle(url) {
      const lost = await resend(url, acknowledged);
      await resend(url, sent);
      return { lost, doubled: (await counted(url)) - sent.length };
    },
  };
}
