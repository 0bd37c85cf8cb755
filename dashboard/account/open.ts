import { openPage } from "../shell/frame.ts";
import Account from "./Account.svelte";
import { WORDS } from "./words.ts";

/** Opens the page of one's own account. */
export function open(): Promise<void> {
  return openPage(Account, "account", (lang) => WORDS[lang].title);
}
