import { execFileSync } from "node:child_process";
import { moveToMemory } from "./memory.ts";
import { SERVER } from "./store/database.ts";
import { unpackedBrowser } from "./unpacked.ts";

/**
 * Before the first test: builds `dist`, if its sources are newer, and unpacks the browser, if nobody has. What is returned
 * runs after the last one.
 */
export default async function setup() {
  if (!SERVER)
    console.warn(
      'SKIPPED: all tests on a database server, for TEST_DATABASE_URL names none (README, "Start")',
    );
  execFileSync(process.execPath, ["backend/build/build.mjs", "--if-stale"], { stdio: "inherit" });
  await unpackedBrowser();
  return moveToMemory();
}
