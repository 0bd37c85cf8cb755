import { Fault } from "./kit/fault.ts";

export interface Config {
  port: number;
  host: string;
  /** Where people open the pages, if that is not where it listens: behind a proxy. */
  publicUrl: string | undefined;
  /** Further names under which it is opened, in lower case, without a port. */
  allowedHosts: readonly string[];
  databaseUrl: string | undefined;
  dataDir: string;
  bootstrapSourceKey: string | undefined;
  /** An administrator's file of public holidays, which replaces the built-in one. */
  holidaysFile: string | undefined;
  /** Raw events older than this are dropped, so older ones are rejected on arrival. */
  retentionDays: number;
}

/** Reads the environment variables. Throws `configuration` with a sentence that names the variable. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { HOST, PUBLIC_URL, DATABASE_URL, DATA_DIR, BOOTSTRAP_SOURCE_KEY, HOLIDAYS_FILE } = environment;
  if (DATABASE_URL && !/^postgres(ql)?:\/\//.test(DATABASE_URL))
    throw new Fault("configuration", "DATABASE_URL must begin with postgres:// or postgresql://");
  if (DATABASE_URL && !URL.canParse(DATABASE_URL))
    throw new Fault(
      "configuration",
      "DATABASE_URL is no address: write postgres://user:password@host:5432/database, with %40 for an @ in the password",
    );
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
    allowedHosts: hostNames(environment.ALLOWED_HOSTS ?? ""),
    databaseUrl: DATABASE_URL || undefined,
    dataDir: DATA_DIR || "data",
    bootstrapSourceKey: BOOTSTRAP_SOURCE_KEY || undefined,
    holidaysFile: HOLIDAYS_FILE || undefined,
    retentionDays: wholeNumber(environment, "RETENTION_DAYS", 1830, 8, 36_500),
  };
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
