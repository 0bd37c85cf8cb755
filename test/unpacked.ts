import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../backend/build/root.ts";
import { onDisk } from "./memory.ts";

const PACKAGE = join(root, "node_modules", "@sparticuz", "chromium", "package.json");
const { version } = JSON.parse(readFileSync(PACKAGE, "utf8"));
/** The package unpacks into the folder of temporary files, its libraries for a minimal machine with it. */
const UNPACK = `
  process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  await chromium.executablePath();
`;

/**
 * The folder in which the browser of the npm package lies unpacked. It is made at another place and renamed when it is
 * whole: of several that come at once on a fresh machine none sees half of it.
 */
export async function unpackedBrowser(below = onDisk()): Promise<string> {
  const folder = join(below, `war-room-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const made = mkdtempSync(`${folder}-`);
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", UNPACK], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: made },
  });
  const fonts = join(made, "fonts", "fonts.conf");
  writeFileSync(fonts, readFileSync(fonts, "utf8").replaceAll("/tmp/fonts", join(folder, "fonts")));
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true });
    // Another one was first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
