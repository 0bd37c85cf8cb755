import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./schema.ts";

/** Schemas of `/v1/alerts/push`: the browser that rings for a person. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();

const inBase64 = (bytes: number, what: string) =>
  Type.String({ pattern: "^[\\w-]+={0,2}$", maxLength: 2 * bytes, description: `${what}; base64url` });

/** What a browser gives that may be rung: `PushSubscription.toJSON()`, without its time of expiry. */
export const NEW_SUBSCRIPTION = Type.Object(
  {
    endpoint: Type.String({
      pattern: "^https?://[^\\s/]+\\S*$",
      maxLength: 2_000,
      writeOnly: true,
      description: "the address at its push service",
    }),
    keys: Type.Object(
      {
        p256dh: inBase64(65, "public key, a point of P-256"),
        auth: inBase64(16, "secret of the subscription"),
      },
      { ...closed, writeOnly: true },
    ),
  },
  closed,
);
export type NewSubscription = Static<typeof NEW_SUBSCRIPTION>;

export const PUSH_STATE = Type.Object({
  key: nullable(Type.String(), {
    description: "our public key, for `applicationServerKey`; null: this server does not send by Web Push",
  }),
  recipients: Type.Array(Type.String(), { description: "those that have this person as a channel" }),
  browser: nullable(
    Type.Object({
      id: Type.String({
        description: "SHA-256 of its endpoint in base64url: that browser knows itself by it",
      }),
      agent: nullable(Type.String()),
      since: time,
      goneAt: nullable(time, { description: "its push service knows it no more since then; null: it rings" }),
    }),
    { description: "the one that rings; null: none was switched on" },
  ),
});
export type PushState = Static<typeof PUSH_STATE>;
