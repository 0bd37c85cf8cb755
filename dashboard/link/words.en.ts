import { words as problems } from "../shell/problemWords.en.ts";
import type { Words } from "./words.th.ts";

export const words: Words = {
  problems,
  title: "Single-use link",
  titles: { first: "The first administrator", invitation: "Welcome", reset: "A new password" },
  leads: {
    first: () => "This account can add people, screens and sources.",
    invitation: (name) => `Welcome, ${name}. Choose a password, and you are in.`,
    reset: (name) =>
      `A new password for ${name}. All its sessions end, and its second factor is removed: set it up again afterwards.`,
  },
  name: "Name",
  nameHint: "To sign in with, like wipa.s: letters, digits and . _ - + @, up to 100",
  nameWrong: "Use letters, digits and . _ - + @ only, up to 100, no spaces",
  yourName: "Your name to sign in with",
  displayName: "Name that is shown",
  displayNameHint: "Like Wipa Sukjai",
  displayNameMissing: "Enter the name that is shown",
  password: "New password",
  passwordHint: (least) => `At least ${least} characters; a sentence that you remember, spaces too`,
  passwordShort: (least, has) => `At least ${least} characters; it has ${has}`,
  passwordLong: (most) => `Over ${most} characters`,
  passwordEasy:
    "This is easy to guess, or chosen by many. Use other words, more different letters, and not your name.",
  show: "Show",
  hide: "Hide",
  use: "Save and sign in",
  gone: "This link was used already, or is over",
  goneHow: "Ask an administrator for another one.",
  missing: "Open the whole link again that you were given: this page does not keep it.",
  toSignIn: "To sign in",
  taken: "There is a person of this name already",

  secure: "Encrypted connection",
  local: "Connection within this machine",
  otherLang: "ไทย",
  otherLangWhole: "ภาษาไทย",
  thisLang: "EN",
};
