import { join } from "node:path";
import { inspect, type ParseArgsConfig, parseArgs } from "node:util";
import { root } from "../build/root.ts";
import { type Config, readConfig } from "../config.ts";
import { realClock } from "../kit/clock.ts";
import { asFault } from "../kit/fault.ts";
import { redactor, secretsOf } from "../store/redact.ts";
import { openStore, type Store } from "../store/store.ts";

/** The command was called wrongly; the message says how. */
export class Usage extends Error {}
export class Interrupted extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

interface Command<Given, Own extends Options> {
  /** As npm knows it. */
  name: string;
  help: string;
  options: Own;
  /** Most words that are no options. */
  words?: number;
  /** What is asked for. Throws `Usage`. */
  read(values: ReturnType<typeof parseArgs<{ options: Own }>>["values"], words: readonly string[]): Given;
  /** Returns the exit code. `interrupt` throws when the person has interrupted it. */
  run(needs: { store: Store; config: Config; given: Given; interrupt(): void }): Promise<number>;
  /** It may be the first to start on an empty folder: a new database is a copy of the template then. */
  mayBeFirst?: true;
  /** What is said when it was interrupted; without it, a signal ends the process. */
  interrupted?: string;
}

/**
 * A command with a store of its own. Sets the exit code: 1 when it could not be done, 2 when it was called wrongly, 130 when
 * it was interrupted, else the command's own.
 */
export async function runOnStore<Given, Own extends Options>(command: Command<Given, Own>): Promise<void> {
  // What is written to standard error passes here: errors of the database may have its address.
  let redact = redactor([...secretsOf(process.env.DATABASE_URL), process.env.PGPASSWORD ?? ""]);
  function fail(error: unknown): number {
    if (error instanceof Interrupted) {
      console.log(command.interrupted);
      return 130;
    }
    const isUsage =
      error instanceof Usage || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
    const fault = asFault(error);
    const said = isUsage ? `${(error as Error).message}; --help says what there is` : fault.message;
    console.error(redact(`${command.name}: ${said}`));
    if (!isUsage && fault.code === "internal") console.error(redact(inspect(error)));
    return isUsage ? 2 : 1;
  }
  process.on("uncaughtException", (error) => process.exit(fail(error)));

  let isInterrupted = false;
  if (command.interrupted)
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => {
        if (isInterrupted) process.exit(130); // a second signal does not wait
        isInterrupted = true;
      });

  async function main(): Promise<number> {
    const help = { type: "boolean", short: "h", default: false } as const;
    const { values, positionals } = parseArgs({
      options: { ...command.options, help },
      allowPositionals: command.words !== undefined,
    });
    if ((values as { help?: boolean }).help) {
      process.stdout.write(command.help);
      return 0;
    }
    if (positionals.length > (command.words ?? 0))
      throw new Usage(`${positionals.at(-1)} is a word too many`);
    const given = command.read(values as never, positionals);
    const config = readConfig(process.env);
    redact = redactor([...secretsOf(config.databaseUrl), process.env.PGPASSWORD ?? ""]);
    const store = await openStore({
      databaseUrl: config.databaseUrl,
      dataDir: config.dataDir,
      sqlFolder: join(root, "sql"),
      template: command.mayBeFirst ? join(root, "dist", "template") : null,
      clock: realClock,
      onTrouble: (what) => console.error(redact(what)),
    });
    try {
      return await command.run({
        store,
        config,
        given,
        interrupt() {
          if (isInterrupted) throw new Interrupted();
        },
      });
    } finally {
      await store.close();
    }
  }
  process.exitCode = await main().catch(fail);
}
