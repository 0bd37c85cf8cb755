import type { Words } from "./words.th.ts";

export const words: Words = {
  centre: "AOC 1441",
  title: "This screen is not paired",
  code: "This screen’s code",
  steps: ["Scan", "Compare", "Approve"],
  or: (url) => ["or open ", url, " as an administrator"],
  newIn: "New code in",
  device: "This device",
  connected: "Connected to the server",
  lost: "The server does not answer; trying again",
  qr: "QR code of the page that approves it",
  asking: "Asking for a code",
  full: {
    what: "Too many screens wait for approval",
    more: "Approve or refuse one of them; this screen then gets a code by itself",
  },
  open: {
    what: "A screen is paired by https only",
    more: "Open this page under an address that begins with https; who runs the server knows it",
  },
  refused: {
    what: "An administrator refused this screen",
    more: "If it belongs here, wait for a new code and pair it again",
  },
  approved: { what: "Approved", more: "Opening the wall" },
};
