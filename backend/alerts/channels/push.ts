import { hash } from "node:crypto";
import type { BlockList } from "node:net";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { PushNote } from "#wire/push.ts";
import { maskPersonal } from "#writing/personal.ts";
import type { Letter } from "../outbox/letterQueries.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import type { Message } from "../texts/alert.ts";
import { fitted } from "../texts/fit.ts";
import { type BrowserKeys, encryptedFor, MOST_PLAIN } from "./aes128gcm.ts";
import { asksAgain, type Exchange, retryAfterMs, withoutAnswer } from "./exchange.ts";
import type { Vapid } from "./vapid.ts";
import { OWN_NETWORK, postOutside } from "./webhook.ts";

/** A browser that may be rung. */
export interface Subscription extends BrowserKeys {
  /** The address at its push service; whoever has it and our key can ring. */
  endpoint: string;
}

/** Web Push, as far as a message needs it. */
export interface Push {
  vapid: Vapid;
  /** The browser of whoever signs in with this name; null: none rings. */
  read(person: string): Promise<Subscription | null>;
  /** Its push service knows it no more. */
  lose(endpoint: string, at: number): Promise<void>;
}

/** A phone that was off for longer gets nothing: whoever is on duty has been told by others since. */
const KEPT_MS = DAY;
/** A test is of use only now. */
const TEST_KEPT_MS = 5 * MINUTE;
/** A push service that lost what is behind it: what it passed on may have been done. */
const LOST = [502, 504];

/** What a browser is to show: of one alert its last message alone, which the title says. */
export function noteOf(
  { id, kind, episode }: Pick<Letter, "id" | "kind" | "episode">,
  message: Message,
  rings = kind !== "resolve",
): PushNote {
  const { subject, text, link, lang } = message;
  const bare = text.split("\n").filter((line) => !subject.endsWith(line));
  const isOfMany = kind === "digest" || kind === "group";
  const tag = episode === null ? (isOfMany ? id : kind) : `alert-${episode}`;
  const noteWith = (whole: string): PushNote => ({
    title: subject,
    body: whole.slice(0, whole.lastIndexOf(link)).trimEnd(),
    lang,
    tag,
    rings,
    link,
  });
  const fits = (whole: string) => bytesOf(noteWith(whole)).length <= MOST_PLAIN;
  return noteWith(fitted({ ...message, text: bare.join("\n") }, fits));
}

/** 32 characters of base64url, of whole bytes: the most that push services take, and they learn nothing by it. */
const topicOf = (tag: string) => hash("sha256", tag, "buffer").subarray(0, 24).toString("base64url");

const bytesOf = (note: PushNote) => Buffer.from(JSON.stringify(note));

/**
 * Pushes a message to the browser of a person (RFC 8030). Push services know no repetition, and none tells whether a
 * browser showed it. Of one alert they keep only the last message for a browser that is away (`Topic`), so that the end
 * takes the place of an alert that nobody has seen, and a repetition that of the first.
 */
export async function sendPush(
  { vapid, read, lose }: Push,
  person: string,
  { letter, message, rings }: { letter: Letter; message: Message; rings?: boolean },
  now: number,
  allowed: BlockList,
): Promise<Outcome> {
  const subscription = await read(person);
  if (!subscription) return { kind: "refused", code: null, why: "no-browser" };
  const { endpoint } = subscription;
  let authorization: string;
  try {
    authorization = vapid.authorization(endpoint, now);
  } catch {
    // Whoever keeps our key has said why in the log.
    return { kind: "later", code: null, why: "not-set-up", afterMs: null };
  }
  const note = noteOf(letter, message, rings);
  const keptMs = letter.kind === "test" ? TEST_KEPT_MS : KEPT_MS;
  const said = await postOutside(
    {
      url: endpoint,
      headers: {
        authorization,
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(keptMs / SECOND),
        urgency: note.rings ? "high" : "normal",
        // A digest or a group tells of others than the one before: none takes the place of another.
        ...(letter.kind === "digest" || letter.kind === "group" ? {} : { topic: topicOf(note.tag) }),
      },
      body: encryptedFor(bytesOf(note), subscription),
    },
    allowed,
  );
  if (said === "own-network") return OWN_NETWORK;
  if (said.kind !== "answer") return withoutAnswer(said);
  const outcome = outcomeOf(said);
  if ("why" in outcome && outcome.why === "no-browser") await lose(endpoint, now);
  return outcome;
}

function outcomeOf({ status, headers, text }: Extract<Exchange, { kind: "answer" }>): Outcome {
  const code = String(status);
  if (status >= 200 && status < 300) return { kind: "sent", code, receipt: null };
  // What it says may quote the endpoint, which is a secret.
  const receipt = maskPersonal(text.slice(0, 200).replaceAll(/https?:\S+/g, "…")) || null;
  // There is no such subscription any more: 404 and 410 (RFC 8030, 7.3).
  if (status === 404 || status === 410) return { kind: "refused", code, why: "no-browser", receipt };
  if (LOST.includes(status)) return { kind: "doubt", code, why: "answer-lost", receipt };
  if (asksAgain(status))
    return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers), receipt };
  // It does not take our key, or our contact: that is for an operator to mend, and says nothing of the browser.
  if ([400, 401, 403].includes(status))
    return { kind: "later", code, why: "not-set-up", afterMs: null, receipt };
  return { kind: "refused", code, why: "refused-by-receiver", receipt };
}
