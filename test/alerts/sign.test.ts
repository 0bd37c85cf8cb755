/** Webhooks are signed as the Standard Webhooks specification signs its example. */
import { expect, it } from "vitest";
import { newSecret, signed } from "../../backend/alerts/channels/sign.ts";

it("signs the specification's example as it does", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  // Milliseconds are not part of a timestamp.
  expect(signed(secret, id, 1_614_265_330_999, '{"test": 2432232314}')).toEqual({
    "webhook-id": id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("makes secrets as long as the specification asks for, each another", () => {
  const [one, other] = [newSecret(), newSecret()];
  expect(one).not.toBe(other);
  const { length } = Buffer.from(one.slice("whsec_".length), "base64");
  expect([one.slice(0, 6), length >= 24 && length <= 64]).toEqual(["whsec_", true]);
});
