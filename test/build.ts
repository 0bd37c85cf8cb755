import { execFileSync } from "node:child_process";

/** Builds `dist` before the first test, if its sources are newer. */
export default function setup() {
  execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { stdio: "inherit" });
}
