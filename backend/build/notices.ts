import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notAllowed, noticesPage, shippedFrom } from "./licences.ts";
import { root } from "./root.ts";

// Writes the page of notices, `notices.js FILE`; fails if something has a licence that is not on the list.
const [file] = process.argv.slice(2);
if (!file) throw new Error("notices.js FILE");
const bundled = JSON.parse(readFileSync(join(root, "dist", "bundled.json"), "utf8")) as string[];
const shipped = shippedFrom(root, bundled);
const others = notAllowed(shipped);
if (others.length > 0) {
  const list = others.map(({ name, licence, what }) => `${name} (${licence}), in ${what}`).join("; ");
  console.error(`licences that are not on the list of backend/build/licences.ts: ${list}`);
  process.exit(1);
}
writeFileSync(file, noticesPage(shipped));
