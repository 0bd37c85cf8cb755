import { join } from "node:path";
import { root } from "./root.ts";
import { openStore } from "./store/store.ts";

// Makes an empty, migrated embedded database below a folder: `template.js FOLDER`.
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error("template.js FOLDER");
const store = await openStore({
  databaseUrl: undefined,
  dataDir,
  sqlFolder: join(root, "sql"),
  template: null,
  onTrouble: console.error,
});
await store.close();
