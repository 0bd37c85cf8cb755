/** What is dangerous in a program's text stands in few files, each with its reason. */
import { describe, expect, it } from "vitest";
import { filesBelow, textOf } from "./dependencies.ts";

interface Danger {
  what: string;
  like: RegExp;
  /** A text that has it. */
  planted: string;
  below: "backend" | "dashboard" | "both";
  /** The files that may, with the reason. */
  may: Readonly<Record<string, string>>;
}

const DANGERS: Danger[] = [
  {
    what: "runs a text as code",
    like: /\beval\(|\bnew Function\b|[^.\w]Function\(|\bset(?:Timeout|Interval)\(\s*["'`]|node:vm/,
    planted: "new Function(text)()",
    below: "both",
    may: { "backend/health/collecting.ts": "the collector of V8, which is there in a new context alone" },
  },
  {
    what: "starts another program",
    like: /node:child_process/,
    planted: 'import { exec } from "node:child_process";',
    below: "both",
    may: {
      "backend/build/build.mjs": "steps of the build",
      "backend/pictures/pictures.ts": "what draws is native, and a fault of it must not end the program",
      "backend/reports/render.ts":
        "the compiler of PDFs, which nothing but the end of its process interrupts",
    },
  },
  {
    what: "makes HTML of a text",
    like: /\{@html|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment/,
    planted: "<p>{@html text}</p>",
    below: "dashboard",
    may: {
      "dashboard/account/Scan.svelte": "the QR code, which the server draws",
    },
  },
  {
    what: "asks another server",
    like: /[^.\w]fetch\(|node:dns|node:dgram|\b(?:http|https|net|tls)\.(?:request|get|connect)\(|\{[^}]*\b(?:request|connect)\b[^}]*\} from "node:(?:http|https|net|tls)"|import\("openid-client"\)/,
    planted: 'import { request } from "node:https";',
    below: "backend",
    may: {
      "backend/access/identify.ts": "the identity provider that OIDC_ISSUER names",
      "backend/alerts/deadMan.ts": "the address that DEAD_MAN_URL names",
      "backend/alerts/channels/webhook.ts":
        "the receivers that administrators name, in the networks that WEBHOOK_NETWORKS allows",
      "backend/sender/post.ts": "the command that sends files to a war room",
    },
  },
  {
    // Only a clock that is passed in can be moved by a test, and only there is it said which reading nobody sets.
    what: "reads a clock of its own",
    like: /\bDate\.now\b|\bnew Date\(\)|performance\.now\b|process\.hrtime/,
    planted: "const began = Date.now();",
    below: "backend",
    may: {
      "backend/build/build.mjs": "says how long the build took",
      "backend/kit/clock.ts": "the clock that is passed in",
    },
  },
  {
    what: "takes a number that can be guessed",
    like: /Math\.random/,
    planted: "const token = Math.random();",
    below: "both",
    may: {
      "backend/store/lock.ts": "names a file",
      "backend/store/notifications.ts": "when to connect again",
      "dashboard/live/connection.svelte.ts": "when to connect again",
      "dashboard/live/release.ts": "when to load a new release",
      "dashboard/wall/Wall.svelte": "when to load itself again",
    },
  },
  {
    what: "uses a hash or a cipher that is broken or unauthenticated",
    like: /["'`](?:md[245]|sha-?1|des|rc[24]|blowfish|(?:aes|camellia)[\w-]*-(?:ecb|cbc|ctr))\b|createCipher\(|createDecipher\(/i,
    planted: 'hash("md5", text)',
    below: "both",
    may: {
      "backend/access/otp.ts": "HMAC-SHA-1, which RFC 6238 and every authenticator have",
      "backend/alerts/outbox/ids.ts": "UUIDs of version 5, which are names and no secrets (RFC 9562, 5.5)",
    },
  },
  {
    what: "turns off that certificates are checked",
    like: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/,
    planted: "{ rejectUnauthorized: false }",
    below: "both",
    may: {},
  },
  {
    what: "keeps something in the browser",
    like: /\b(?:local|session)Storage\b|indexedDB|document\.cookie|caches\.open/,
    planted: 'localStorage.setItem("token", token)',
    below: "dashboard",
    may: {
      "dashboard/parts/keys.ts": "whether single keys are switched off",
      "dashboard/live/release.ts": "which builds were left, and when",
      "dashboard/wall/remembered.ts": "language, theme and numerals of a screen",
    },
  },
  {
    // What leaves as a file is audited, and only what that file makes is.
    what: "answers with a file",
    like: /content-disposition/i,
    planted: 'new Reply({ "Content-Disposition": "attachment" }, rows)',
    below: "backend",
    may: { "backend/http/route.ts": "FileReply, which the audit hears of before it is sent" },
  },
  {
    what: "listens to messages of other pages",
    like: /postMessage|addEventListener\(\s*["']message|onmessage/,
    planted: 'addEventListener("message", read)',
    below: "dashboard",
    may: {},
  },
];

const shelves = { backend: filesBelow("backend"), dashboard: filesBelow("dashboard") };
const filesOf = ({ below }: Danger) =>
  below === "both" ? [...shelves.backend, ...shelves.dashboard] : shelves[below];

describe.each(DANGERS)("what $what", (danger) => {
  it("stands in the files that are named here alone, and in each of them", () => {
    const found = filesOf(danger).filter((file) => danger.like.test(textOf(file)));
    expect(found.sort()).toEqual(Object.keys(danger.may).sort());
  });
  it("would be found", () => {
    expect(danger.planted).toMatch(danger.like);
  });
});
