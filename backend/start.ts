import { parseArgs } from "node:util";
import { type Config, readConfig } from "./config.ts";
import { addListeners, playCentre } from "./demo.ts";
import { openCollecting } from "./health/collecting.ts";
import { realClock } from "./kit/clock.ts";
import { openClosers } from "./kit/closers.ts";
import { asFault, Fault } from "./kit/fault.ts";
import { openLog } from "./log/log.ts";
import { openMailbox } from "./mailbox/mailbox.ts";
import { openWarRoom, type WarRoom } from "./main.ts";
import { secretsOfOutlets } from "./settings/outlets.ts";

const HELP = `War Room 1441: events in, exact figures per minute, live on the wall.

npm start               starts it empty, ready for real sources
npm run demo            starts it with a played centre and two weeks of history
  -- --published        … with 1 to 6 November 2023 as published instead
  -- --speed 10         … a centre ten times as large
  -- --seed 7           … another centre
npm run dev             starts it from the sources, reloading backend and dashboard
npm run admin-link      makes an administrator, for who has a shell here

It prints its addresses when it is ready: / is the wall, /screens the page of screens,
/docs the API's document, /notices the licences of what is shipped. A demo prints a link too,
which signs in whoever opens it on this machine.

Environment (backend/settings/README.md says more):

PORT, HOST                      where it listens (1441, 127.0.0.1)
PUBLIC_URL                      where people open it behind a proxy
ALLOWED_HOSTS                   further names under which it is opened
BASE_PATH                       the path under which it is opened (/)
FRAME_ANCESTORS                 pages that may show it in a frame (none)
TRUSTED_PROXIES                 addresses or networks of proxies (none)
TLS_CERT_FILE, TLS_KEY_FILE     certificate and key, PEM: then it speaks HTTPS itself
DATABASE_URL                    a TimescaleDB server (none: embedded)
DATABASE_PASSWORD_FILE          a file with the password for it
DATA_DIR                        folder of the embedded database (data)
BOOTSTRAP_SOURCE_KEY            key of the first source (made, printed once)
ACCESS_KEY_FILE                 key that seals second factors (made in DATA_DIR)
ACCOUNT_KEY_FILE                key with which account numbers become tokens (none)
OIDC_ISSUER, OIDC_NAME, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE,
OIDC_GROUPS_FILE, OIDC_GROUPS_CLAIM, OIDC_SCOPES
                                an identity provider by which people sign in (none)
SMTP_URL, MAIL_FROM             alerts and reports by mail (none)
LINE_TOKEN_FILE, TELEGRAM_TOKEN_FILE, SMS_GATEWAY_FILE
                                alerts by these (none)
LINE_URL, TELEGRAM_URL          where these are reached (the services themselves)
WEBHOOK_NETWORKS                networks of our own that webhooks may reach (none)
CHANNEL_RATES                   alerts in ten minutes by each channel
                                (sms=60,line=200,telegram=200,mail=600)
DEAD_MAN_URL, DEAD_MAN_SECONDS  an address outside that hears while alerts work (none)
HOLIDAYS_FILE                   public holidays (those that came with the program)
RETENTION_DAYS                  how long raw events are kept (1830)
QUARANTINE_DAYS                 how long rejected events are kept (30)
LOG_LEVEL                       level of the log (info)`;

const { log, hide, redact } = openLog(process.env);
process.on("uncaughtException", fail);
// A pipe whose reader is gone says so later: what is lost is the log, not the war room.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const { add: onClose, close } = openClosers();
onClose(openCollecting(realClock));
try {
  const options = readOptions();
  const mailbox = options.demo ? await openMailbox({ clock: realClock }) : undefined;
  if (mailbox) onClose(mailbox.close);
  const given = readConfig(process.env);
  // A demo sends nothing to people, whatever is set.
  const config = mailbox ? { ...given, mail: mailbox.mail, outlets: mailbox.outlets } : given;
  hide(config.databaseUrl, config.accountKey?.secret, config.provider?.clientSecret, config.mail?.url);
  hide(undefined, ...secretsOfOutlets(config.outlets));
  const room = await openWarRoom({
    config,
    clock: realClock,
    log,
    dev: options.dev,
    played: options.demo,
    mailbox,
  });
  onClose(room.close);
  closeOnSignals();
  greet(room, config);
  if (options.demo) {
    await addListeners(room);
    onClose(await playCentre(room, options, log));
  }
} catch (error) {
  // What failed first is what a person must know.
  await close().catch(() => {});
  fail(error);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      demo: { type: "boolean", default: false },
      dev: { type: "boolean", default: false },
      published: { type: "boolean", default: false },
      speed: { type: "string", default: "1" },
      seed: { type: "string", default: "1441" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const speed = Number(values.speed);
  const seed = Number(values.seed);
  if (!(speed > 0 && speed <= 100))
    throw new Fault("configuration", `--speed must lie between 0 and 100, not ${values.speed}`);
  if (!Number.isSafeInteger(seed))
    throw new Fault("configuration", `--seed must be a whole number, not ${values.seed}`);
  return { ...values, speed, seed };
}

function greet(room: WarRoom, config: Config) {
  const url = room.url + config.basePath;
  const lines = [
    `wall     ${url}/`,
    `events   POST ${url}/v1/events`,
    `figures  GET ${url}/v1/figures`,
    `data     ${config.databaseUrl ? "the server of DATABASE_URL" : `${config.dataDir} (embedded TimescaleDB)`}`,
  ];
  if (room.demoToken)
    lines.unshift(
      `open     ${url}/demo?token=${room.demoToken} on this machine: it signs you in as the demo's commander`,
    );
  if (room.firstKey)
    lines.push(
      `key      ${config.bootstrapSourceKey ? "BOOTSTRAP_SOURCE_KEY" : room.firstKey} is the key of the first source; it is shown this once`,
    );
  if (room.firstLink) {
    // No browser has passkeys for an address of digits.
    const here = room.url.replace("//127.0.0.1:", "//localhost:");
    const base = config.publicUrl ? new URL(config.publicUrl).origin : here;
    lines.push(
      `link     ${base}${config.basePath}/link#${room.firstLink} makes the first administrator; it can be used once, within a day`,
    );
  }
  console.log(`\n${lines.join("\n")}\n`);
}

function closeOnSignals() {
  let closing = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (closing) process.exit(130); // a second signal exits at once
      closing = true;
      close().then(() => process.exit(0), fail);
    });
}

function fail(error: unknown): never {
  if ((error as { code?: string }).code === "EADDRINUSE")
    error = new Fault(
      "configuration",
      `the port is taken: ${(error as Error).message}; stop the other program, or set PORT`,
    );
  if ((error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS"))
    error = new Fault("configuration", `${(error as Error).message}; --help lists what there is`);
  const fault = asFault(error);
  if (fault.code === "internal") log.fatal({ err: error }, fault.message);
  else console.error(redact(`war-room-1441: ${fault.message}`));
  process.exit(1);
}
