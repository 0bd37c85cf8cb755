import type { IncomingMessage } from "node:http";
import type { IngestAnswer } from "#wire/events.ts";
import { Fault } from "../kit/fault.ts";
import { type Found, openBody, readLines, readWhole, type Sending, tooLong } from "./body.ts";
import type { Budget } from "./budgets.ts";
import { type CheckRules, checkEvent, isRefusal } from "./check.ts";
import type { Ingest } from "./ingest.ts";
import type { Item } from "./queries.ts";

/** A stream is written in chunks of this many events, at most two in flight. */
const PIECE = 1_000;
const UNDER_WAY = 2;
/** Rejections beyond this number are counted but not listed, so that a hostile stream cannot exhaust memory. */
const MOST_LISTED = 10_000;

/** After so many events others have the thread: checking one, and naming what is wrong with it, takes 10 to 50 µs. */
const CHECKED_AT_ONCE = 250;
/** What a source that may only send heartbeats needs is below a kilobyte. */
const MOST_OF_BEATS = 64 * 1024;

const READERS: Record<
  string,
  (body: ReturnType<typeof openBody>, sending: Sending) => AsyncGenerator<Found>
> = {
  "application/cloudevents+json": (body, sending) => readWhole(body, sending, false),
  "application/cloudevents-batch+json": (body, sending) => readWhole(body, sending, true),
  "application/x-ndjson": readLines,
};

/** `POST /v1/events`: reads and validates the body, writes it, and answers after the commit. */
export async function acceptEvents(
  request: IncomingMessage,
  deps: {
    ingest: Ingest;
    /** The id of the source that owns the key. */
    sender: number;
    /** It may send nothing but heartbeats. */
    onlyBeats: boolean;
    budget: Budget;
    /** Throws if the key has been revoked since: a stream may last for hours. */
    identify: () => Promise<unknown>;
    rules: () => CheckRules;
  },
): Promise<IngestAnswer> {
  const { ingest, sender, budget, identify, rules } = deps;
  const contentType = (request.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  const reader = READERS[contentType];
  if (!reader)
    throw new Fault(
      "unsupported-media-type",
      `content-type ${contentType || "is missing"}; send one of ${Object.keys(READERS).join(", ")}`,
    );
  const streamed = contentType === "application/x-ndjson";
  const answer: IngestAnswer = { accepted: 0, duplicate: 0, rejected: [] };
  const reject = (
    found: { index: number; line?: number },
    id: string | null,
    code: string,
    detail: string,
  ) => {
    if (answer.rejected.length < MOST_LISTED)
      answer.rejected.push({
        index: found.index,
        ...(found.line ? { line: found.line } : {}),
        id,
        code,
        detail,
      });
    else answer.unlisted = (answer.unlisted ?? 0) + 1;
  };

  let piece: { item: Item; found: Found }[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  let stopped: Fault | undefined;

  async function writePiece(full: typeof piece) {
    const items = full.map(({ item }) => item);
    if (streamed) await identify();
    await (streamed ? ingest.takeInTurn(items) : ingest.take(items));
    for (const { item, found } of full) {
      if (item.refused) reject(found, item.event.id, item.refused.code, item.refused.detail);
      else if (item.kept) answer.accepted++;
      else answer.duplicate++;
    }
  }
  function send() {
    const written = writePiece(piece)
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => underWay.delete(written));
    underWay.add(written);
    piece = [];
  }

  if (ingest.full) throw ingest.busy();
  try {
    const most = deps.onlyBeats ? MOST_OF_BEATS : Number.POSITIVE_INFINITY;
    let bytes = 0;
    const spend: Sending["spend"] = (of, count) => {
      budget.spend(of, count);
      if (of === "bytes") bytes += count;
      if (bytes > most) throw tooLong(most);
    };
    let checked = 0;
    for await (const found of reader(openBody(request, most), { sender, spend })) {
      if (failure) break;
      if (++checked % CHECKED_AT_ONCE === 0) await new Promise(setImmediate);
      if ("code" in found) {
        budget.spend("rejected", 1);
        reject(found, null, found.code, found.detail);
        continue;
      }
      const event = checkEvent(found.event, rules());
      if (isRefusal(event)) {
        budget.spend("rejected", 1);
        reject(found, event.id, event.code, event.detail);
        continue;
      }
      piece.push({ item: { event, sender, kept: false, refused: null }, found });
      if (streamed && piece.length === PIECE) {
        if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
        send();
      }
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
  }
  // When a stream breaks off, the events received before are still stored; of an array all or none are taken.
  if (piece.length > 0 && !failure && (streamed || !stopped)) send();
  await Promise.all(underWay);
  failure ??= stopped;
  if (failure) throw failure;
  answer.rejected.sort((a, b) => a.index - b.index);
  return answer;
}
