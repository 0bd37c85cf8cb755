import type { IncomingMessage } from "node:http";
import type { IngestAnswer, Rejection } from "#wire/events.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { attributesOf, isBinary, mediaTypeOf } from "./binary.ts";
import { type Found, openBody, readLines, readWhole, type Sending, tooLong } from "./body.ts";
import type { Budget } from "./budgets.ts";
import { checkEvent } from "./check.ts";
import { type CheckRules, isRefusal } from "./checked.ts";
import type { Ingest } from "./ingest.ts";
import { openPieces } from "./pieces.ts";
import type { Item } from "./queries.ts";
import { type Form, openVerdicts } from "./verdicts.ts";

/** After so many events others have the thread: checking one, and naming what is wrong with it, takes 10 to 50 µs. */
const CHECKED_AT_ONCE = 250;
/** What a source that may only send heartbeats needs is below a kilobyte. */
const MOST_OF_BEATS = 64 * 1024;

const FORMS: ReadonlyMap<string, Form> = new Map([
  ["application/cloudevents+json", "one"],
  ["application/cloudevents-batch+json", "array"],
  ["application/x-ndjson", "lines"],
]);

/**
 * `POST /v1/events`: reads and validates the body, writes it, and answers after the commit.
 * Throws the rejection of a request of one event, `all-rejected` when nothing of several was taken, and what stopped the
 * request half-way; all of them with the verdicts so far.
 */
export async function acceptEvents(
  request: IncomingMessage,
  deps: {
    ingest: Ingest;
    /** The id of the source that owns the key. */
    sender: number;
    /** It may send nothing but heartbeats. */
    onlyBeats: boolean;
    budget: Budget;
    /** Told of each rejected event. */
    onRejected: (why: Pick<Rejection, "id" | "code" | "detail">, event: unknown) => void;
    /** Null: what every source may send. */
    eventsPerMinute: number | null;
    /** Throws if the key has been revoked since. */
    identify: () => Promise<unknown>;
    rules: () => CheckRules;
    clock: Clock;
  },
): Promise<IngestAnswer> {
  const { ingest, sender, budget, identify, rules, clock } = deps;
  const contentType = mediaTypeOf(request.headers["content-type"] ?? "");
  const form = FORMS.get(contentType) ?? (isBinary(request.headers, contentType) ? "binary" : null);
  if (!form)
    throw new Fault(
      "unsupported-media-type",
      `content-type ${contentType || "is missing"}; send one of ${[...FORMS.keys()].join(", ")}, or application/json with the event's attributes as headers (ce-id, ce-source, ce-type, ce-time, ce-specversion)`,
    );
  const attributes = form === "binary" ? attributesOf(request) : null;
  const streamed = form === "lines";
  const verdicts = openVerdicts(form, ingest.tally);

  const eventOf = (found: Found) =>
    "code" in found ? null : attributes ? { ...attributes, data: found.event } : found.event;

  const reject = (found: Found, why: Pick<Rejection, "id" | "code" | "detail">) => {
    budget.spend("rejected", 1);
    deps.onRejected(why, eventOf(found));
    verdicts.reject(found, why);
  };

  let failure: unknown;
  /** Ends the reading of a stream at once, also while it waits for a line. */
  const ending = new AbortController();
  const end = (why: unknown) => {
    failure ??= why;
    ending.abort();
  };
  const pieces = openPieces<{ item: Item; found: Found }>({
    isStream: streamed,
    async write(piece) {
      const items = piece.map(({ item }) => item);
      await (streamed ? ingest.takeInTurn(items) : ingest.take(items));
      for (const { item, found } of piece) {
        verdicts.note(item, found);
        if (item.refused) deps.onRejected({ id: item.event.id, ...item.refused }, eventOf(found));
      }
    },
    onFailure: end,
  });

  if (ingest.full) throw ingest.busy();
  const unwatch = streamed ? watch(request, ingest, end) : null;
  let stopped: unknown;
  try {
    const most = deps.onlyBeats ? MOST_OF_BEATS : Number.POSITIVE_INFINITY;
    let bytes = 0;
    const spend: Sending["spend"] = (of, count) => {
      if (of === "events") budget.spendEvents(count, deps.eventsPerMinute);
      else budget.spend(of, count);
      if (of === "bytes") bytes += count;
      if (bytes > most) throw tooLong(most);
    };
    // In a trial, what stands in an earlier piece is not known.
    const onWait = ingest.isTrial ? () => {} : pieces.rest;
    const sending: Sending = { sender, spend, onWait, signal: ending.signal };
    const body = openBody(request, most);
    let checked = 0;
    for await (const found of streamed
      ? readLines(body, sending)
      : readWhole(body, sending, form === "array")) {
      if (++checked % CHECKED_AT_ONCE === 0) await new Promise(setImmediate);
      // A stream may last for days: the key may be revoked meanwhile.
      if (streamed && pieces.isEmpty) await identify();
      if ("code" in found) {
        reject(found, { id: null, ...found });
        continue;
      }
      const event = checkEvent(eventOf(found), rules());
      if (isRefusal(event)) {
        reject(found, event);
        continue;
      }
      const room = pieces.add({
        item: { event, sender, receivedAt: clock.now(), kept: false, refused: null },
        found,
      });
      if (room) await room;
    }
  } catch (error) {
    stopped =
      error instanceof Fault
        ? error
        : new Fault(
            "body-incomplete",
            "the body stopped half-way or is no gzip; what came before it is kept",
            { cause: error },
          );
  } finally {
    unwatch?.();
  }
  // When a stream breaks off, the events received before are still stored; of an array all or none are taken.
  if (streamed || !stopped) await pieces.end();
  failure ??= stopped;
  return verdicts.conclude(failure);
}

/** Ends a stream that is silent for as long as the server lets a request be, or when the server stops. */
function watch(request: IncomingMessage, ingest: Ingest, end: (why: Fault) => void): () => void {
  const onSilence = () =>
    end(
      new Fault(
        "idle",
        "nothing came for so long that the request ends here; what came before is kept. An empty line now and then keeps a stream open",
      ),
    );
  request.once("timeout", onSilence);
  const takeBack = ingest.beforeClose(end);
  return () => {
    request.off("timeout", onSilence);
    takeBack();
  };
}
