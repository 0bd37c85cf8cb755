import { readFileSync } from "node:fs";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { CHANNEL_KINDS, type ChannelKind } from "#wire/alerts.ts";
import { oneOf } from "#wire/schema.ts";
import { Fault } from "../kit/fault.ts";

/** Services that alerts are sent by, beside mail and webhooks; each null while it is not configured. */
export interface OutletSettings {
  line: Service | null;
  telegram: Service | null;
  /** A gateway of SMS, as its own documents describe it. */
  sms: SmsGateway | null;
}

interface Service {
  url: string;
  token: string;
}

type SmsGateway = Required<Omit<Static<typeof GATEWAY>, "idPath" | "reasonPath">> &
  Pick<Static<typeof GATEWAY>, "idPath" | "reasonPath">;

const text = Type.String({ minLength: 1 });
const GATEWAY = Type.Object(
  {
    method: Type.Optional(oneOf(["GET", "POST", "PUT"])),
    url: text,
    headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9-]+$" }), Type.String())),
    body: Type.Optional(Type.String()),
    success: Type.Object(
      { path: text, values: Type.Optional(Type.Array(text, { minItems: 1 })) },
      { additionalProperties: false },
    ),
    idPath: Type.Optional(text),
    reasonPath: Type.Optional(text),
    mostParts: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  },
  { additionalProperties: false },
);
/** Parts of an SMS at most: a Thai alert with what broke, how much, since when and its link has room in three. */
const MOST_PARTS = 3;
/** What the templates of a gateway may name: the number in three forms, the text, and our id of the message. */
const FIELDS = ["to", "digits", "national", "text", "id"];
/** Names of this machine, to which no request crosses a network. */
const OWN = ["localhost", "127.0.0.1", "[::1]"];
const refuse = (sentence: string, cause?: unknown) => new Fault("configuration", sentence, { cause });

/** Throws `configuration` with a sentence that names the variable. */
export function readOutlets(environment: NodeJS.ProcessEnv): OutletSettings {
  const { LINE_TOKEN_FILE, LINE_URL, TELEGRAM_TOKEN_FILE, TELEGRAM_URL, SMS_GATEWAY_FILE } = environment;
  return {
    line: service(["LINE_TOKEN_FILE", LINE_TOKEN_FILE], ["LINE_URL", LINE_URL], "https://api.line.me"),
    telegram: service(
      ["TELEGRAM_TOKEN_FILE", TELEGRAM_TOKEN_FILE],
      ["TELEGRAM_URL", TELEGRAM_URL],
      "https://api.telegram.org",
    ),
    sms: SMS_GATEWAY_FILE ? gateway(SMS_GATEWAY_FILE) : null,
  };
}

/**
 * How many messages may go in ten minutes by each kind of channel, to all recipients together; null: as many as there
 * are.
 */
export type OutletRates = Readonly<Record<ChannelKind, number | null>>;

/** Our choice. Messages beyond the rate wait in a digest for each recipient. */
const RATES: OutletRates = {
  // One a second: a mail server takes more from one sender for a flood, and puts it off or on a list.
  mail: 600,
  // A machine takes each alert by itself, and says 429 when it cannot.
  webhook: null,
  // LINE takes 2,000 a second, but the month's messages are counted and paid: one flood must not use them up.
  line: 200,
  // Telegram does not say its limits; what it refuses it puts off (429), and a group reads no more than this.
  telegram: 200,
  // Each is paid for, and gateways bar a sender that floods them.
  sms: 60,
  // Each browser has a push service of its own, which costs nothing, and says 429.
  push: null,
};

/** Throws `configuration` with a sentence that names the variable. */
export function readRates({ CHANNEL_RATES = "" }: NodeJS.ProcessEnv): OutletRates {
  const given = CHANNEL_RATES.split(/[\s,]+/).filter(Boolean);
  return { ...RATES, ...Object.fromEntries(given.map(rate)) };
}

function rate(given: string): [ChannelKind, number | null] {
  const [name, most = "", ...more] = given.split("=");
  const kind = CHANNEL_KINDS.find((each) => each === name);
  if (!kind || !/^(none|[1-9]\d{0,5})$/.test(most) || more.length > 0)
    throw refuse(
      `CHANNEL_RATES must be like sms=60,line=none, of ${CHANNEL_KINDS.join(", ")}, each with messages in ten minutes or none; "${given}" is none of these`,
    );
  return [kind, most === "none" ? null : Number(most)];
}

/** Secrets that the log must not have: with one of them anybody can send in our name. */
export const secretsOfOutlets = ({ line, telegram, sms }: OutletSettings): (string | undefined)[] => [
  ...[line?.token, telegram?.token],
  // Any of these fields may contain a key, and any word of a header may be one.
  ...Object.values(sms?.headers ?? {}).flatMap((value) =>
    value.split(" ").filter((word) => word.length > 11),
  ),
  ...(sms ? [...new URL(sms.url).searchParams.values()].filter((value) => value.length > 11) : []),
];

type Variable = [name: string, value: string | undefined];

function service([fileName, file]: Variable, [urlName, given]: Variable, otherwise: string) {
  if (!file) {
    if (given) throw refuse(`${urlName} is of no use without ${fileName}`);
    return null;
  }
  const token = read(file, fileName).trim();
  // It goes into an address or a header, where a blank or a line would end it.
  if (!/^[\w:+/=.-]{20,}$/.test(token))
    throw refuse(`the file ${file} (${fileName}) must be one token, and nothing else`);
  const url = (given || otherwise).replace(/\/+$/, "");
  if (!isAddress(url) || new URL(url).search)
    throw refuse(`${urlName} must be an address like ${otherwise}, not "${given}"`);
  return { url, token };
}

/** The address of a service that gets our key: TLS is required, except to this machine itself. */
function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && OWN.includes(hostname));
}

function gateway(path: string): SmsGateway {
  const what = `${path} (SMS_GATEWAY_FILE)`;
  let found: unknown;
  try {
    found = JSON.parse(read(path, "SMS_GATEWAY_FILE"));
  } catch (error) {
    if (error instanceof Fault) throw error;
    // The parser's message would quote the file, which contains a key.
    throw refuse(`${what} is no JSON`);
  }
  if (!Value.Check(GATEWAY, found)) {
    const wrong = Value.Errors(GATEWAY, found).First();
    throw refuse(
      `${what}: ${wrong?.path || "the whole"}: ${wrong?.message}; backend/settings/README.md shows an example`,
    );
  }
  const given: Static<typeof GATEWAY> = found;
  const { method = "POST", url, headers = {}, body = "", mostParts = MOST_PARTS, ...rest } = given;
  if (!isAddress(url)) throw refuse(`${what}: /url must be an address like https://sms.example/send`);
  const templates = [url, body, ...Object.values(headers)].join("\n");
  const names = [...templates.matchAll(/\{\{(.*?)\}\}/g)].map(([, name = ""]) => name);
  const strange = names.find((name) => !FIELDS.includes(name));
  if (strange !== undefined)
    throw refuse(
      `${what}: there is no {{${strange}}}; there are ${FIELDS.map((each) => `{{${each}}}`).join(", ")}`,
    );
  if (!names.includes("text") || !["to", "digits", "national"].some((each) => names.includes(each)))
    throw refuse(`${what}: url or body must have {{text}}, and {{to}}, {{digits}} or {{national}}`);
  return { ...rest, method, url, headers, body, mostParts };
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw refuse(`${path} (${name}) cannot be read: ${(cause as Error).message}`, cause);
  }
}
