import type { Words } from "./words.th.ts";

export const words: Words = {
  title: "There is no such page",
  nothing: "No page has this address. The link may be mistyped, or no longer in use.",
  toPages: "Go to alerts",
  toWall: "Open the wall",

  secure: "Encrypted connection",
  local: "Connection within this machine",
  otherLang: "ไทย",
  otherLangWhole: "ภาษาไทย",
  thisLang: "EN",
};
