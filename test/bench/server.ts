import { readFileSync } from "node:fs";
import { startProcess } from "../process.ts";
import type { Scope } from "./scope.ts";

/** The built program as a separate process with its own embedded database. */
export interface Server {
  url: string;
  key: string;
  pid: number;
  hasEnded(): boolean;
  /** Its output so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Lines of its log that are repeated here: an attack may cause thousands. */
const MOST_LINES = 50;
const KEY = "the-key-of-the-first-source";

export async function openServer(
  scope: Scope,
  folder = scope.folder(),
  environment: Record<string, string> = {},
): Promise<Server> {
  const running = await startProcess({
    HOST: "127.0.0.1",
    // Ignores the shell's settings: a server's database is measured with --url.
    DATABASE_URL: "",
    DATA_DIR: folder,
    BOOTSTRAP_SOURCE_KEY: KEY,
    ...environment,
  });
  scope.watch(running.child);
  scope.onEnd(async () => {
    await running.kill("SIGKILL");
    // Its log: warnings and errors, which explain a failed row.
    const lines = running
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    for (const line of lines.slice(0, MOST_LINES)) process.stderr.write(`server: ${line.slice(0, 500)}\n`);
    if (lines.length > MOST_LINES) process.stderr.write(`server: ${lines.length - MOST_LINES} more lines\n`);
  });
  const { url, child, output } = running;
  return {
    url,
    key: KEY,
    pid: child.pid!,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    output,
    stop: () => running.kill(),
  };
}

/** User and system seconds of a process: of all its threads, and of its main thread alone. */
export function cpuSeconds(pid: number): { whole: number; main: number } {
  const read = (path: string) => {
    const fields = readFileSync(path, "utf8").split(") ").at(-1)!.split(" ");
    // utime and stime, in ticks: a hundred a second on every Linux that Node runs on.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return { whole: read(`/proc/${pid}/stat`), main: read(`/proc/${pid}/task/${pid}/stat`) };
}

/** Resident megabytes of a process, its database's thread included. */
export function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

/** The same, with the private memory of the processes that it has started. */
export function residentMbOfAll(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return children
    .split(" ")
    .filter((child) => child !== "")
    .reduce((sum, child) => sum + anonymousMb(child), residentMb(pid));
}

function anonymousMb(pid: string): number {
  try {
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** Size of a server's JavaScript heap in megabytes, garbage included. */
export async function javascriptMb(url: string): Promise<number> {
  const response = await fetch(`${url}/v1/health`);
  return ((await response.json()) as { server: { heapBytes: number } }).server.heapBytes / 2 ** 20;
}

export interface FiguresRow {
  metric: string;
  value: number | string | null;
  state: string;
}

export async function readFigures(url: string, query: Record<string, string>): Promise<FiguresRow[]> {
  const response = await fetch(`${url}/v1/figures?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`figures: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { rows: FiguresRow[] }).rows;
}
