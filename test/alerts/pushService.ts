import { type webcrypto as Web, webcrypto } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import type { NewSubscription } from "#wire/alerts.ts";
import type { PushNote } from "#wire/push.ts";
import { joinReceivers } from "./inbox.ts";

const { subtle } = webcrypto;
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const bytesOf = (text: string) => Buffer.from(text, "base64url");

async function pairOf(jwk: Web.JsonWebKey) {
  const { d: _secret, ...open } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]),
    subtle.importKey("jwk", open, CURVE, true, []),
  ]);
  return { privateKey, publicKey };
}

/** A browser's side of a subscription, with the browser's own cryptography: nothing here is the sender's. */
export interface BrowserSide {
  keys: NewSubscription["keys"];
  /** What was sent to it (RFC 8291, 3 and RFC 8188, 2). Throws when it is not for it, or was changed. */
  read(body: Uint8Array): Promise<string>;
}

/** @param given of a test vector; null: new ones */
export async function openBrowserSide(
  given: { jwk: Web.JsonWebKey; auth: string } | null = null,
): Promise<BrowserSide> {
  const auth = given ? bytesOf(given.auth) : Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  const pair = given ? await pairOf(given.jwk) : await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const own = Buffer.from(await subtle.exportKey("raw", pair.publicKey));
  const derive = async (secret: Uint8Array, salt: Uint8Array, info: Buffer, length: number) => {
    const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    return Buffer.from(
      await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8),
    );
  };
  return {
    keys: { p256dh: own.toString("base64url"), auth: auth.toString("base64url") },
    async read(body) {
      const whole = Buffer.from(body);
      const salt = whole.subarray(0, 16);
      const size = whole.readUInt32BE(16);
      const sender = whole.subarray(21, 21 + whole[20]!);
      const sealed = whole.subarray(21 + sender.length);
      if (sealed.length > size) throw new Error("more than one record, which no browser reads");
      const theirs = await subtle.importKey("raw", sender, CURVE, false, []);
      const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), own, sender]);
      const secret = await derive(new Uint8Array(shared), auth, info, 32);
      const key = await derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
      const iv = await derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
      const opener = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
      const plain = Buffer.from(await subtle.decrypt({ name: "AES-GCM", iv }, opener, sealed));
      const end = plain.findLastIndex((byte) => byte !== 0);
      if (plain[end] !== 2) throw new Error("the last record does not end with 2");
      return plain.subarray(0, end).toString();
    },
  };
}

/** What the token of a request says (RFC 8292). Throws when another key has signed it. */
export async function claimsOf(authorization: string) {
  const [, token = "", k = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" } as const;
  const key = await subtle.importKey("raw", bytesOf(k), ecdsa, false, ["verify"]);
  const signed = Buffer.from(`${head}.${claims}`);
  if (!(await subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytesOf(signature), signed)))
    throw new Error("the signature is not of this key");
  return {
    key: k,
    head: JSON.parse(bytesOf(head).toString()) as object,
    claims: JSON.parse(bytesOf(claims).toString()) as { aud: string; exp: number; sub?: string },
  };
}

/** What a push service does with the next request instead of taking it. */
export type PushAnswer =
  | { status: number; headers?: Record<string, string>; body?: string; isTaken?: true }
  | "lost"
  | "cut"
  | "hang";

/** What a browser was pushed. */
export interface Rung {
  endpoint: string;
  note: PushNote;
  topic: string | null;
  urgency: string;
  ttl: number;
  claims: { aud: string; exp: number; sub?: string };
  bytes: number;
}

export interface PushService {
  /** A browser subscribes, for this public key of the sender. */
  subscribe(key: string): Promise<NewSubscription>;
  /** All that was taken, in order. */
  rung: Rung[];
  /** Of it, what a browser that was away would get now: of each topic the last (RFC 8030, 5.4). */
  kept(endpoint: string): PushNote[];
  next: PushAnswer[];
  expectRung(count: number): Promise<Rung[]>;
  /** Fails if there is one that nobody expected, or an answer that nobody got. */
  expectNoMore(): void;
  close(): Promise<void>;
}

const MOST_BODY = 4_096;
const DAY_S = 86_400;

/**
 * A real HTTP receiver that answers what push services answer (RFC 8030): 201 with an address, 400 without a TTL, 403 to
 * the key of another sender, 404 to a subscription that it does not know, 413 over 4,096 bytes.
 * @param now by what clock tokens are judged
 */
export async function openPushService(now: () => number): Promise<PushService> {
  const browsers = new Map<string, BrowserSide & { key: string }>();
  const rung: Rung[] = [];
  const next: PushAnswer[] = [];
  let count = 0;
  let url = "";

  async function answer(request: http.IncomingMessage, body: Buffer): Promise<Exclude<PushAnswer, string>> {
    const endpoint = url + request.url;
    const browser = browsers.get(endpoint);
    if (!browser) return { status: 404, body: "no such subscription" };
    const { headers } = request;
    const said = (name: string) => String(headers[name] ?? "");
    if (request.method !== "POST" || !/^\d+$/.test(said("ttl"))) return { status: 400, body: "no TTL" };
    if (said("content-encoding") !== "aes128gcm") return { status: 400, body: "no such coding" };
    if (body.length > MOST_BODY) return { status: 413, body: "too large" };
    const topic = headers.topic === undefined ? null : said("topic");
    // As Apple's has it, which decodes it.
    if (topic !== null && (!/^[\w-]{1,32}$/.test(topic) || topic.length % 4 === 1))
      return { status: 400, body: "no such topic" };
    if (!["very-low", "low", "normal", "high"].includes(said("urgency")))
      return { status: 400, body: "urgency" };
    const { key, claims } = await claimsOf(said("authorization"));
    const left = claims.exp - now() / 1_000;
    if (key !== browser.key || claims.aud !== url || left < 0 || left > DAY_S)
      return { status: 403, body: "the credentials are not those of the subscription" };
    rung.push({
      endpoint,
      note: JSON.parse(await browser.read(body)) as PushNote,
      topic,
      urgency: said("urgency"),
      ttl: Number(said("ttl")),
      claims,
      bytes: body.length,
    });
    return { status: 201, headers: { location: `${url}/message/${++count}` } };
  }

  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", async () => {
      const told = next.shift();
      if (told === "hang") return;
      if (told === "cut") return void request.socket.destroy();
      const isTaken = told === undefined || told === "lost" || told.isTaken;
      const own = isTaken
        ? await answer(request, Buffer.concat(pieces)).catch((error) => ({
            status: 500,
            body: String(error),
          }))
        : { status: 500 };
      if (told === "lost") return void request.socket.destroy();
      const { status, headers = {}, body = "" } = (told ?? own) as Exclude<PushAnswer, string>;
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const leave = joinReceivers(() => ({ unexpected: rung.splice(0), strange: [] }));
  return {
    rung,
    next,
    async subscribe(key) {
      const side = await openBrowserSide();
      const endpoint = `${url}/push/secret-${++count}`;
      browsers.set(endpoint, { ...side, key });
      return { endpoint, keys: side.keys };
    },
    kept(endpoint) {
      const own = rung.filter((each) => each.endpoint === endpoint);
      const isReplaced = ({ topic }: Rung, place: number) =>
        topic !== null && own.slice(place + 1).some((later) => later.topic === topic);
      return own.filter((each, place) => !isReplaced(each, place)).map(({ note }) => note);
    },
    async expectRung(wanted) {
      await expect.poll(() => rung.length, { timeout: 20_000, interval: 20 }).toBe(wanted);
      return [...rung];
    },
    expectNoMore() {
      const left = { rung: rung.splice(0), next: next.splice(0) };
      expect(left).toEqual({ rung: [], next: [] });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      leave();
    },
  };
}
