import { reloadIfServed } from "./live/served.ts";
import { PAGES, pageOf } from "./pages.ts";

/** Milliseconds until a page that could not be opened is loaded again: a restarting server is back by then. */
const AGAIN_MS = 10_000;

const url = new URL(location.href);
const name = pageOf(url);
if (name === null) throw new Error(`no page has the path ${url.pathname}`);
// Not awaited: the oldest browsers that walls run on know no `await` outside a function.
PAGES[name]!()
  .then((page) => page.open(url))
  .catch((error) => {
    document.body.textContent = "เปิดหน้านี้ไม่ได้ กำลังลองใหม่ · This page could not be opened; trying again";
    setInterval(reloadIfServed, AGAIN_MS);
    throw error;
  });
