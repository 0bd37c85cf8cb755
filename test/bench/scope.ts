import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Resources to release when this process ends, however it ends. */
const children = new Set<ChildProcess>();
const folders = new Set<string>();
/** A process that was just killed may still be writing. */
const GONE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, GONE);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

export interface Scope {
  /** A new empty folder. */
  folder(): string;
  /** Runs a TypeScript file of this folder as a separate process. */
  helper(file: string): Helper;
  /** Ends this process with the scope, or with the benchmark. */
  watch(child: ChildProcess): void;
  onEnd(deed: () => Promise<void> | void): void;
  end(): Promise<void>;
}

/** A process that answers one question at a time. */
export interface Helper {
  pid: number;
  ask<Answer>(question: object): Promise<Answer>;
  stop(): Promise<void>;
}

export function openScope(): Scope {
  const deeds: (() => Promise<void> | void)[] = [];
  function watch(child: ChildProcess) {
    children.add(child);
    child.once("exit", () => children.delete(child));
  }
  return {
    watch,
    folder() {
      const folder = mkdtempSync(join(tmpdir(), "war-room-bench-"));
      folders.add(folder);
      deeds.push(() => {
        rmSync(folder, GONE);
        folders.delete(folder);
      });
      return folder;
    },
    helper(file) {
      const child = fork(join(import.meta.dirname, file), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
      watch(child);
      const helper = helperOf(child, file);
      deeds.push(helper.stop);
      return helper;
    },
    onEnd: (deed) => void deeds.push(deed),
    async end() {
      for (const deed of deeds.splice(0).reverse()) await deed();
    },
  };
}

function helperOf(child: ChildProcess, file: string): Helper {
  return {
    pid: child.pid!,
    ask<Answer>(question: object) {
      return new Promise<Answer>((resolve, reject) => {
        const onExit = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
        child.once("exit", onExit);
        child.once("message", (message: { answer?: Answer; error?: string }) => {
          child.off("exit", onExit);
          if (message.error === undefined) resolve(message.answer as Answer);
          else reject(new Error(`${file}: ${message.error}`));
        });
        child.send(question);
      });
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The helper's side: answers each question in turn. */
export function answer<Question>(deed: (question: Question) => Promise<unknown> | unknown): void {
  process.on("message", async (question: Question) => {
    try {
      process.send!({ answer: (await deed(question)) ?? null });
    } catch (error) {
      process.send!({ error: String((error as Error).stack ?? error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}
