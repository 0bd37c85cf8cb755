import font from "@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-500-normal.woff2?inline";
import page from "./waiting.html?raw";

/**
 * The service worker: a wall that is opened while the server is away shows that it waits, instead of the browser's error
 * page. It has only that page and caches nothing, so no release can be hidden by it.
 */
interface Worker {
  addEventListener(type: "install", listen: () => void): void;
  addEventListener(type: "fetch", listen: (event: Fetch) => void): void;
  skipWaiting(): Promise<void>;
}
interface Fetch {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** Milliseconds until a server that takes the connection and says nothing counts as away. */
const PATIENCE_MS = 15_000;

const worker = globalThis as unknown as Worker;
worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(open(event.request));
});

/** The page is inline as a whole, for nothing else can be loaded. */
function waitingPage(): Response {
  const nonce = btoa(String(crypto.getRandomValues(new Uint32Array(4))));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'`;
  return new Response(page.split("NONCE").join(nonce).replace("FONT", font), {
    status: 503,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  });
}

async function open(request: Request): Promise<Response> {
  // Ended, not left alone: the browser's cache would hold the next request for the page until this one has an answer.
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), PATIENCE_MS);
  const answer = await fetch(request, { signal: ending.signal }).catch(() => null);
  clearTimeout(timer);
  // A proxy answers with these when the server is not there.
  if (answer && !(answer.status >= 502 && answer.status <= 504)) return answer;
  return waitingPage();
}
