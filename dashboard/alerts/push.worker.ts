import type { PushNote } from "#wire/push.ts";

/**
 * The service worker of alerts: shows what is pushed, though no page is open. The scope of its registration is the page of
 * alerts; it answers no requests and caches nothing.
 */
interface Worker {
  addEventListener(type: "push", listen: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", listen: (event: Clicked) => void): void;
  addEventListener(type: "pushsubscriptionchange", listen: (event: Changed) => void): void;
  registration: ServiceWorkerRegistration;
  clients: { openWindow(url: string): Promise<unknown> };
}
interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Lasting {
  /** A push of ours has data always. */
  data: { json(): unknown };
}
interface Clicked extends Lasting {
  notification: Notification;
}
interface Changed extends Lasting {
  oldSubscription?: PushSubscription | null;
}
/** `renotify` is not among TypeScript's options: Safari lacks it. */
type Shown = NotificationOptions & { renotify: boolean };

const worker = globalThis as unknown as Worker;

worker.addEventListener("push", (event) => {
  const { title, body, lang, tag, rings, link } = event.data.json() as PushNote;
  const shown: Shown = {
    body,
    lang,
    tag,
    renotify: rings,
    // An alert stays until somebody has seen it; its end need not.
    requireInteraction: rings,
    icon: new URL("icon-192.png", location.href).href,
    data: link,
  };
  event.waitUntil(worker.registration.showNotification(title, shown));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // Under the name by which this browser knows the server.
  const { pathname, search } = new URL(String(event.notification.data));
  event.waitUntil(worker.clients.openWindow(pathname + search));
});

/** The browser has another address from now on: the server is told, as whoever is signed in here. */
worker.addEventListener("pushsubscriptionchange", (event) => {
  const options = event.oldSubscription?.options;
  if (options) event.waitUntil(worker.registration.pushManager.subscribe(options).then(tell));
});

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await fetch(new URL("v1/me/push", location.href), {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, keys }),
  });
}
