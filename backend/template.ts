import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";
import { openStore } from "./store/store.ts";

// Makes an empty, migrated embedded database in a folder and packs it: `template.js FOLDER FILE.tgz`.
const [folder, file] = process.argv.slice(2);
if (!folder || !file) throw new Error("template.js FOLDER FILE.tgz");
const store = await openStore({
  databaseUrl: undefined,
  dataDir: folder,
  sqlFolder: join(root, "sql"),
  template: null,
  onTrouble: console.error,
});
writeFileSync(`${file}.new`, await store.dump());
renameSync(`${file}.new`, file);
await store.close();
