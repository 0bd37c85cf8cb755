import { openPage } from "../shell/frame.ts";
import Check from "./Check.svelte";
import Reports from "./Reports.svelte";

const CATALOGUE = { th: () => import("./words.th.ts"), en: () => import("./words.en.ts") };
const titled = async (load: (typeof CATALOGUE)["th" | "en"]) => {
  const { words } = await load();
  return { words: { ...words, title: words.checkTitle } };
};

/** Opens the page of reports, or that on which one is checked. */
export function open(url: URL): Promise<void> {
  const isCheck = url.pathname.split("/").filter(Boolean)[1] === "check";
  if (!isCheck) return openPage(Reports, "reports", CATALOGUE);
  return openPage(Check, "reports/check", { th: () => titled(CATALOGUE.th), en: () => titled(CATALOGUE.en) });
}
