import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../backend/build/root.ts";
import { type Credentials, giveCredentials, takeCredentials } from "./credentials.ts";

export interface Running {
  url: string;
  child: ChildProcess;
  /** Its output so far. */
  output(): string;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** What `npm start` sets, and the file that it runs. */
const [variable, value, file] = /&& (\w+)=(\S+) node (\S+)$/.exec(scripts.start)!.slice(1) as [
  string,
  string,
  string,
];

/** A process that was started and may not listen yet. */
export interface Launched {
  child: ChildProcess;
  /** Rejects with its output when it ends before it listens. */
  ready: Promise<Running>;
}

/**
 * Starts the built program as a separate process, as `npm start` does.
 * @param isGroup as the child of a shell and the leader of a process group, as a service manager starts it
 * @param files how many it may open
 * @param folder of a release; default: this one
 */
export function launch(
  environment: Record<string, string>,
  {
    args = [],
    folder = root,
    isGroup = false,
    files,
  }: { args?: string[]; folder?: string; isGroup?: boolean; files?: number } = {},
): Launched {
  const command = [process.execPath, join(folder, file), ...args];
  const asGroup = isGroup ? ["sh", "-c", '"$@" & wait', "sh", ...command] : command;
  const [name, ...rest] = files ? ["sh", "-c", `ulimit -n ${files}; exec "$@"`, "sh", ...asGroup] : asGroup;
  const child = spawn(name!, rest, {
    env: { ...process.env, [variable]: value, PORT: "0", LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: isGroup,
  });
  let output = "";
  const running: Running = {
    url: "",
    child,
    output: () => output,
    async kill(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
  const ready = new Promise<Running>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const url = /^wall +(http:\/\/\S+)\/$/m.exec(output)?.[1];
      if (!url || running.url === url) return;
      running.url = url;
      void giveCredentials(
        url,
        args.includes("--demo") ? visitorOf(running) : credentialsOf(running, environment),
      );
      resolve(running);
    };
    child.stdout!.on("data", read);
    child.stderr!.on("data", read);
    child.once("exit", (code) => {
      if (running.url) takeCredentials(running.url);
      reject(new Error(`it ended with ${code}: ${output}`));
    });
  });
  return { child, ready };
}

/** Whoever has opened the link that a demo prints. */
const visitorOf = (running: Running): Credentials => ({
  key: null,
  cookie: async () => `war-room-demo=${/\/demo\?token=(\S+)/.exec(running.output())?.[1]}`,
});

/** An administrator signs in again after so long: dangerous deeds need a proof of the last ten minutes. */
const FRESH_MS = 5 * 60_000;

/** The administrator is made by the link that the program prints until there is one. */
function credentialsOf(running: Running, environment: Record<string, string>): Credentials {
  let cookie: Promise<string> | null = null;
  let since = 0;
  const said = { name: "tester", password: "correct horse battery staple" };
  const post = (path: string, body: object) =>
    fetch(running.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  async function signIn() {
    const token = /^link .*#(\S+) makes the first administrator/m.exec(running.output())?.[1];
    let response =
      token === undefined ? undefined : await post("/v1/link/use", { ...said, token, displayName: "ผู้ทดสอบ" });
    // Another backend, or a run before, has made it.
    if (!response?.ok) response = await post("/v1/session", said);
    if (!response.ok) throw new Error(await response.text());
    return response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0]!)
      .find((line) => line.startsWith("war-room-session="))!;
  }
  return {
    key: environment.BOOTSTRAP_SOURCE_KEY || null,
    cookie() {
      if (!cookie || performance.now() - since > FRESH_MS) {
        cookie = signIn();
        since = performance.now();
      }
      return cookie;
    },
  };
}

/** The same; resolves when it listens. */
export const startProcess = (environment: Record<string, string>, args: string[] = [], folder = root) =>
  launch(environment, { args, folder }).ready;
