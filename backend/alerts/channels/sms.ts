import type { IncomingHttpHeaders } from "node:http";
import { maskPersonal } from "#writing/personal.ts";
import type { Outcome } from "../outbox/outcomes.ts";
import { asksAgain, exchange, jsonOf, retryAfterMs, withoutAnswer } from "./exchange.ts";

/** A gateway of SMS, as its own documents describe it: each is different. */
export interface SmsGateway {
  method: "GET" | "POST" | "PUT";
  /** May have the fields of `Fields` in double braces, as the body and the values of the headers. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** What the answer must have to be a success, beside a status of 2xx: gateways answer 200 to what they refuse. */
  success: { path: string; values?: readonly string[] };
  /** Where the answer has the gateway's id of the message, and why it refused it. */
  idPath?: string;
  reasonPath?: string;
  /** An SMS has so many parts at most, each of which is paid for. */
  mostParts: number;
}

/**
 * What a template may name (settings/outlets.ts refuses others): the number as `+66812345678`, `66812345678` and
 * `0812345678`, the text, and our id.
 */
interface Fields {
  to: string;
  digits: string;
  national: string;
  text: string;
  id: string;
}

/** A mobile number as the standard E.164 writes it. A Thai one may come as it is dialled. */
export const e164 = (given: string) => given.replace(/^0/, "+66");

/** A Thai mobile number (06, 08, 09), or any number of E.164. */
export const isMobile = (given: string) => /^(0[689]\d{8}|\+(66[689]\d{8}|(?!66)[1-9]\d{7,14}))$/.test(given);

/** Sends a text by a gateway. It is taken when the body says so; without a whole body nobody knows. */
export async function sendSms(
  gateway: SmsGateway,
  message: { id: string; to: string; text: string },
): Promise<Outcome> {
  const to = e164(message.to);
  const fields: Fields = {
    to,
    digits: to.slice(1),
    national: to.replace(/^\+66/, "0"),
    text: message.text,
    id: message.id,
  };
  const { method, url, headers, body } = gateway;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const said = await exchange({
    method,
    url: filled(url, fields, encodeURIComponent),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, filled(value, fields, encodeURIComponent)]),
    ),
    body: filled(
      body,
      fields,
      type.includes("json") ? inJson : type.includes("xml") ? inXml : encodeURIComponent,
    ),
  });
  return said.kind === "answer" ? outcomeOf(gateway, said) : withoutAnswer(said);
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const inXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function filled(template: string, fields: Fields, encode: (text: string) => string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name) => {
    const field = Object.entries(fields).find(([each]) => each === name);
    return field ? encode(field[1]) : whole;
  });
}

function outcomeOf(
  { success, idPath, reasonPath }: SmsGateway,
  {
    status,
    headers,
    text,
    isWhole,
  }: { status: number; headers: IncomingHttpHeaders; text: string; isWhole: boolean },
): Outcome {
  const code = String(status);
  const body = jsonOf(text);
  const said = reasonPath === undefined ? null : textAt(body, reasonPath);
  const receipt = said === null ? null : maskPersonal(said.slice(0, 200));
  if (status >= 200 && status < 300) {
    if (!isWhole || body === null) return { kind: "doubt", code, why: "answer-unclear" };
    const found = textAt(body, success.path);
    const isTaken = found !== null && (!success.values || success.values.includes(found));
    if (!isTaken) return { kind: "refused", code, why: "refused-by-receiver", receipt };
    const id = idPath === undefined ? null : textAt(body, idPath);
    return { kind: "sent", code, receipt: id?.slice(0, 200) ?? null };
  }
  // A gateway that lost what is behind it may have passed it on.
  if (status === 502 || status === 504) return { kind: "doubt", code, why: "answer-lost", receipt };
  if (asksAgain(status))
    return { kind: "later", code, why: "receiver-busy", afterMs: retryAfterMs(headers), receipt };
  if (status === 401 || status === 403)
    return { kind: "later", code, why: "not-set-up", afterMs: null, receipt };
  return { kind: "refused", code, why: "refused-by-receiver", receipt };
}

/** What stands at a path such as `data.0.status`, as a text; null: nothing that is one. */
function textAt(body: unknown, path: string): string | null {
  let found: unknown = body;
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return null;
    found = Reflect.get(found, name);
  }
  return ["string", "number", "boolean"].includes(typeof found) ? String(found) : null;
}
