import { describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import { contactOf, openVapid, SEED_BYTES } from "../../backend/alerts/channels/vapid.ts";
import { claimsOf } from "./pushService.ts";

const NOW = 1_795_784_400_000;
const ENDPOINT = "https://push.example.net:8443/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV";
const seed = (fill: number) => () => Buffer.alloc(SEED_BYTES, fill);

describe("who we are to push services", () => {
  it("is said by a token that our key has signed: for this service alone, for less than a day, with our contact", async () => {
    const vapid = openVapid(seed(7), "https://war-room.example.go.th");
    const { key, head, claims } = await claimsOf(vapid.authorization(ENDPOINT, NOW));
    expect(key).toBe(vapid.publicKey());
    expect(head).toEqual({ typ: "JWT", alg: "ES256" });
    expect(claims).toEqual({
      aud: "https://push.example.net:8443",
      exp: (NOW + 12 * HOUR) / SECOND,
      sub: "https://war-room.example.go.th",
    });
  });

  it("leaves the contact out where there is none", async () => {
    const { claims } = await claimsOf(openVapid(seed(7), null).authorization(ENDPOINT, NOW));
    expect(Object.keys(claims)).toEqual(["aud", "exp"]);
  });

  it("has the same key for the same secret, another one for another, and a point of the curve for any", () => {
    const keys = [0, 1, 127, 255].map((fill) => openVapid(seed(fill), null).publicKey());
    expect(new Set(keys).size).toBe(4);
    expect(openVapid(seed(127), null).publicKey()).toBe(keys[2]);
    for (const key of keys) expect(Buffer.from(key, "base64url")).toHaveLength(65);
  });

  it("asks for its secret once, when it is first needed", () => {
    let asked = 0;
    const vapid = openVapid(() => {
      asked += 1;
      return seed(1)();
    }, null);
    expect(asked).toBe(0);
    vapid.publicKey();
    vapid.authorization(ENDPOINT, NOW);
    expect(asked).toBe(1);
  });

  it.each([
    ["https://war-room.example.go.th/", "AOC <alerts@example.go.th>", "https://war-room.example.go.th"],
    ["http://10.1.1.1", "AOC <alerts@example.go.th>", "mailto:alerts@example.go.th"],
    [undefined, "alerts@example.go.th", "mailto:alerts@example.go.th"],
    [undefined, undefined, null],
  ])("is reached at the address of the pages over TLS, or that of mails: %s, %s", (url, mail, contact) => {
    expect(contactOf(url, mail)).toBe(contact);
  });
});
