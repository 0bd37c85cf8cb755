/** A real nginx before it, configured well and badly: nobody gets more than his right. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Route } from "../../backend/http/route.ts";
import { openVisitors, type Somebody } from "../http/visitors.ts";
import { type Program, startProgram } from "../program.ts";
import { addressOf, ROUTES } from "../routes.ts";
import { addPasskey, openAuthenticator, usePasskey } from "./authenticator.ts";
import { firstAdministrator, newPerson, openClient, PASSWORD, tokenOf } from "./client.ts";

/** No package of npm carries it: .ci/run installs Debian's where there is none. */
const NGINX = ["/usr/sbin/nginx", "nginx"].find((name) => spawnSync(name, ["-v"]).status === 0);
const NAME = "war-room.example";

/** What stands in `location /`. */
const LOCATIONS = {
  "as the compose file does": `
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_header;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Forwarded "";`,
  "by a bare proxy_pass": "",
  "by what passes on all that clients claim": `
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_header;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $http_x_forwarded_for;
    proxy_set_header Forwarded $http_forwarded;`,
};
type Way = keyof typeof LOCATIONS;
/** What a client may claim so as to pass for the server's own machine. */
const CLAIMS: Record<string, string>[] = [
  {},
  { host: "localhost" },
  { "x-forwarded-for": "127.0.0.1", forwarded: "for=127.0.0.1", "x-real-ip": "127.0.0.1" },
  { "x-forwarded-host": "localhost", "x-forwarded-proto": "https", "x-original-url": "/v1/people" },
];

let folder: string;
let program: Program;
let demo: Program;
/** Without TRUSTED_PROXIES, as whoever writes a bare proxy_pass leaves it. */
let bare: Program;
let bareUrl: string;
let visitors: Somebody[];
const nginxes: ChildProcess[] = [];
/** Where nginx listens, before the program and before a demo. */
const ports = new Map<Way, number>();
const demoPorts = new Map<Way, number>();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function startNginx(way: Way, backend: string, host = NAME): Promise<number> {
  const port = await freePort();
  const own = mkdtempSync(join(folder, "nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  writeFileSync(
    join(own, "nginx.conf"),
    `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off; pid ${own}/pid; error_log ${own}/error.log;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${own}/${name};`).join(" ")}
  map $http_upgrade $connection_header { default upgrade; "" ""; }
  server { listen 127.0.0.1:${port}; location / { ${LOCATIONS[way]} proxy_pass ${backend}; } }
}
`,
  );
  const nginx = spawn(NGINX!, ["-p", own, "-c", join(own, "nginx.conf")], { stdio: "ignore" });
  nginxes.push(nginx);
  await vi.waitFor(
    async () => {
      if ((await statusOf(port, "GET", "/healthz", { host })) !== 200)
        throw new Error("nginx is not there yet");
    },
    { timeout: 20_000 },
  );
  return port;
}

/** The status of an answer through a port of this machine, under the name of the centre unless the headers have another. */
function statusOf(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = { host: "127.0.0.1", port, method, path, agent: false as const };
    const sending = request({ ...asked, headers: { host: NAME, ...headers } }, (response) => {
      response.resume().once("close", () => resolve(response.statusCode!));
    });
    sending.once("error", reject).end();
  });
}

const firstOf = (route: Route) => addressOf(route, route.examples?.[0]);

describe.skipIf(!NGINX)(`behind nginx${NGINX ? "" : " (no nginx here)"}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "war-room-nginx-"));
    program = await startProgram({ config: { allowedHosts: [NAME], trustedProxies: ["127.0.0.1"] } });
    visitors = await openVisitors(program);
    demo = await startProgram({ played: true });
    bare = await startProgram({ config: { publicUrl: `https://${NAME}` } });
    bareUrl = `http://127.0.0.1:${await startNginx("by a bare proxy_pass", bare.url)}`;
    for (const way of Object.keys(LOCATIONS) as Way[]) {
      ports.set(way, await startNginx(way, program.url));
      demoPorts.set(way, await startNginx(way, demo.url, "localhost"));
    }
  }, 120_000);
  afterAll(async () => {
    for (const nginx of nginxes) {
      const gone = once(nginx, "exit");
      nginx.kill("SIGTERM");
      await gone;
    }
    await program.close();
    await demo.close();
    await bare.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(Object.keys(LOCATIONS) as Way[])("that is configured %s", (way) => {
    it("nobody gets anything that takes a right, whatever is claimed", async () => {
      for (const route of ROUTES.filter(({ right }) => right !== "anyone"))
        for (const claim of CLAIMS) {
          const status = await statusOf(ports.get(way)!, route.method, firstOf(route), claim);
          expect([route.method, route.path, claim, status]).toEqual([
            ...[route.method, route.path, claim],
            expect.toSatisfy((found: number) => found === 401 || found === 403),
          ]);
        }
    });

    it.each(["a source's key", "a display", "a person of one bank"])(
      "%s gets what it gets without a proxy",
      async (kind) => {
        const somebody = visitors.find(({ name }) => name === kind)!;
        const direct = Number(new URL(program.url).port);
        for (const route of ROUTES.filter(({ method }) => method === "GET")) {
          const ask = async (port: number) => statusOf(port, "GET", firstOf(route), await somebody.headers());
          expect([route.path, await ask(ports.get(way)!)]).toEqual([route.path, await ask(direct)]);
        }
      },
    );

    it("whoever comes to a demo is nobody, whatever is claimed", async () => {
      for (const claim of [{ host: "localhost" }, { host: "127.0.0.1" }, ...CLAIMS.slice(2)]) {
        const port = demoPorts.get(way)!;
        const status = await statusOf(port, "GET", "/v1/screens", { host: "localhost", ...claim });
        expect([claim, status]).toEqual([claim, 401]);
      }
    });

    it("a display sees its wall, and nobody sees any", async () => {
      const display = visitors.find(({ name }) => name === "a display")!;
      for (const [extraHeaders, told] of [
        [await display.headers(), "snapshot"],
        [{ cookie: "" }, "disconnect"],
      ] as const) {
        const socket = io(`http://127.0.0.1:${ports.get(way)}`, {
          transports: ["polling"],
          reconnection: false,
          forceNew: true,
          extraHeaders: { host: NAME, ...extraHeaders },
        });
        const heard: string[] = [];
        for (const what of ["snapshot", "disconnect"]) socket.on(what, () => heard.push(what));
        socket.on("connect", () => socket.emit("join", { scene: "overview", epoch: null, seq: 0 }));
        await expect.poll(() => heard, { timeout: 10_000 }).toEqual([told]);
        socket.disconnect();
      }
    });

    it("no page of another name signs in or opens a socket", async () => {
      const from = { origin: "http://evil.example", "content-type": "application/json" };
      expect(await statusOf(ports.get(way)!, "POST", "/v1/session", from)).toBe(403);
      const poll = "/socket.io/?EIO=4&transport=polling";
      expect(await statusOf(ports.get(way)!, "GET", poll, from)).toBe(403);
    });
  });

  describe("by a bare proxy_pass, and is not named in TRUSTED_PROXIES", () => {
    it("nobody gets anything that takes a right, whatever is claimed", async () => {
      const port = Number(new URL(bareUrl).port);
      for (const route of ROUTES.filter(({ right }) => right !== "anyone"))
        for (const claim of CLAIMS) {
          const status = await statusOf(port, route.method, firstOf(route), claim);
          expect([route.method, route.path, claim, status]).toEqual([
            ...[route.method, route.path, claim],
            expect.toSatisfy((found: number) => found === 401 || found === 403),
          ]);
        }
    });

    it("no stranger keeps out who is known, or has a passkey or a link, though all have one address", async () => {
      const through = { url: bareUrl };
      const admin = await firstAdministrator({ ...bare, url: bareUrl });
      const { client } = await newPerson(through, admin, "somsri", "viewer");
      const authenticator = openAuthenticator(`https://${NAME}`);
      expect((await addPasskey(client, authenticator)).status).toBe(201);
      const everything = { banks: null, provinces: null, agencies: null };
      const newcomer = { name: "new", displayName: "new", role: "viewer", scope: everything };
      const { link } = (await admin.ask("POST", "/v1/people", newcomer)).body;
      const guesses = Array.from({ length: 200 }, (_, n) =>
        openClient(bareUrl).ask(
          "POST",
          "/v1/session",
          { name: "somsri", password: "a wrong password" },
          { "x-forwarded-for": `192.0.2.${n}` },
        ),
      );
      // While they guess: a second later one more would be let in whoever it is.
      const again = await client.ask("POST", "/v1/session", { name: "somsri", password: PASSWORD });
      expect((await Promise.all(guesses)).filter(({ status }) => status === 429).length).toBeGreaterThan(100);
      expect([again.status, again.body.needs]).toEqual([200, "second"]);
      expect((await usePasskey(openClient(bareUrl), authenticator)).status).toBe(200);
      const used = { token: tokenOf(link), password: PASSWORD };
      expect((await openClient(bareUrl).ask("POST", "/v1/link/use", used)).status).toBe(200);
    });
  });
});
