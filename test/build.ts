import { execFileSync } from "node:child_process";
import { moveToMemory } from "./memory.ts";

/** Before the first test: builds `dist`, if its sources are newer. What is returned runs after the last one. */
export default function setup() {
  execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { stdio: "inherit" });
  return moveToMemory();
}
