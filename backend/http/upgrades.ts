import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Fault, STATUS } from "../kit/fault.ts";
import { askedBy, type Hosts, refusalOf } from "./hosts.ts";
import { problemOf } from "./problems.ts";
import type { Refusals } from "./refusals.ts";

/** Admits web sockets under one path. Any other is answered with a problem document and closed. */
export function openUpgrades(options: {
  path: string;
  /** Takes the socket over; it calls `refuse`, now or later, when there are too many. */
  connect: (request: IncomingMessage, socket: Duplex, head: Buffer, refuse: () => void) => void;
  hosts: Hosts;
  /** Sockets have their own limits, by network or by known visitor; a refused one only counts as a refusal. */
  refusals: Pick<Refusals, "count">;
  /** The development server's own web socket has another path; it listens for upgrades itself. */
  dev: boolean;
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    // Node has removed its own listener; without one, the error of a broken connection would be thrown.
    socket.on("error", () => socket.destroy());
    // Data after the end of a connection looks like an upgrade (server.ts).
    if (socket.destroyed) return;
    function refuse(fault: Fault) {
      options.refusals.count(request, fault.code);
      end(socket, fault);
    }
    const path = (request.url ?? "").split("?")[0]!;
    if (path !== options.path) {
      if (!options.dev) refuse(new Fault("not-found", `there is no web socket at ${path}`));
      return;
    }
    const refusal = refusalOf(askedBy(request, true), options.hosts);
    if (refusal) refuse(new Fault("forbidden", refusal));
    else
      options.connect(request, socket, head, () =>
        refuse(new Fault("unavailable", "there are too many screens; try again later")),
      );
  };
}

function end(socket: Duplex, fault: Fault) {
  const body = JSON.stringify(problemOf(fault));
  const head = [
    `HTTP/1.1 ${STATUS[fault.code]} ${fault.code}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
