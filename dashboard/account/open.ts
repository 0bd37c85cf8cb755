import { openPage } from "../shell/frame.ts";
import Account from "./Account.svelte";

/** Opens the page of one's own account. */
export function open(): Promise<void> {
  return openPage(Account, "account", {
    th: () => import("./words.th.ts"),
    en: () => import("./words.en.ts"),
  });
}
