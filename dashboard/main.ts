import { ownAddress } from "./api/base.ts";
import { reloadIfServed } from "./live/served.ts";
import { PAGES, pageOf } from "./pages.ts";

/**
 * Milliseconds until a page that failed to open is loaded again. A restarting server is back by then. It must be under
 * 15 s, after which the server reports a screen that has not painted as frozen.
 */
const AGAIN_MS = 20_000;

/** The text that a browser shows that cannot run this script. */
const unopened = document.getElementById("unopened")!;
const url = ownAddress(location.href);
const isNowhere = document.querySelector('meta[name="nowhere"]') !== null;
const name = isNowhere ? null : pageOf(url);
// Not awaited: the oldest supported browsers have no top-level `await`.
(name === null ? import("./nowhere/open.ts") : PAGES[name]!())
  .then((page) => page.open(url))
  .then(() => unopened.remove())
  .catch((error) => {
    document.body.replaceChildren(unopened);
    unopened.prepend("เปิดหน้านี้ไม่ได้ กำลังลองใหม่ · This page could not be opened; trying again");
    unopened.className = "failed";
    setInterval(reloadIfServed, AGAIN_MS);
    console.error(error);
  });
