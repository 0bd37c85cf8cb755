// Loaded before the program (NODE_OPTIONS): every flush to the disk leaves a byte in the file FLUSHES.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { fdatasyncSync } = fs;
fs.fdatasyncSync = (file) => {
  fdatasyncSync(file);
  fs.appendFileSync(
    process.env.FLUSHES,
    fs.readlinkSync(`/proc/self/fd/${file}`).includes("pg_wal") ? "w" : "f",
  );
};
syncBuiltinESMExports();
