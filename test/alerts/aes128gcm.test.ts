import { createECDH } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areKeys, contentCoded, encryptedFor, MOST_PLAIN } from "../../backend/alerts/channels/aes128gcm.ts";
import { openBrowserSide } from "./pushService.ts";

const bytesOf = (text: string) => Buffer.from(text, "base64url");
/** RFC 8291, section 5 and appendix A. */
const VECTOR = {
  plain: "When I grow up, I want to be a watermelon",
  sender: bytesOf("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
  salt: bytesOf("DGv6ra1nlYgDCS1FRnbzlw"),
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
  body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

describe("the content coding aes128gcm", () => {
  it("is that of RFC 8188, 3.1", () => {
    const coded = contentCoded(
      Buffer.from("I am the walrus"),
      bytesOf("yqdlZ-tYemfogSmv7Ws5PQ"),
      bytesOf("I1BsxtFttlv3u_Oo94xnmw"),
      Buffer.alloc(0),
    );
    expect(coded.toString("base64url")).toBe(
      "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg",
    );
  });
});

describe("what is encrypted for a browser", () => {
  it("is that of RFC 8291, section 5", () => {
    const own = createECDH("prime256v1");
    own.setPrivateKey(VECTOR.sender);
    const body = encryptedFor(Buffer.from(VECTOR.plain), VECTOR, { salt: VECTOR.salt, own });
    expect(body.toString("base64url")).toBe(VECTOR.body);
  });

  it("can be read by the reader of these tests, which reads the vector too", async () => {
    const point = bytesOf(VECTOR.p256dh);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString("base64url"));
    const jwk = { kty: "EC", crv: "P-256", x: x!, y: y!, d: VECTOR.d };
    const browser = await openBrowserSide({ jwk, auth: VECTOR.auth });
    expect(browser.keys).toEqual({ p256dh: VECTOR.p256dh, auth: VECTOR.auth });
    expect(await browser.read(bytesOf(VECTOR.body))).toBe(VECTOR.plain);
  });

  it("is read as it was written, whatever it is, and by nobody else; no two are alike", async () => {
    const [browser, other] = await Promise.all([openBrowserSide(), openBrowserSide()]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), async (text) => {
        const body = encryptedFor(Buffer.from(text), browser.keys);
        expect(await browser.read(body)).toBe(text);
        await expect(other.read(body)).rejects.toThrow();
        const changed = Buffer.from(body);
        changed[changed.length - 1]! ^= 1;
        await expect(browser.read(changed)).rejects.toThrow();
        expect(encryptedFor(Buffer.from(text), browser.keys).subarray(0, 86)).not.toEqual(
          body.subarray(0, 86),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("has 4,096 bytes at most, as push services take them", async () => {
    const browser = await openBrowserSide();
    const body = encryptedFor(Buffer.alloc(MOST_PLAIN, "a"), browser.keys);
    expect(body.length).toBe(4_096);
    expect(await browser.read(body)).toHaveLength(MOST_PLAIN);
  });

  it.each([
    ["its own", { p256dh: VECTOR.p256dh, auth: VECTOR.auth }, true],
    ["no point of the curve", { p256dh: `${VECTOR.p256dh.slice(0, -2)}AA`, auth: VECTOR.auth }, false],
    ["half a point", { p256dh: VECTOR.p256dh.slice(0, 44), auth: VECTOR.auth }, false],
    ["a secret of 15 bytes", { p256dh: VECTOR.p256dh, auth: VECTOR.auth.slice(0, 20) }, false],
    ["nothing", { p256dh: "", auth: "" }, false],
  ])("needs a browser's keys: %s", (_what, keys, areTheirs) => {
    expect(areKeys(keys)).toBe(areTheirs);
  });
});
