import type { PushState } from "#wire/alerts.ts";
import { addressOf } from "../api/base.ts";
import { call, type Problem } from "../api/call.ts";
import { idOf, inBase64, type Obstacle, obstacleOf } from "./ring.ts";

/** Whether this browser rings for whoever is signed in, and another one instead. */
export class Ringing {
  /** Null: not known yet. */
  state = $state.raw<PushState | null>(null);
  /** By what the server names this browser; null: it has no subscription that is of use. */
  here = $state.raw<string | null>(null);
  obstacle = $state.raw<Obstacle | null>(obstacleNow());
  /** What the server, or the browser in its own words, said when it did not work. */
  refusal = $state.raw<Problem | string | null>(null);
  #isBusy = false;
  readonly isHere = $derived(this.here !== null && this.state?.browser?.id === this.here);

  async load(): Promise<void> {
    const outcome = await call("GET /v1/me/push");
    if (!outcome.ok) return;
    await this.#know(outcome.answer);
  }

  /** Called by a click: browsers ask nobody otherwise. */
  switchOn(): Promise<void> {
    return this.#busy(async () => {
      const key = this.state?.key;
      if (!key) return;
      await Notification.requestPermission();
      this.obstacle = obstacleNow();
      if (this.obstacle !== null) return;
      await navigator.serviceWorker.register(addressOf("/push.js"), { scope: scope() });
      const { pushManager } = await navigator.serviceWorker.ready;
      const before = await pushManager.getSubscription();
      // One that was made for another key cannot be rung, nor a new one made beside it.
      if (before && keyOf(before) !== key) await before.unsubscribe();
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const { endpoint = "", keys = {} } = made.toJSON();
      const { p256dh = "", auth = "" } = keys;
      const outcome = await call("PUT /v1/me/push", { body: { endpoint, keys: { p256dh, auth } } });
      if (outcome.ok) await this.#know(outcome.answer);
      else this.refusal = outcome.problem;
    });
  }

  switchOff(): Promise<void> {
    return this.#busy(async () => {
      const outcome = await call("DELETE /v1/me/push");
      if (!outcome.ok) this.refusal = outcome.problem;
      else await (await ownSubscription())?.unsubscribe();
      await this.load();
    });
  }

  async #know(state: PushState): Promise<void> {
    const own = await ownSubscription().catch(() => null);
    this.here = own && keyOf(own) === state.key ? await idOf(own.endpoint) : null;
    this.state = state;
  }

  async #busy(deed: () => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.refusal = null;
    await deed().catch((error: unknown) => {
      this.refusal = error instanceof Error ? error.message : String(error);
    });
    this.#isBusy = false;
  }
}

/** Of its own, beside the service worker of walls. */
const scope = () => addressOf("/alerts");

async function ownSubscription(): Promise<PushSubscription | null> {
  if (obstacleNow() !== null) return null;
  const registration = await navigator.serviceWorker.getRegistration(scope());
  const isOurs = registration && new URL(registration.scope).pathname === scope();
  return isOurs ? registration.pushManager.getSubscription() : null;
}

const keyOf = ({ options: { applicationServerKey } }: PushSubscription): string | null =>
  applicationServerKey && inBase64(new Uint8Array(applicationServerKey));

function obstacleNow(): Obstacle | null {
  const hasNotifications = "Notification" in globalThis;
  return obstacleOf({
    isSecure: isSecureContext,
    hasPush: "serviceWorker" in navigator && "PushManager" in globalThis && hasNotifications,
    agent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    permission: hasNotifications ? Notification.permission : null,
  });
}
