import type { NewSubscription } from "#wire/alerts.ts";
import { NEW_SUBSCRIPTION, PUSH_STATE } from "#wire/push.schema.ts";
import { route } from "../../http/route.ts";
import type { Alerts } from "../alerts.ts";
import { areKeys } from "./aes128gcm.ts";

interface PushNeeds {
  alerts: Alerts;
}

export const PUSH_ROUTES = [
  route({
    method: "GET",
    path: "/v1/me/push",
    right: "self",
    summary: "Whether a browser rings for the person who asks, which, and for which recipients",
    answer: PUSH_STATE,
    examples: [{ what: "The browser that rings" }],
    run: ({ alerts }: PushNeeds, { visitor }) => alerts.push.state(visitor),
  }),
  route({
    method: "PUT",
    path: "/v1/me/push",
    right: "self",
    // No proof: the browser's worker renews it at night, when nobody is there to prove anything. What rings is
    // decided by an
    // administrator, and the person sees at once that this browser is silent.
    summary: "A browser rings for the person who asks from now on, in place of the one before",
    body: NEW_SUBSCRIPTION,
    answer: PUSH_STATE,
    faults: ["bad-request"],
    rules: (_needs, { body }) => subscriptionRules(body as Partial<NewSubscription>),
    examples: [
      {
        what: "What `PushManager.subscribe` gave",
        // The keys are those of RFC 8291, section 5.
        body: {
          endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
          keys: {
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            auth: "BTBZMqHH6r4Tts7J_aSIgg",
          },
        },
      },
    ],
    async run({ alerts }: PushNeeds, { body, visitor, agent, doer }) {
      await alerts.push.switchOn(visitor, body, agent, doer);
      return alerts.push.state(visitor);
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/me/push",
    right: "self",
    summary: "No browser rings for the person who asks any more",
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "Switched off" }],
    run: ({ alerts }: PushNeeds, { visitor, doer }) => alerts.push.switchOff(visitor, doer),
  }),
];

/** Names of this machine: what is sent there travels no network. */
const OWN = ["localhost", "127.0.0.1", "[::1]"];

/** What the schema cannot say of a subscription. */
function subscriptionRules({ endpoint, keys }: Partial<NewSubscription>): string[] {
  const faults: string[] = [];
  const url = typeof endpoint === "string" && URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (!url || (url.protocol !== "https:" && !OWN.includes(url.hostname)))
    faults.push("endpoint: must be an address of https, as the browser gives it");
  if (typeof keys?.p256dh !== "string" || typeof keys.auth !== "string" || !areKeys(keys))
    faults.push("keys: must be a point of P-256 (p256dh) and 16 bytes (auth), as the browser gives them");
  return faults;
}
