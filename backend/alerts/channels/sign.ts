import { createHmac, randomBytes } from "node:crypto";

/** 32 bytes: the Standard Webhooks specification asks for 24 to 64. */
export const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

/** The headers of the Standard Webhooks specification: the receiver knows whose it is, and a repetition by its id. */
export function signed(secret: string, id: string, at: number, body: string): Record<string, string> {
  const seconds = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}
