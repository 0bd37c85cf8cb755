import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sameCredentials, takeCredentials } from "../credentials.ts";

/** What stands before a server and understands HTTP, as a proxy does. A test changes what it lets through. */
export interface ProxyServer {
  url: string;
  /** The servers behind it, asked in turn. */
  servers: string[];
  /** `away`: none of them is there, it says 502 itself; `silent`: it takes requests and never answers. */
  requests: "pass" | "away" | "silent";
  /** `refuse`: a web socket is answered like a page that does not exist; `swallow`: it is never answered. */
  upgrades: "pass" | "refuse" | "swallow";
  /** Milliseconds until it passes on what asks for a web socket: a server that has restarted lets them wait in line. */
  upgradesTake: number;
  /** How many web sockets were asked for. */
  upgradesAsked: number;
  /** Paths that it answers like pages that do not exist. */
  refused: RegExp | null;
  /** The path below which the servers are; it is passed on or left out. Elsewhere is nothing. Null: they are everywhere. */
  under: { path: string; isStripped: boolean } | null;
  /** Paths of the requests that came, without their queries. */
  asked: string[];
  /** Ends the web sockets; the walls connect again. */
  endSockets(): void;
  /** Ends every connection. */
  endAll(): void;
  close(): Promise<unknown>;
}

export async function startProxy(...servers: string[]): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  const upgraded = new Set<Socket>();
  let turn = 0;
  const next = () => new URL(proxy.servers[turn++ % proxy.servers.length]!);
  /** The address that a server is asked for; empty: it is not asked. */
  function passed(address: string): string {
    if (!proxy.under) return address;
    const { path, isStripped } = proxy.under;
    if (!address.startsWith(`${path}/`)) return "";
    return isStripped ? address.slice(path.length) : address;
  }
  const server = createServer((incoming, outgoing) => {
    proxy.asked.push(incoming.url!.split("?")[0]!);
    if (proxy.requests === "silent") return;
    incoming.url = passed(incoming.url!);
    if (incoming.url === "") return void outgoing.writeHead(404).end();
    if (proxy.refused?.test(incoming.url!)) return void outgoing.writeHead(404).end();
    if (proxy.requests === "away") return fail(outgoing);
    pass(incoming, outgoing, next());
  });
  const proxy: ProxyServer = {
    url: "",
    servers,
    requests: "pass",
    upgrades: "pass",
    upgradesTake: 0,
    upgradesAsked: 0,
    refused: null,
    under: null,
    asked: [],
    endSockets() {
      for (const socket of upgraded) socket.destroy();
    },
    endAll() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      takeCredentials(proxy.url);
      proxy.endAll();
      return new Promise((closed) => server.close(closed));
    },
  };
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  };
  server.on("connection", hold);
  server.on("upgrade", async (incoming: IncomingMessage, near: Socket, head: Buffer) => {
    proxy.upgradesAsked++;
    if (proxy.upgrades === "swallow") return;
    const address = passed(incoming.url!);
    if (address === "" || proxy.upgrades === "refuse" || proxy.requests !== "pass")
      return void near.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    if (proxy.upgradesTake > 0) await sleep(proxy.upgradesTake);
    if (near.destroyed) return;
    const { port, hostname } = next();
    const far = connect(Number(port), hostname);
    hold(far);
    const fields = incoming.rawHeaders.map((field, place) => (place % 2 ? `${field}\r\n` : `${field}: `));
    far.write(`GET ${address} HTTP/1.1\r\n${fields.join("")}\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
    upgraded.add(near);
    near.on("close", () => {
      upgraded.delete(near);
      far.destroy();
    });
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const each of servers) sameCredentials(proxy.url, each);
  return proxy;
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, { hostname, port }: URL) {
  const { method, url, headers } = incoming;
  const asked = request({ hostname, port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  });
  asked.on("error", () => fail(outgoing));
  outgoing.on("close", () => asked.destroy());
  incoming.pipe(asked);
}

function fail(outgoing: ServerResponse) {
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(502, { "content-type": "text/html" }).end("<h1>502 Bad Gateway</h1>");
}
