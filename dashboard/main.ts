import { ownAddress } from "./api/base.ts";
import { reloadIfServed } from "./live/served.ts";
import { PAGES, pageOf } from "./pages.ts";

/**
 * Milliseconds until a page that could not be opened is loaded again. A restarting server is back by then; and one that
 * hears of the error calls a screen frozen that has painted nothing for 15 s.
 */
const AGAIN_MS = 20_000;

/** What stays when a browser cannot run this. */
const unopened = document.getElementById("unopened")!;
const url = ownAddress(location.href);
const isNowhere = document.querySelector('meta[name="nowhere"]') !== null;
const name = isNowhere ? null : pageOf(url);
// Not awaited: the oldest browsers that walls run on know no `await` outside a function.
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
