import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import type { Provider } from "#wire/provider.ts";
import { Fault } from "./kit/fault.ts";
import { type OutletRates, type OutletSettings, readOutlets, readRates } from "./settings/outlets.ts";
import { readProvider } from "./settings/provider.ts";

export interface Config {
  port: number;
  host: string;
  /** Where people open the pages, if that is not where it listens: behind a proxy. */
  publicUrl: string | undefined;
  /** The path under which people open it, such as `/war-room`; empty: the root. */
  basePath: string;
  /** The pages that may show it in a frame: the value of `frame-ancestors` (CSP). */
  frameAncestors: string;
  /** Further names under which it is opened, in lower case, without a port. */
  allowedHosts: readonly string[];
  /** Proxies whose word about their clients counts, as addresses and networks. */
  trustedProxies: readonly string[];
  /** The files of certificate and key (PEM), if it speaks TLS itself. */
  tls: { cert: string; key: string } | undefined;
  databaseUrl: string | undefined;
  dataDir: string;
  bootstrapSourceKey: string | undefined;
  /** A file with the key that seals second factors; undefined: one in `dataDir`, made when it is first needed. */
  accessKeyFile: string | undefined;
  /** The identity provider by which people sign in; null: by password alone. */
  provider: Provider | null;
  /** An administrator's file of public holidays, which replaces the built-in one. */
  holidaysFile: string | undefined;
  /** The key with which account numbers become tokens; null: none are taken. */
  accountKey: { id: string; secret: string } | null;
  /** Raw events older than this are dropped, so older ones are rejected on arrival. */
  retentionDays: number;
  /** For how long rejected events are kept. */
  quarantineDays: number;
  /** The server that sends alerts by mail, with its password if it has one, and the address that they come from. */
  mail: { url: string; from: string } | null;
  /** Networks inside the own one that webhooks may reach, as addresses and networks. */
  webhookNetworks: readonly string[];
  /** Other services that alerts are sent by. */
  outlets: OutletSettings;
  rates: OutletRates;
  /** The address outside that hears, so often, that alerts work; null: none does. */
  deadMan: { url: string; everyMs: number } | null;
}

/** Reads the environment variables. Throws `configuration` with a sentence that names the variable. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { HOST, PUBLIC_URL, DATA_DIR, BOOTSTRAP_SOURCE_KEY, ACCESS_KEY_FILE } = environment;
  const { HOLIDAYS_FILE, ACCOUNT_KEY_FILE } = environment;
  if (BOOTSTRAP_SOURCE_KEY && !/^\S{16,}$/.test(BOOTSTRAP_SOURCE_KEY))
    throw new Fault("configuration", "BOOTSTRAP_SOURCE_KEY must be at least 16 characters without a space");
  if (PUBLIC_URL && !/^https?:/.test(URL.canParse(PUBLIC_URL) ? new URL(PUBLIC_URL).protocol : ""))
    throw new Fault(
      "configuration",
      `PUBLIC_URL must be an address like https://war-room.example, not "${PUBLIC_URL}"`,
    );
  return {
    port: wholeNumber(environment, "PORT", 1441, 0, 65_535),
    host: HOST || "127.0.0.1",
    publicUrl: PUBLIC_URL || undefined,
    basePath: basePath(environment.BASE_PATH ?? ""),
    frameAncestors: frameAncestors(environment.FRAME_ANCESTORS ?? ""),
    allowedHosts: hostNames(environment.ALLOWED_HOSTS ?? ""),
    trustedProxies: networks("TRUSTED_PROXIES", environment.TRUSTED_PROXIES ?? ""),
    tls: tlsFiles(environment),
    databaseUrl: databaseUrl(environment),
    dataDir: DATA_DIR || "data",
    bootstrapSourceKey: BOOTSTRAP_SOURCE_KEY || undefined,
    accessKeyFile: ACCESS_KEY_FILE || undefined,
    provider: readProvider(environment),
    holidaysFile: HOLIDAYS_FILE || undefined,
    accountKey: ACCOUNT_KEY_FILE ? readAccountKey(ACCOUNT_KEY_FILE) : null,
    retentionDays: wholeNumber(environment, "RETENTION_DAYS", 1830, 8, 36_500),
    quarantineDays: wholeNumber(environment, "QUARANTINE_DAYS", 30, 1, 366),
    mail: mail(environment),
    webhookNetworks: networks("WEBHOOK_NETWORKS", environment.WEBHOOK_NETWORKS ?? ""),
    outlets: readOutlets(environment),
    rates: readRates(environment),
    deadMan: deadMan(environment),
  };
}

/** With the password of a file in it, encoded: a file keeps it out of the environment, which others can list. */
function databaseUrl({ DATABASE_URL, DATABASE_PASSWORD_FILE }: NodeJS.ProcessEnv): string | undefined {
  const refuse = (sentence: string) => new Fault("configuration", sentence);
  if (!DATABASE_URL) {
    if (DATABASE_PASSWORD_FILE) throw refuse("DATABASE_PASSWORD_FILE is of no use without DATABASE_URL");
    return undefined;
  }
  if (!/^postgres(ql)?:\/\//.test(DATABASE_URL))
    throw refuse("DATABASE_URL must begin with postgres:// or postgresql://");
  // An unencoded / or ? ends the part that names user and host: a piece of the password would be taken for the host.
  const [, authority = "", rest = ""] = /^\w+:\/\/([^/?#]*)(.*)$/s.exec(DATABASE_URL) ?? [];
  const isCut = !authority.includes("@") && rest.replace(/[?&]\w+=[^&]*/g, "").includes("@");
  if (!URL.canParse(DATABASE_URL) || isCut)
    throw refuse(
      "DATABASE_URL is no address: write postgres://user:password@host:5432/database, with %40 for an @ in the password, %2F for a / and %3F for a ?",
    );
  if (!DATABASE_PASSWORD_FILE) return DATABASE_URL;
  const url = new URL(DATABASE_URL);
  if (url.password || url.searchParams.has("password"))
    throw refuse("DATABASE_URL has a password and DATABASE_PASSWORD_FILE another one: leave one out");
  if (!url.username)
    throw refuse("DATABASE_URL must name the user of the password in DATABASE_PASSWORD_FILE");
  let password: string;
  try {
    password = readFileSync(DATABASE_PASSWORD_FILE, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    throw new Fault("configuration", `DATABASE_PASSWORD_FILE cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!password) throw refuse(`the file ${DATABASE_PASSWORD_FILE} (DATABASE_PASSWORD_FILE) is empty`);
  url.password = encodeURIComponent(password);
  return url.href;
}

function basePath(given: string): string {
  const path = given.replace(/\/$/, "");
  // A part that begins with a dot could be `..`.
  if (!/^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/.test(path))
    throw new Fault(
      "configuration",
      `BASE_PATH must be a path like /war-room, of letters, digits, "-", "_", "~" and ".", not "${given}"`,
    );
  return path;
}

function frameAncestors(list: string): string {
  const sources = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    // A shell removes the quotes.
    .map((source) => source.replace(/^(self|none)$/, "'$1'"));
  // Without IPv6 addresses: CSP has none.
  const origin = /^https?:\/\/(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d{1,5})?$/;
  const wrong = sources.find((source) => source !== "'self'" && source !== "'none'" && !origin.test(source));
  if (wrong)
    throw new Fault(
      "configuration",
      `FRAME_ANCESTORS must be none, self, or origins like https://portal.example, separated by commas; "${wrong}" is none of these`,
    );
  if (sources.includes("'none'") && sources.length > 1)
    throw new Fault("configuration", "FRAME_ANCESTORS says none and something else: leave one out");
  return sources.join(" ") || "'none'";
}

/** A file of one line: a name for the key, a blank, and the key. */
function readAccountKey(path: string): { id: string; secret: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Fault("configuration", `ACCOUNT_KEY_FILE cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  // Half of the 256 bits that HMAC-SHA-256 takes, as base64, is 22 characters; whoever types one needs more.
  const [, id, secret] = /^([a-z][a-z0-9]{0,11}) (\S{32,})\r?\n?$/.exec(text) ?? [];
  if (!id || !secret)
    throw new Fault(
      "configuration",
      "ACCOUNT_KEY_FILE must be one line: a name of up to 12 letters a–z and digits, a blank, and a key of at least 32 characters without a blank",
    );
  return { id, secret };
}

function hostNames(list: string): string[] {
  const names = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const wrong = names.find((name) => !/^[a-z0-9_.-]+$|^[0-9a-f:]+$/.test(name));
  if (wrong)
    throw new Fault(
      "configuration",
      `ALLOWED_HOSTS must be names without a port, separated by commas; "${wrong}" is none`,
    );
  return names;
}

function tlsFiles({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key }: NodeJS.ProcessEnv): Config["tls"] {
  if (cert && key) return { cert, key };
  if (cert || key)
    throw new Fault("configuration", "TLS_CERT_FILE and TLS_KEY_FILE are of no use without each other");
  return undefined;
}

function mail({ SMTP_URL, MAIL_FROM }: NodeJS.ProcessEnv): Config["mail"] {
  if (!SMTP_URL && !MAIL_FROM) return null;
  if (!SMTP_URL || !MAIL_FROM)
    throw new Fault("configuration", "SMTP_URL and MAIL_FROM are of no use without each other");
  if (!/^smtps?:$/.test(URL.canParse(SMTP_URL) ? new URL(SMTP_URL).protocol : ""))
    throw new Fault(
      "configuration",
      "SMTP_URL must be an address like smtps://user:password@mail.example.go.th:465",
    );
  if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(MAIL_FROM))
    throw new Fault("configuration", `MAIL_FROM must be a mail address, not "${MAIL_FROM}"`);
  return { url: SMTP_URL, from: MAIL_FROM };
}

function deadMan(environment: NodeJS.ProcessEnv): Config["deadMan"] {
  const url = environment.DEAD_MAN_URL;
  // Services of this kind expect minutes; below ten seconds a slow answer would look like silence.
  const seconds = wholeNumber(environment, "DEAD_MAN_SECONDS", 60, 10, 3_600);
  if (!url) return null;
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ""))
    throw new Fault(
      "configuration",
      "DEAD_MAN_URL must be an address like https://watch.example.go.th/ping/1441",
    );
  return { url, everyMs: seconds * 1_000 };
}

function networks(name: string, list: string): string[] {
  const all = list.split(/[\s,]+/).filter(Boolean);
  for (const each of all) {
    const [address = "", length] = each.split("/");
    const longest = isIPv4(address) ? 32 : isIPv6(address) && !/^::ffff:|%/i.test(address) ? 128 : -1;
    const isLength = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
    // Everybody: then anybody's word would count.
    if (longest < 0 || !isLength || each.split("/").length > 2 || Number(length) === 0)
      throw new Fault(
        "configuration",
        `${name} must be addresses or networks like 10.0.0.0/8, separated by commas; "${each}" is none`,
      );
  }
  return all;
}

function wholeNumber(
  environment: NodeJS.ProcessEnv,
  name: string,
  otherwise: number,
  least: number,
  most: number,
) {
  const text = environment[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Fault(
      "configuration",
      `${name} must be a whole number from ${least} to ${most}, not "${text}"`,
    );
  return value;
}
