import { join } from "node:path";
import { realClock } from "../kit/clock.ts";
import { openStore } from "../store/store.ts";
import { root } from "./root.ts";

// Makes an empty, migrated embedded database below a folder: `emptyDatabase.js FOLDER`.
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error("emptyDatabase.js FOLDER");
const store = await openStore({
  databaseUrl: undefined,
  dataDir,
  sqlFolder: join(root, "sql"),
  template: null,
  clock: realClock,
  onTrouble: console.error,
});
await store.close();
