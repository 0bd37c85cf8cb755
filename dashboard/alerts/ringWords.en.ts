import type { RingWords } from "./ringWords.th.ts";

export const words: RingWords = {
  title: "Alerts on this device (Web Push)",
  on: "Rings here",
  onSince: (at) => `Since ${at}. Alerts are shown on its screen though this page is closed.`,
  off: "Not switched on",
  offNote: "Once it is on, alerts are shown on the screen of this device though this page is closed.",
  elsewhere: "Rings elsewhere",
  elsewhereNote: (browser, at) =>
    `Since ${at}, in ${browser}. Each person has one: switched on here, it does not ring there any more.`,
  gone: "The browser is gone",
  goneNote: (browser, at) =>
    `Its push service says that ${browser} is not there any more since ${at}. Nothing rings for you until it is switched on again.`,
  unknownBrowser: "an unknown browser",
  switchOn: "Ring on this device",
  moveHere: "Ring here instead",
  switchOff: "Switch off",
  hears: (names) => `You hear as: ${names}`,
  hearsNothing:
    "No recipient has your user name yet, so nothing is sent to you. Ask an administrator to add one with the channel Web Push.",
  notSentHere: "This server sends nothing by Web Push: a demo sends nothing to people.",
  obstacles: {
    "not-secure":
      "It cannot be switched on: this page was opened without HTTPS. Open it by the address that begins with https://.",
    "home-screen":
      "On an iPhone or iPad, add this page to the home screen first: tap Share, then “Add to Home Screen”, and open it from there (iOS 16.4 or newer).",
    "no-push":
      "This browser has no Web Push: use Chrome, Edge, Firefox or Safari 16.4 or newer, and no private window.",
    blocked:
      "The browser blocks the notifications of this page: allow them in its settings of this site, then load the page again.",
  },
  failed: "It could not be switched on",
};
