import { PAGES, pageOf } from "./pages.ts";

const url = new URL(location.href);
const name = pageOf(url);
if (name === null) throw new Error(`no page has the path ${url.pathname}`);
const page = await PAGES[name]!();
page.open(url);
