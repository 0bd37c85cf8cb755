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
import { secretsOfOutlets } from "./outlets.ts";

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

Environment: PORT (1441), HOST (127.0.0.1), DATABASE_URL (none: embedded),
DATABASE_PASSWORD_FILE (a file with the password for it), DATA_DIR (data),
BOOTSTRAP_SOURCE_KEY (made and printed once), ACCESS_KEY_FILE (the key that seals second
factors: made in DATA_DIR), OIDC_ISSUER, OIDC_NAME, OIDC_CLIENT_ID,
OIDC_CLIENT_SECRET_FILE, OIDC_GROUPS_FILE, OIDC_GROUPS_CLAIM and OIDC_SCOPES (none, an
identity provider by which people sign in; see the README), PUBLIC_URL and ALLOWED_HOSTS (the names under which it is
opened), BASE_PATH (/, the path under which it is opened), FRAME_ANCESTORS (none, the pages
that may show it in a frame), HOLIDAYS_FILE (the public holidays that came with the
program), ACCOUNT_KEY_FILE (the key with which account numbers become tokens),
RETENTION_DAYS (1830), QUARANTINE_DAYS (30), LOG_LEVEL (info), TRUSTED_PROXIES (none,
addresses or networks), TLS_CERT_FILE and TLS_KEY_FILE (none, PEM), SMTP_URL and MAIL_FROM
(none, for alerts by mail), WEBHOOK_NETWORKS (none, addresses or networks of our own that
webhooks may reach), LINE_TOKEN_FILE, TELEGRAM_TOKEN_FILE and SMS_GATEWAY_FILE (none, for
alerts by these), LINE_URL and TELEGRAM_URL (the services themselves), CHANNEL_RATES
(sms=60,line=200,telegram=200,mail=600: alerts in ten minutes by each channel).`;

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
